"""Archives, mailboxes and attachments: what is inside is read, and nothing hostile gets further."""

from __future__ import annotations

import io
import mailbox
import struct
import time
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hostile import changed, given, packed, quick, st
from pptx import Presentation

from msgcheck import intake
from msgcheck.config import Config, Limits
from msgcheck.errors import SourceError
from msgcheck.intake import read, read_one
from msgcheck.model import Document, Resource, Skipped
from msgcheck.readers.containers import assets
from msgcheck.readers.mailbox import mails
from msgcheck.readers.member_names import harmless, unique

WORDS = b"Refunds take 30 days."
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\x01\x02" * 40
MODIFIED = datetime(2026, 1, 2, tzinfo=UTC)


def everything(
    data: bytes, uri: str = "all.zip", *, config: Config | None = None
) -> tuple[dict[str, Document], dict[str, Skipped]]:
    resource = Resource(uri, data, channel="email", team="sales", modified=MODIFIED)
    documents, skipped = read([resource], config or Config())
    assert len({document.uri for document in documents}) == len(documents)
    return {d.uri: d for d in documents}, {s.uri: s for s in skipped}


def archive(
    members: Iterable[tuple[zipfile.ZipInfo | str, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return stream.getvalue()


def mail(text: str = "Support answers within 4 hours.", subject: str = "Hi") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Acme <hello@acme.example>"
    message["To"] = "you@example.org"
    message["Subject"] = subject
    message.set_content(text)
    return message


def box(path: Path, messages: Iterable[EmailMessage]) -> bytes:
    file = mailbox.mbox(path)
    for message in messages:
        file.add(message)
    file.close()
    return path.read_bytes()


def deck(words: str) -> bytes:
    slides = Presentation()
    slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = words
    stream = io.BytesIO()
    slides.save(stream)
    return stream.getvalue()


def test_every_member_is_an_asset_with_the_channel_of_the_archive() -> None:
    data = packed(
        {"templates/welcome.html": b"<p>Welcome to Acme.</p>", "b/sale.txt": WORDS, "d.pptx": deck("Hi")}
    )
    documents, skipped = everything(data)
    assert sorted(documents) == ["all.zip!/b/sale.txt", "all.zip!/d.pptx", "all.zip!/templates/welcome.html"]
    assert not skipped
    assert {(d.channel, d.team) for d in documents.values()} == {("email", "sales")}


def test_a_member_that_cannot_be_read_does_not_hide_the_others() -> None:
    documents, skipped = everything(packed({"a.txt": WORDS, "b.pptx": b"PK\x03\x04cut", "logo.txt": b""}))
    assert list(documents) == ["all.zip!/a.txt"]
    assert set(skipped) == {"all.zip!/b.pptx", "all.zip!/logo.txt"}
    assert "PowerPoint" in skipped["all.zip!/b.pptx"].hint


def test_artefacts_are_passed_over_and_licences_listed() -> None:
    data = packed(
        {
            "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "x/.git/a.md": b"x", "node_modules/a/readme.md": b"x",
            "~$a.docx": b"x", "x/Thumbs.db": b"x", "x/": b"", "x/LICENSE": WORDS, "x/README.md": WORDS,
        }
    )  # fmt: skip
    documents, skipped = everything(data)
    assert list(documents) == ["all.zip!/x/README.md"]
    assert list(skipped) == ["all.zip!/x/LICENSE"]


def test_what_a_person_excludes_is_left_out_inside_too() -> None:
    data = packed({"drafts/a.txt": WORDS, "b.txt": WORDS})
    documents, skipped = everything(data, config=Config(exclude=("drafts/",)))
    assert list(documents) == ["all.zip!/b.txt"]
    assert not skipped


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/tmp/x.txt", "tmp/x.txt"),
        ("C:\\Users\\x.txt", "Users/x.txt"),
        ("a//./b/../x.txt", "a/b/x.txt"),
        ("..", "member-1"),
        ("a\nb.txt", "ab.txt"),
    ],
)
def test_names_that_climb_are_made_harmless(name: str, uri: str) -> None:
    documents, _ = everything(packed({name: WORDS}))
    assert list(documents) == [f"all.zip!/{uri}"]


@given(name=st.text(max_size=40))
@quick
def test_a_harmless_name_stays_inside(name: str) -> None:
    steps = harmless(name).split("/")
    assert ".." not in steps
    assert harmless("/".join(steps)) == "/".join(steps)
    assert not any(step.startswith(("/", "\\")) for step in steps)


@given(names=st.lists(st.sampled_from(["a.md", "a (2).md", "b", "x/a.md", ".x"]), max_size=8))
@quick
def test_no_two_members_share_a_uri(names: list[str]) -> None:
    taken: set[str] = set()
    made = [unique(name, taken) for name in names]
    assert len(set(made)) == len(names)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_both_read() -> None:
    documents, _ = everything(archive([("a.txt", b"First words here."), ("a.txt", b"Other words here.")]))
    assert {uri: d.text for uri, d in documents.items()} == {
        "all.zip!/a.txt": "First words here.\n",
        "all.zip!/a (2).txt": "Other words here.\n",
    }


def test_names_in_utf8_without_the_flag_and_in_code_page_437() -> None:
    data = archive([("XXXX.txt", WORDS), ("YY.txt", WORDS)])
    data = data.replace(b"XXXX.txt", "ÜÄ.txt".encode()).replace(b"YY.txt", "ÜÄ.txt".encode("cp437"))
    documents, _ = everything(data)
    assert sorted(documents) == ["all.zip!/ÜÄ (2).txt", "all.zip!/ÜÄ.txt"]


def test_the_date_is_the_members_own_where_it_has_one() -> None:
    dated, undated = zipfile.ZipInfo("a.txt", (2025, 6, 1, 12, 30, 0)), zipfile.ZipInfo("b.txt")
    resource = Resource("all.zip", archive([(dated, WORDS), (undated, WORDS)]), modified=MODIFIED)
    dates = [a.modified for a in opened(resource) if isinstance(a, Resource)]
    assert dates == [datetime(2025, 6, 1, 12, 30, tzinfo=UTC), MODIFIED]


def opened(resource: Resource, **limits: int) -> list[Resource | Skipped]:
    wide: Mapping[str, int] = {"max_bytes": 10**8, "max_members": 100, "max_file_bytes": 10**7}
    return list(assets(resource, **{**wide, **limits}))


def test_encrypted_members_and_odd_compression_are_listed() -> None:
    plain = archive([("a.txt", WORDS), ("b.txt", WORDS)], zipfile.ZIP_STORED)
    at = plain.rindex(b"PK\x01\x02")
    locked = bytearray(plain)
    locked[at + 8] |= 1
    odd = bytearray(plain)
    local = plain.rindex(b"PK\x03\x04")
    struct.pack_into("<H", odd, local + 8, 99)
    struct.pack_into("<H", odd, at + 10, 99)
    for data, reason in ((locked, "password"), (odd, "method")):
        documents, skipped = everything(bytes(data))
        assert list(documents) == ["all.zip!/a.txt"]
        assert reason in skipped["all.zip!/b.txt"].reason


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_stopped_whatever_its_header_says(method: int) -> None:
    data = bytearray(archive([("a.txt", WORDS), ("bomb.txt", b"a" * 30_000_000)], method))
    config = Config(limits=Limits(file_mb=1, archive_mb=5))
    documents, skipped = everything(bytes(data), config=config)
    assert list(documents) == ["all.zip!/a.txt"]
    assert "too large" in skipped["all.zip!/bomb.txt"].reason
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)  # the directory lies about the size
    documents, skipped = everything(bytes(data), config=config)
    assert list(documents) == ["all.zip!/a.txt"]
    assert "all.zip!/bomb.txt" in skipped


