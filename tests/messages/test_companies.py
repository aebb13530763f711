"""Two small companies with planted trouble between marketing and sales: what the whole job says of them, and what
becomes of the score when their copy is mended or gets worse. Real models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from msgcheck import check, config, impact, pipeline, registry, worklist
from msgcheck.alignment import Coverage, Part
from msgcheck.contradictions import judge
from msgcheck.impact import WORK
from msgcheck.run import Run

pytestmark = pytest.mark.timeout(300)
COMPANIES = Path(__file__).parent / "companies"
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
Edits = dict[str, list[tuple[str, str]]]  # file -> what is replaced by what; what is "" is added at the end

MENDED: Edits = {
    "emails/first-contact.md": [
        ("built for enterprises", "built for freelancers"),
        ("38 houses", "46 houses"),
        ("14 days", "7 days"),
        ("Teams sign up for at least a year.", "You can leave at the end of any month."),
    ],
    "emails/follow-up.md": [
        ("made for enterprises", "made for freelancers"),
        ("a voucher that pays for one meeting room for an hour", "a ticket that opens every Loftbee house for one calendar day"),
        ("", "You park your bike in the bike cellar of each house."),
    ],
    "emails/offer.md": [("€310", "€290"), ("day ticket", "day pass")],
    "decks/enterprise-deck.md": [
        ("day ticket", "day pass"),
        ("", "Every floor has a quiet room where nobody phones."),
    ],
}  # fmt: skip
WORSE: Edits = {
    "emails/first-contact.md": [("and one membership opens all of them", "and we are proud of them")],
    "emails/follow-up.md": [
        (" Your people can work from any of our houses with one membership.", ""),
        ("A day pass is", "A day ticket is"),
        ("Solo costs €120", "Solo costs €110"),
    ],
    "emails/offer.md": [("due within 30 days", "due within 45 days")],
    "decks/enterprise-deck.md": [
        (", and one membership opens every house", ""),
        ("due within 30 days", "due within 45 days"),
    ],
    "website/houses.md": [("", "The bike cellar of your house is lit at night. You charge your bike in the bike cellar.")],
    "website/index.md": [("", "Rent a bike in the bike cellar for €8 a day. We clean the bike cellar every day.")],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _models_once() -> Iterator[None]:
    """Load each model once for all companies: they are the same ones."""
    make = registry.make
    kept: Any = lru_cache(make)

    def make_once(kind: str, name: str, **options: Any) -> Any:
        return kept(kind, name) if kind == "encoder" and not options else make(kind, name, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "make", make_once)
        patch.setattr(judge, "PairReader", lru_cache(judge.PairReader))
        patch.setattr(pipeline, "Pipeline", lru_cache(pipeline.Pipeline))
        yield


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function that checks a company as it is, or with edits; each once."""
    folder = tmp_path_factory.mktemp("companies")

    @lru_cache
    def run(company: str, state: str = "as it is", glossary: bool = True) -> Run:
        home = folder / state / company
        if not home.exists():
            shutil.copytree(COMPANIES / company, home)
            for name, pairs in {"mended": MENDED, "worse": WORSE}.get(state, {}).items():
                edit(home / name, pairs)
        settings = config.load(home / "msgcheck.yaml").model_copy(
            update={"cache": (folder / "cache.sqlite").as_posix()}
        )
        settings._root = home
        paths = [settings.beside(path).as_posix() for path in settings.paths]
        return check.run(settings, paths, glossary=home / "glossary.yaml" if glossary else None, now=NOW)

    return run


