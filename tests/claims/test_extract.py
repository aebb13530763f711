"""Documents, as the real readers read them, to claims."""

from __future__ import annotations

from datetime import date

import pytest

from msgcheck.claims import grammar
from msgcheck.claims.extract import aged, claim_of_text, claims_of
from msgcheck.claims.scope import Names
from msgcheck.intake import read_one
from msgcheck.model import Claim, Document, Resource, Speaker

NAMES = Names(
    products={},
    plans={"kitchen": ("Kitchen",), "group": ("Group",)},
    competitors={"stockly": ("Stockly",)},
    company=("Pantrio",),
)
PAGE = """<!doctype html><html lang="en"><head><title>Pricing</title>
<meta name="description" content="Plans from $29 a month."></head><body>
<nav><a href="/">Home</a> <a href="/pricing">Pricing</a></nav><main><h1>Pricing</h1>
<table><tr><th></th><th>Kitchen</th><th>Group</th></tr>
<tr><th>Price per location per month</th><td>$79</td><td>$149</td></tr>
<tr><th>Storage in GB</th><td>10</td><td>Unlimited</td></tr></table>
<h2>Questions</h2><details><summary>Can I cancel?</summary><p>Yes, at any time.</p></details>
<h2>Pantrio and Stockly</h2><p>Stockly charges for each user.</p><p>We never charge for users.</p>
<blockquote><p>“It saved us four hours a week.”</p><footer>Ana Ruiz, Bistro Sol</footer></blockquote></main>
</body></html>"""


def read(name: str, text: str) -> Document:
    (document,) = read_one(Resource(uri=name, data=text.encode()))
    return document


def claims(name: str, text: str, today: date | None = None) -> dict[str, Claim]:
    found = claims_of(read(name, text), NAMES)[0]
    return {claim.text: claim for claim in (aged(found, today) if today else found)}


def test_a_cell_is_read_with_its_headers() -> None:
    cell = claims("pricing.html", PAGE)["$79"]
    assert "Kitchen" in cell.reading
    assert "Price per location per month" in cell.reading
    assert cell.reading.endswith("$79")
    assert cell.quantities[0].per == ("location", "month")
    assert cell.scope.plans == {"kitchen"}


def test_an_answer_is_read_with_its_question() -> None:
    assert claims("pricing.html", PAGE)["Yes, at any time."].reading == "Can I cancel? Yes, at any time."


def test_whose_voice_it_is() -> None:
    found = claims("pricing.html", PAGE)
    assert found["Stockly charges for each user."].speaker is Speaker.COMPETITOR
    assert found["We never charge for users."].speaker is Speaker.COMPANY
    assert found["“It saved us four hours a week.”"].speaker is Speaker.CUSTOMER


def test_a_meta_description_is_a_claim_and_a_title_is_none() -> None:
    found = claims("pricing.html", PAGE)
    assert found["Plans from $29 a month."].block.surface == "meta"
    assert "Pricing" not in found


def test_sentences_are_claims_or_counted_under_a_reason() -> None:
    found, excluded, sentences = claims_of(read("pricing.html", PAGE), NAMES)
    assert len(found) + sum(excluded.values()) == sentences
    assert excluded["navigation"] >= 1
    assert excluded["question"] >= 1


def test_merge_fields_are_read_as_words_and_quoted_as_they_stand() -> None:
    mail = "Hi {{ first_name }},\n\n{{ company_name }} has 30 days to decide.\n"
    (claim,) = claims("mail.txt", mail).values()
    assert claim.text == "{{ company_name }} has 30 days to decide."
    assert "{{" not in claim.reading
    assert claim.reading.endswith(" has 30 days to decide.")


def test_an_aged_post_speaks_of_its_own_year() -> None:
    post = "---\ntitle: News\ndate: 2021-03-04\n---\n\nPantrio has 40 employees.\n"
    (old,) = claims("blog/news.md", post, today=date(2026, 6, 1)).values()
    (young,) = claims("blog/news.md", post, today=date(2021, 6, 1)).values()
    assert (old.scope.published, young.scope.published) == ("2021", "")