def test_the_limits_hold_for_an_archive_and_all_that_is_in_it() -> None:
    inner = packed({f"{n}.txt": b"a" * 1000 for n in range(6)})
    outer = Resource("all.zip", packed({"one.zip": inner, "two.zip": inner, "last.txt": WORDS}))
    by_size = opened(outer, max_bytes=9000)
    assert sum(len(item.data) for item in by_size if isinstance(item, Resource)) <= 9000
    refused = [item for item in by_size if isinstance(item, Skipped)]
    assert refused
    assert all("archive_mb" in item.reason + item.hint for item in refused)
    by_number = opened(outer, max_members=4)
    assert [item.uri for item in by_number if isinstance(item, Resource)] == [
        f"all.zip!/one.zip!/{n}.txt" for n in range(3)
    ]
    assert [item.uri for item in by_number if isinstance(item, Skipped)] == ["all.zip!/one.zip", "all.zip"]
    assert "3 files" in next(item.reason for item in by_number if isinstance(item, Skipped))


def test_archives_in_archives_are_opened_three_deep() -> None:
    data = packed({"words.txt": WORDS})
    for _ in range(3):
        data = packed({"inner.zip": data, "beside.txt": WORDS})
    documents, skipped = everything(data)
    deep = "all.zip!/inner.zip!/inner.zip"
    assert sorted(documents) == [f"{at}!/beside.txt" for at in ("all.zip", "all.zip!/inner.zip", deep)]
    assert list(skipped) == [f"{deep}!/inner.zip"]
    assert "3 times" in skipped[f"{deep}!/inner.zip"].reason