def edit(path: Path, pairs: list[tuple[str, str]]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, (path.name, old)
        text = text.replace(old, new) if old else f"{text}\n{new}\n"
    path.write_text(text, encoding="utf-8")


def said(run: Run, code: str) -> dict[str, list[str]]:
    """Return attribute -> quotes of the findings with a code."""
    return {f.attribute: [place.quote for place in f.places] for f in run.findings if f.code == code}


def message(run: Run, id: str) -> Coverage:
    assert run.alignment is not None
    return next(one for one in run.alignment.messages if one.id == id)


def parts(run: Run) -> dict[str, Part]:
    assert run.alignment is not None
    (pair,) = run.alignment.pairs
    return {part.name: part for part in pair.parts}


def test_a_message_is_carried_lacking_and_opposed(checked: Callable[..., Run]) -> None:
    run = checked("loftbee")
    assert {place.team for place in message(run, "any-house").carried} == {"marketing", "sales"}
    assert {place.team for place in message(run, "leave-any-month").carried} == {"marketing"}
    assert message(run, "leave-any-month").missing == ("sales email: 0 of 1",)
    assert set(said(run, "MC301")) == {"leave any month, sales email", "quiet, sales"}
    assert said(run, "MC302")["leave any month"][0] == "Teams sign up for at least a year."


def test_the_words_of_a_message_are_never_its_opposite(checked: Callable[..., Run]) -> None:
    run = checked("pinehearth")
    own = "The same technician comes every time."
    opposite = "A different technician may come each time, so any of them can open your file."
    technician = message(run, "same-technician")
    assert own in [place.quote for place in technician.carried]
    assert [place.quote for place in technician.opposed] == [opposite]


def test_what_one_team_alone_speaks_of_is_told(checked: Callable[..., Run]) -> None:
    (topic,) = said(checked("loftbee"), "MC304")
    assert topic == "bike cellar"
    assert "invoice" in said(checked("pinehearth"), "MC304")


@pytest.mark.parametrize(
    ("company", "people"),
    [("loftbee", ("freelancers", "enterprises")), ("pinehearth", ("homeowners", "property managers"))],
)
def test_teams_that_speak_to_different_people_clash(
    checked: Callable[..., Run], company: str, people: tuple[str, str]
) -> None:
    (clash,) = (f for f in checked(company).findings if f.code == "MC303")
    assert clash.message == f"who it is for: {people[0]} (marketing), {people[1]} (sales)"


def test_a_term_that_teams_explain_differently_counts_in_their_words(checked: Callable[..., Run]) -> None:
    for company, term in (("loftbee", "day pass"), ("pinehearth", "winter check")):
        run = checked(company)
        assert term in said(run, "MC205")
        assert f"“{term}”" in parts(run)["words"].advice


def test_what_the_website_says_and_sales_never_does_is_listed(checked: Callable[..., Run]) -> None:
    for company, word in (("loftbee", "solar"), ("pinehearth", "trees")):
        alignment = checked(company).alignment
        assert alignment
        assert any(word in one.place.quote and one.team == "sales" for one in alignment.unsaid)


def test_old_figures_are_told_and_fresh_ones_kept(checked: Callable[..., Run]) -> None:
    loftbee, pinehearth = checked("loftbee"), checked("pinehearth")
    assert set(said(loftbee, "MC104")) == {"trial week", "houses"}
    # "Within 48 hours" does not exclude "within 24 hours", and is the value of last winter all the same.
    assert set(said(pinehearth, "MC104")) == {"call out", "comfort price"}
    kept = {fact.id: [place.quote for place in fact.kept] for fact in loftbee.agreed.facts}
    assert "Loftbee runs 46 houses." in kept["houses"]
    assert "We ask our members for no deposit." in kept["deposit"]
    assert not any("38 houses" in quote for quote in kept["houses"])
    assert {place.team for fact in loftbee.agreed.facts for place in fact.kept} == {"marketing", "sales"}


PARTS = ("conflicts", "key messages", "words", "topics", "audience", "old figures")


@pytest.mark.parametrize("name", PARTS)
def test_every_part_rises_when_the_copy_is_mended_and_falls_when_it_gets_worse(
    checked: Callable[..., Run], name: str
) -> None:
    worse, now, mended = (parts(checked("loftbee", state))[name] for state in ("worse", "as it is", "mended"))
    assert now.score < mended.score
    assert worse.score < now.score or (name == "audience" and now.score == 0)
    assert now.advice
    assert now.gain > 0


def test_the_whole_score_moves_too_and_advice_is_what_a_person_does(checked: Callable[..., Run]) -> None:
    runs = [checked("loftbee", state) for state in ("worse", "as it is", "mended")]
    scores = [run.alignment.pairs[0].score for run in runs if run.alignment]
    assert scores == sorted(set(scores))
    verbs = ("Settle", "Let", "Change", "Write", "Explain", "Decide", "Bring")
    for run in runs:
        assert all(part.advice.startswith(verbs) for part in parts(run).values() if part.advice)


def test_without_a_glossary_the_first_report_still_tells_of_the_teams(checked: Callable[..., Run]) -> None:
    run = checked("loftbee", glossary=False)
    assert {"MC102", "MC303", "MC304"} <= {finding.code for finding in run.findings}
    assert {"conflicts", "topics", "audience"} <= set(parts(run))


@pytest.mark.parametrize(
    ("company", "wish", "wrong"),
    [
        ("loftbee", "houses=50 houses", {"Loftbee runs 46 houses.", "46 houses in 19 cities"}),
        ("pinehearth", "call-out=12 hours", {"A technician comes within 24 hours.", "We come within 24 hours."}),
    ],
)  # fmt: skip
def test_what_a_changed_fact_makes_wrong_is_a_worklist(company: str, wish: str, wrong: set[str]) -> None:  # fmt: skip
    settings = config.load(COMPANIES / company / "msgcheck.yaml")
    paths = [settings.beside(path).as_posix() for path in settings.paths]
    glossary = COMPANIES / company / "glossary.yaml"
    found = impact.run(settings, [wish], paths, glossary=glossary, now=NOW, cache=False)
    work = [task for task in found.tasks if task.effect in WORK]
    assert wrong <= {task.place.quote for task in work}
    for form in worklist.FORMS.values():
        told = form(found)
        assert all(task.place.uri in told and task.place.value in told for task in work)