def test_a_page_in_another_language_is_counted_not_judged() -> None:
    page = '<!doctype html><html lang="de"><body><p>Die Testphase dauert 14 Tage.</p></body></html>'
    found, excluded, _ = claims_of(read("de.html", page))
    assert not found
    assert excluded["another language"] == 1


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("No card is needed.", True),
        ("We never sell your data.", True),
        ("Nothing is shared without consent.", True),
        ("You can’t export reports.", True),
        ("Not only fast, but safe.", False),
        ("Orders close no later than 5 pm.", False),
        ("A notebook for everyone", False),
    ],
)
def test_denial(text: str, negated: bool) -> None:
    assert claim_of_text(text).negated is negated


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Only admins can export.", "only"),
        ("Every plan has support.", "always"),
        ("You must verify your email.", "must"),
        ("Support may answer later.", "may"),
        ("You can export reports.", "can"),
        ("Exports will follow.", "will"),
        ("Support answers by mail.", ""),
    ],
)
def test_modality_is_the_strongest_that_is_said(text: str, modality: str) -> None:
    assert claim_of_text(text).modality == modality


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Stockly charges per user.", Speaker.COMPETITOR),
        ("We charge less than Stockly.", Speaker.COMPANY),
        ("Pantrio costs less than Stockly.", Speaker.COMPANY),
        ("“It saved us four hours a week.” — Ana Ruiz", Speaker.CUSTOMER),
        ("The plan they call “Pro”", Speaker.COMPANY),
    ],
)
def test_speaker_of_a_sentence(text: str, speaker: Speaker) -> None:
    assert claim_of_text(text, NAMES).speaker is speaker


def test_whom_a_customer_comes_from_is_not_who_is_spoken_of() -> None:
    rivals = Names({}, {}, {"larderly": ("Larderly",)})
    speakers = [
        claim_of_text(text, rivals).speaker
        for text in ("Moving your data out of Larderly is free.", "Larderly charges for the move.")
    ]
    assert speakers == [Speaker.COMPANY, Speaker.COMPETITOR]


def test_a_megabyte_without_a_full_stop_is_no_sentence() -> None:
    (document,) = read_one(Resource(uri="a.txt", data=b"word " * 1000))
    claims, excluded, _ = claims_of(document)
    assert claims == []
    assert excluded["too long for a sentence"] == 1


def test_a_header_that_says_how_it_is_billed_is_no_per_what() -> None:
    page = b"<table><tr><th></th><th>Billed annually</th></tr><tr><th>Kitchen</th><td>$124 per location</td></tr></table>"
    (document,) = read_one(Resource(uri="a.html", data=page))
    ((quantity,),) = (claim.quantities for claim in claims_of(document)[0])
    assert quantity.per == ("location",)


def test_what_a_value_is_for_has_one_name_in_a_header_and_in_a_sentence() -> None:
    page = "<table><tr><th></th><th>Desk</th></tr><tr><th>Price per seat</th><td>$39</td></tr></table><p>$39 a seat.</p>"
    cell, sentence = claims_of(read("a.html", page))[0]
    assert cell.quantities[0].per == sentence.quantities[0].per == ("user",)


def test_a_claim_by_itself_is_the_claim_of_its_document() -> None:
    """Parsed in a batch or alone, with a blank or without: one polarity, one modality."""
    page = "No card is needed. Members who never pay may stay. Only {{ count }} guests must not wait. It is open."
    (block,) = read("page.txt", page).blocks
    for claim in claims_of(read("page.txt", page), NAMES)[0]:
        alone = claim_of_text(claim.reading, NAMES)
        assert (alone.negated, alone.modality) == (claim.negated, claim.modality)
        assert claim.text in block.text


def test_a_blank_denies_nothing_and_weighs_nothing() -> None:
    (claim,) = claims("mail.txt", "{{ not_all_users }} pays $9 a month for the plan.\n").values()
    assert (claim.negated, claim.modality) == (False, "")


def test_only_sentences_with_a_cue_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    read_all = grammar.read
    monkeypatch.setattr(grammar, "read", lambda texts: parsed.extend(texts) or read_all(texts))
    claims("page.txt", "Breakfast is served in the garden. We never sell your data.\n")
    assert parsed == ["We never sell your data."]