def test_an_archive_alone_has_no_words() -> None:
    with pytest.raises(SourceError, match="holds other assets"):
        read_one(Resource("a.zip", packed({"a.txt": WORDS})))


def test_new_material_in_an_archive_is_left_out_of_the_old(tmp_path: Path) -> None:
    (tmp_path / "new.zip").write_bytes(packed({"a.txt": WORDS}))
    (tmp_path / "old.txt").write_bytes(b"The old words.")
    config = Config()
    config._root = tmp_path
    new, _ = intake.documents(config, [str(tmp_path / "new.zip")], fold=False)
    old, _ = intake.documents(config, [str(tmp_path)], apart_from=[str(tmp_path / "new.zip")])
    assert [(d.uri, d.channel) for d in new] == [("new.zip!/a.txt", "other")]
    assert [d.uri for d in old] == ["old.txt"]


def test_what_cannot_be_had_of_the_new_material_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "huge.txt").write_bytes(b"words " * 500)
    (tmp_path / "new" / "a.txt").write_bytes(WORDS)
    (tmp_path / "old.txt").write_bytes(b"The old words.")
    config = Config(limits=Limits(file_mb=0.001))
    config._root = tmp_path
    _, unread = intake.documents(config, [str(tmp_path / "new")], fold=False)
    _, again = intake.documents(config, [str(tmp_path)], apart_from=[str(tmp_path / "new")])
    assert [place.uri for place in unread] == ["new/huge.txt"]
    assert again == []


def test_members_of_an_archive_that_says_nothing_have_the_channel_of_their_own_name() -> None:
    data = packed({"emails/a.txt": WORDS, "deck.pptx": deck("Hi")})
    documents, _ = read([Resource("all.zip", data, channel="other")], Config())
    assert [(d.uri, d.channel) for d in documents] == [
        ("all.zip!/deck.pptx", "deck"),
        ("all.zip!/emails/a.txt", "email"),
    ]


def test_a_mailbox_gives_its_mails_in_order(tmp_path: Path) -> None:
    letters = [mail(f"Offer {n} takes {n} days.", f"Subject {n}") for n in range(1, 4)]
    documents, skipped = everything(box(tmp_path / "a.mbox", letters), "a.mbox")
    assert [(uri, d.title) for uri, d in documents.items()] == [
        (f"a.mbox!/{n}", f"Subject {n}") for n in (1, 2, 3)
    ]
    assert not skipped


def test_words_that_look_like_a_separator_stay_words(tmp_path: Path) -> None:
    text = "Hello.\n\nFrom our shop: all of it.\nFrom 9:00 on we answer.\n\nFrom 10:30 on:\nwe sleep.\nFrom our kitchen\nNote: fresh.\n"
    data = box(tmp_path / "a.mbox", [mail(text), mail()])
    assert b">From our shop" in data
    for written in (data, data.replace(b">From", b"From"), data.replace(b"\n", b"\r\n")):
        documents, _ = everything(written, "a.mbox")
        assert list(documents) == ["a.mbox!/1", "a.mbox!/2"]
        assert "From our shop: all of it." in documents["a.mbox!/1"].text


def test_splitting_a_mailbox_takes_time_in_step_with_its_size(tmp_path: Path) -> None:
    one = box(tmp_path / "a.mbox", [mail()])
    began = time.process_time()
    found = list(mails(Resource("a.mbox", one * 50_000)))
    assert len(found) == 50_000
    assert found[0].data.strip() == found[-1].data.strip()
    assert time.process_time() - began < 5
    hostile = Resource("b.mbox", b"From a 1:00\n" * 1_000_000)
    assert len(list(mails(hostile))) == 1
    assert time.process_time() - began < 15


def test_attachments_and_forwarded_mails_are_assets() -> None:
    message = mail()
    message.add_attachment(
        deck("Refunds take 60 days"), maintype="application", subtype="x", filename="deck.pptx"
    )
    message.add_attachment("Für alle.".encode("cp1252"), maintype="text", subtype="plain", filename="ü/../a.txt",
                           params={"charset": "windows-1252"})  # fmt: skip
    inner = mail("Inside words.", "Inside")
    inner.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="x.csv")
    message.add_attachment(inner)
    documents, skipped = everything(message.as_bytes(), "offer.eml")
    assert sorted(documents) == [
        "offer.eml",
        "offer.eml!/deck.pptx",
        "offer.eml!/forwarded-4.eml",
        "offer.eml!/forwarded-4.eml!/x.csv",
        "offer.eml!/ü-..-a.txt",
    ]
    assert "Für alle." in documents["offer.eml!/ü-..-a.txt"].text
    assert not skipped
    assert {d.channel for d in documents.values()} == {"email"}


def test_what_a_mail_holds_and_nobody_reads_is_listed() -> None:
    message = mail()
    message.add_attachment(b"x\x9f>\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar")
    message.add_attachment(
        b"signed", maintype="application", subtype="pgp-signature", filename="signature.asc"
    )
    message.add_attachment(PNG, maintype="image", subtype="png", filename="plan.png")
    message.add_attachment(PNG, maintype="image", subtype="png", filename="logo.png", cid="<a@b>")
    documents, skipped = everything(message.as_bytes(), "offer.eml")
    assert list(documents) == ["offer.eml"]
    assert list(skipped) == ["offer.eml!/winmail.dat", "offer.eml!/attachment-3", "offer.eml!/plan.png"]
    assert all(place.reason and place.hint for place in skipped.values())
    assert any("logo.png" in note for note in documents["offer.eml"].notes)


def test_an_encrypted_mail_is_not_read_as_words() -> None:
    raw = (
        b"Subject: Hi\nFrom: a@b.c\nContent-Type: multipart/encrypted; boundary=x\n\n"
        b"--x\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nabc\n--x--\n"
    )
    documents, skipped = everything(raw, "a.eml")
    assert documents["a.eml"].text == "Hi\n"
    assert ["sealed" in place.reason for place in skipped.values()] == [True]


def test_a_broken_mail_is_listed_once() -> None:
    documents, skipped = read([Resource("a.eml", b"no headers at all")], Config())
    assert not documents
    assert [place.uri for place in skipped] == ["a.eml"]


def test_mails_in_mails_are_opened_three_deep() -> None:
    message = mail("Words at the bottom.", "0")
    for n in range(1, 6):
        outer = mail(f"Words at level {n}.", str(n))
        outer.add_attachment(message)
        message = outer
    documents, skipped = everything(message.as_bytes(), "a.eml")
    assert len(documents) == 4
    assert len(skipped) == 1


@quick
@given(draw=st.data())
def test_damaged_archives_give_assets_or_reasons(draw: st.DataObject) -> None:
    inner = packed({"a.txt": WORDS, "m.eml": mail().as_bytes()})
    data = changed(packed({"a.html": b"<p>Words.", "b.zip": inner, "c.txt": WORDS * 50}), draw.draw)
    documents, skipped = read([Resource("all.zip", data)], Config())
    assert documents or skipped
    assert all(place.uri.startswith("all.zip") and place.reason for place in skipped)
