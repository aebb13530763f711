"""Fernhall, a company that sells shift planning: a run with everything a report must show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from msgcheck.alignment import Alignment, Audience, Coverage, Part, TeamPair, Topic, Unsaid
from msgcheck.memory import Choice, Decided, Decision, History, Life, Loose, PastRun, Status
from msgcheck.model import Finding, Place, Severity, Skipped, Span, Standing
from msgcheck.run import (
    Agreed,
    AgreedFact,
    AgreedForm,
    AgreedTerm,
    AgreedValue,
    Divergence,
    DocumentSummary,
    FormUse,
    Run,
    TermUse,
    Usage,
)

SITE = "https://www.fernhall.example"
CHANNELS = {"https": "website", "mails": "email", "decks": "deck", "ads/s": "ads", "sales": "sales"}
TEAMS = {"website": "marketing", "email": "marketing", "ads": "marketing", "deck": "sales", "sales": "sales"}

STANDING = {
    "14-day": (Standing.RECORD, Standing.MAJORITY),
    "30 days": (Standing.NEWEST,),
    "$9": (Standing.MAJORITY,),
}

HOSTILE = "</style></script><script>window.hacked=1</script>{{ 7*7 }}{% raw %}<img src=x onerror=hacked=1>"
OVERRIDE = "Pay \u202eeert si ti\u202c nothing & \"keep\" 'it'"


def at(uri: str, locator: str, quote: str, value: str = "", mark: str = "", **rest: object) -> Place:
    """Return a place; `mark` (the value unless given) is found in the quote."""
    words = mark or value
    start = quote.find(words) if words else -1
    channel = CHANNELS.get(uri[:5], "")
    return Place(
        uri=uri,
        locator=locator,
        quote=quote,
        surface=str(rest.pop("surface", "body")),
        channel=channel,
        team=TEAMS.get(channel, ""),
        value=value,
        mark=Span(start, start + len(words)) if start >= 0 else None,
        standing=STANDING.get(value, ()),
        **rest,  # type: ignore[arg-type]
    )


def conflicts() -> tuple[Finding, ...]:
    """Return nine conflicts with one to four values, one with eleven places."""
    trial = "Start your 14-day free trial. No card needed."
    return (
        Finding(
            "MC101",
            "11 places give 3 different lengths for the free trial; the record says 14 days.",
            (
                at(f"{SITE}/", "hero", trial, "14-day", heading="Home", date=date(2025, 3, 3)),
                at(f"{SITE}/pricing", "plan card Team", trial, "14-day", heading="Pricing › Plans"),
                at(f"{SITE}/product", "closing banner", trial, "14-day"),
                at(f"{SITE}/signup", "form intro", trial, "14-day"),
                at(f"{SITE}/rota", "closing banner", trial, "14-day"),
                at(
                    f"{SITE}/hospitals",
                    "closing banner",
                    "Try Fernhall on your ward for 14 days.",
                    "14 days",
                    mark="14 days",
                ),
                at(
                    "mails/welcome.eml",
                    "paragraph 2",
                    "You have 14 days to look around.",
                    "14-day",
                    mark="14 days",
                    line=18,
                    column=5,
                ),
                at(
                    f"{SITE}/faq",
                    "How long is the trial?",
                    "Every plan comes with a 30-day free trial.",
                    "30 days",
                    mark="30-day",
                    surface="collapsed",
                    date=date(2025, 9, 12),
                    heading="FAQ",
                ),
                at(
                    "decks/Intro deck 2025.pptx",
                    "slide 12, notes",
                    "Mention the 30 days they get for free.",
                    "30 days",
                    surface="note",
                    slide=12,
                ),
                at(
                    "sales/one-pager.docx",
                    "paragraph 7",
                    "Thirty days free, no obligation.",
                    "30 days",
                    mark="Thirty days",
                ),
                at(
                    "ads/search.csv",
                    "row 4, column Description",
                    "Free for 7 days. Cancel any time.",
                    "7 days",
                    line=5,
                    column=31,
                ),
            ),
            Severity.ERROR,
            0.97,
            "contradiction",
            "free trial length",
            "Correct the 4 places that say 30 days or 7 days, or update the fact trial-length.",
            "All eleven speak of the trial of any plan, with no region or date.",
            record="14-day",
        ),
        Finding(
            "MC102",
            "4 different prices for one user a month on the Team plan.",
            (
                at(f"{SITE}/pricing", "plan card Team", "$9 per user per month, billed yearly.", "$9"),
                at(f"{SITE}/compare", "table 1, row Team, column Price", "$9 / user / month", "$9"),
                at(
                    "decks/Intro deck 2025.pptx",
                    "slide 15",
                    "Team: from $12 per user per month",
                    "$12",
                    slide=15,
                    date=date(2025, 10, 2),
                ),
                at("sales/one-pager.docx", "table 1", "Team plan, $10 per seat and month", "$10"),
                at(
                    f"{SITE}/pricing",
                    "meta description",
                    "Shift planning from $8 per user per month.",
                    "$8",
                    surface="meta",
                ),
            ),
            Severity.ERROR,
            0.91,
            "contradiction",
            "price of the Team plan, per user and month",
            "Decide which price holds and correct the others.",
            "Same plan, same unit, same billing period where one is named.",
        ),
        Finding(
            "MC103",
            "One page says you can leave at any time, the contract mail says twelve months.",
            (
                at(
                    f"{SITE}/pricing",
                    "FAQ, Can I cancel?",
                    "Cancel any time, no questions asked.",
                    mark="Cancel any time",
                ),
                at(
                    "mails/contract.mjml",
                    "paragraph 3",
                    "Your subscription runs for a minimum term of 12 months.",
                    mark="minimum term of 12 months",
                    line=42,
                    column=7,
                ),
            ),
            Severity.ERROR,
            0.93,
            "contradiction",
            "cancellation",
            "Name the plans that have a minimum term, or drop the promise.",
            "“any time” and a minimum term exclude each other; neither side names a plan.",
        ),
        Finding(
            "MC103",
            "Where customer data is kept is told in two ways.",
            (
                at(
                    f"{SITE}/security",
                    "section Data",
                    "Your data never leaves the European Union.",
                    mark="never leaves the European Union",
                ),
                at(
                    "sales/security-answers.xlsx",
                    "row 18",
                    "Backups are held in Virginia, USA.",
                    mark="Virginia, USA",
                ),
                at(
                    "decks/Security.pptx",
                    "slide 4",
                    "Primary region Frankfurt, failover in Virginia.",
                    mark="Virginia",
                    slide=4,
                ),
            ),
            Severity.WARNING,
            0.82,
            "contradiction",
            "data location",
            "Ask security@ which statement holds.",
            "A backup in Virginia is data outside the European Union.",
        ),
        Finding(
            "MC102",
            "Support hours differ.",
            (
                at(
                    f"{SITE}/support",
                    "section Hours",
                    "We answer around the clock.",
                    "24/7",
                    mark="around the clock",
                ),
                at(
                    "mails/welcome.eml",
                    "signature",
                    "Support: weekdays, 8:00 to 18:00 CET",
                    "weekdays 8–18",
                    mark="weekdays, 8:00 to 18:00",
                    line=44,
                    column=1,
                ),
            ),
            Severity.ERROR,
            0.74,
            "contradiction",
            "support hours",
            "",
            "No plan is named on either side.",
        ),
        Finding(
            "MC104",
            "Two places still give the price from before October 2025.",
            (
                at("ads/search.csv", "row 9", "Planning for $7 a head.", "$7", line=10, column=12),
                at(
                    "mails/winback.eml",
                    "subject",
                    "Come back for $7",
                    "$7",
                    surface="subject",
                    line=3,
                    column=10,
                ),
            ),
            Severity.WARNING,
            0.88,
            "contradiction",
            "entry price",
            "Replace $7 by $8.",
            "The record held $7 until 30 September 2025.",
            record="$8",
        ),
        Finding(
            "MC105",
            "The number of customers is rounded differently.",
            (
                at(f"{SITE}/", "hero", "Trusted by 5,000+ teams", "5,000+"),
                at(
                    f"{SITE}/about",
                    "paragraph 1",
                    "More than 7,000 teams plan with Fernhall.",
                    "7,000+",
                    mark="More than 7,000",
                ),
                at(
                    "decks/Intro deck 2025.pptx",
                    "slide 2, chart 1",
                    "6,200 teams",
                    "6,200",
                    surface="chart",
                    slide=2,
                ),
            ),
            Severity.NOTE,
            0.66,
            "inconsistent",
            "number of customers",
            "Agree on one figure and its date.",
            "All three can be true at once, but a reader notices.",
        ),
        Finding(
            "MC102",
            "The upload limit is given twice, differently.",
            (
                at(f"{SITE}/help/upload", "paragraph 2", "Files of up to 25 MB can be attached.", "25 MB"),
                at(f"{SITE}/help/faq", "Upload", "The limit is 20 MB per file.", "20 MB"),
            ),
            Severity.WARNING,
            0.52,
            "contradiction",
            "upload limit",
            "",
            "One side may mean photos only.",
        ),
        Finding(
            "MC103",
            "A page tries to run in this report.",
            (
                at(f"{SITE}/<script>alert(1)</script>?a=1&b=2", HOSTILE, HOSTILE, mark="<script>"),
                at("javascript:alert(document.domain)", "line 1", OVERRIDE, mark="nothing"),
            ),
            Severity.NOTE,
            0.51,
            "contradiction",
            "hostile copy {{ 6*7 }} <b>bold</b>",
            HOSTILE,
            OVERRIDE,
        ),
    )


def term(
    code: str, preferred: str, wrong: str, places: list[tuple[str, str]], severity: str
) -> list[Finding]:
    """Return one finding for each (uri, quote)."""
    return [
        Finding(
            code,
            f"say “{preferred}”, not “{wrong}”",
            (at(uri, "", quote, wrong, line=3 + number),),
            Severity(severity),
            1.0,
            "",
            preferred,
            "",
            "The glossary: one word for one thing.",
        )
        for number, (uri, quote) in enumerate(places)
    ]


def wording() -> tuple[Finding, ...]:
    """Return findings for three terms, one form with more places than are shown at first."""
    rooms = [
        (f"{SITE}/help/{number}", f"Step {number}: open your project space and press Share.")
        for number in range(1, 9)
    ]
    return (
        *term("MC202", "workspace", "project space", rooms, "warning"),
        *term(
            "MC203",
            "workspace",
            "work space",
            [("mails/tips.eml", "Invite the ward to your work space.")],
            "note",
        ),
        *term(
            "MC201",
            "single sign-on",
            "universal login",
            [
                ("decks/Security.pptx", "Universal peace of mind with universal login."),
                (f"{SITE}/security", "Set up universal login in minutes."),
            ],
            "error",
        ),
        *term(
            "MC203",
            "email",
            "e-mail",
            [
                (f"{SITE}/contact", "Send us an e-mail."),
                ("sales/one-pager.docx", "Questions? Write an e-mail."),
                ("mails/winback.eml", "Reply to this e-mail."),
            ],
            "note",
        ),
    )


def fernhall_run() -> Run:
    """Return the finished run."""
    findings = (*conflicts(), *wording())
    uris = sorted({place.uri for finding in findings for place in finding.places} | {f"{SITE}/jobs"})
    documents = tuple(
        DocumentSummary(
            uri=uri,
            channel=CHANNELS.get(uri[:5], ""),
            team=TEAMS.get(CHANNELS.get(uri[:5], ""), ""),
            title=HOSTILE
            if "<" in uri
            else uri.rsplit("/", 1)[-1].removesuffix(".eml").capitalize() or "Home",
            media_type="text/html" if uri.startswith("https") else "",
            sentences=12 + 7 * number % 61,
            claims=3 + 5 * number % 17,
            notes=("unclosed tag <div>, read anyway",) if number == 4 else (),
            language="en",
        )
        for number, uri in enumerate(uris)
    )
    folded = (
        Finding(
            "MC102",
            "30 seconds and 2 minutes measure different things.",
            (
                at(f"{SITE}/product", "section Speed", "A rota is ready in 30 seconds.", "30 seconds"),
                at(f"{SITE}/signup", "form intro", "Sign up takes 2 minutes.", "2 minutes"),
            ),
            Severity.WARNING,
            0.7,
            "different_scope",
            "time needed",
            "",
            "One is the time to make a rota, the other the time to sign up.",
            folded=True,
        ),
        Finding(
            "MC102",
            "40 % and 25 % are results of two customers.",
            (
                at(f"{SITE}/stories/alder", "quote", "We save 40 % of our planning time.", "40 %"),
                at(f"{SITE}/stories/birch", "quote", "Planning takes 25 % less time.", "25 %"),
            ),
            Severity.NOTE,
            0.8,
            "different_scope",
            "planning time saved",
            "",
            "Two customers speak, each of itself.",
            folded=True,
        ),
    )
    return Run(
        started=datetime(2025, 11, 22, 5, 34, tzinfo=UTC),
        duration_s=48.25,
        version="0.1.0",
        documents=documents,
        findings=findings,
        folded=folded,
        skipped=(
            Skipped("decks/Board Q3.pptx", "the file is protected by a password", "save a copy without one"),
            Skipped(f"{SITE}/partners", "the server answered 503", "try again later"),
        ),
        models={
            "judge": "evidence-1 (sha256 4be1c09a77d2)",
            "encoder": "all-MiniLM-L6-v2 (sha256 53aa51172d14)",
        },
        counts={
            "sentences": 1204,
            "claims": 412,
            "pairs judged": 690,
            "not a claim: question": 88,
            "not a claim: navigation": 310,
            "not a claim: greeting": 12,
        },
        settings={"floor": "0.6", "top": "8", "glossary": "glossary.yaml"},
        terms={
            "workspace": {
                "workspace": {"website": 41, "email": 9, "deck": 4},
                "project space": {"website": 8},
                "work space": {"email": 1},
            },
            "single sign-on": {
                "single sign-on": {"website": 6},
                "SSO": {"website": 3, "deck": 11},
                "universal login": {"website": 1, "deck": 1},
            },
            "email": {"email": {"website": 19, "email": 7}, "e-mail": {"website": 1, "sales": 1, "email": 1}},
        },
        company="Fernhall",
    )


@pytest.fixture(scope="session")
def fernhall() -> Run:
    """The run, once for all tests: it is frozen."""
    return fernhall_run()


def drift() -> tuple[Finding, ...]:
    """Return a variant, a synonym and a term that is explained in three ways."""
    shift = "A shift swap is when two people change shifts and a manager says yes."
    given = "A shift swap is a shift that you give away to anybody who wants it."
    bonus = "By shift swap we mean the bonus for a night that nobody else takes."
    return (
        Finding(
            "MC204",
            "'worksapce' looks like 'workspace', in a way that nobody listed",
            (
                at(
                    "mails/tips.eml",
                    "paragraph 4",
                    "Name your worksapce after the ward.",
                    "worksapce",
                    line=20,
                ),
                at(f"{SITE}/help/9", "step 2", "Leave the worksapce at any time.", "worksapce"),
            ),
            Severity.WARNING,
            0.95,
            "",
            "workspace",
            "Say 'workspace', or list 'worksapce' under workspace: admitted or deprecated.",
            "one letter apart from 'workspace'",
        ),
        Finding(
            "MC204",
            "'team room' seems to mean 'workspace'",
            (at("decks/Security.pptx", "slide 6", "Every team room has its own key.", "team room", slide=6),),
            Severity.NOTE,
            0.71,
            "",
            "workspace",
            "say 'workspace', or list 'team room' under admitted or deprecated of its entry",
            "it stands where the term would stand",
        ),
        Finding(
            "MC205",
            "'shift swap' is explained otherwise than on record",
            (
                at(f"{SITE}/help/swap", "paragraph 1", shift, "shift swap", mark="shift swap"),
                replace(
                    at("decks/Intro deck 2025.pptx", "slide 9", given, "shift swap", slide=9),
                    date=date(2025, 9, 2),
                ),
                at("mails/tips.eml", "paragraph 6", bonus, "shift swap", line=31),
            ),
            Severity.WARNING,
            0.84,
            "",
            "shift swap",
            "Explain it as on record, or change the record (owner: words@fernhall.example).",
            "the deck needs no manager, the record does",
            record="Two people change shifts, and a manager agrees.",
        ),
    )


def apart() -> tuple[Finding, ...]:
    """Return one finding of each code about teams."""
    free = at(
        "decks/Intro deck 2025.pptx", "slide 11", "The setup costs $400 once.", mark="costs $400", slide=11
    )
    return (
        Finding(
            "MC301",
            "“Your data stays in Europe.” is missing in ads: 0 of 1",
            (),
            Severity.WARNING,
            0.9,
            "",
            "data-europe",
            "Say it in one ad.",
            "no place of ads comes near",
        ),
        Finding(
            "MC302",
            "“Setup is free.” is opposed in a deck",
            (at(f"{SITE}/pricing", "FAQ", "Setup is on us.", mark="on us"), free),
            Severity.ERROR,
            0.92,
            "",
            "setup-free",
            "Correct the deck, or drop the message.",
            "a price of setup and free setup exclude each other",
        ),
        Finding(
            "MC303",
            "who it is for: small clinics (marketing), hospital groups (sales)",
            (
                at(f"{SITE}/", "hero", "Made for clinics of up to 40 people.", "clinics of up to 40 people"),
                at(
                    "sales/one-pager.docx",
                    "paragraph 1",
                    "The planner of hospital groups.",
                    "hospital groups",
                ),
            ),
            Severity.WARNING,
            0.8,
            "",
            "audience",
            "Decide whom it is for, or say in both what is for whom (a plan, a product).",
            "no size that marketing names lies within one that sales names",
        ),
        Finding(
            "MC304",
            "only sales speaks of union rules: 6 claims in 2 assets",
            (
                at("sales/one-pager.docx", "paragraph 9", "Union rules are checked in every rota."),
                at("decks/Intro deck 2025.pptx", "slide 8", "We know the union rules of 14 states.", slide=8),
            ),
            Severity.NOTE,
            0.97,
            "",
            "union rules",
            "If customers should hear it, give marketing a sentence of it; if not, let it go.",
            "nothing of marketing comes near; that is chance 3.0% of the time",
        ),
    )


def alignment() -> Alignment:
    """Return what marketing and sales of Fernhall have in common, and what not."""
    europe = at(f"{SITE}/security", "section Data", "Your data never leaves the European Union.")
    deck = at("decks/Security.pptx", "slide 3", "All personal data is stored in the EU.", slide=3)
    setup, cost = apart()[1].places
    parts = (
        Part("conflicts", 0.54, 0.35, "6 conflicts between them; both speak of 21 topics",
             "Settle first: free trial length, price of the Team plan, cancellation and 3 more."),
        Part("key messages", 0.67, 0.2, "2 of 3 key messages carried by both, 1 also opposed",
             "Sales lacks Setup is free."),
        Part("words", 0.81, 0.15, "1 of 3 shared terms written differently, 1 term explained differently",
             "Use one form, in one sense: single sign-on, shift swap."),
        Part("topics", 0.58, 0.15, "21 of 38 topics in the copy of both",
             "Only sales speaks of union rules, only marketing speaks of rota templates and 3 more."),
        Part("audience", 0.25, 0.1, "1 of 4 audiences named by both",
             "Sales never says that it is for small clinics, marketing never says that it is for hospital groups."),
        Part("old figures", 0.5, 0.05, "2 old figures still in use", "Bring up to date: entry price."),
    )  # fmt: skip
    topics = [
        Topic(name, {team: n}, channels, team, tuple(at(uri, "paragraph 3", f"{quote} Number {k}.") for k in range(2)))
        for name, team, n, channels, uri, quote in (
            ("union rules", "sales", 6, {"deck": 3, "sales": 3}, "sales/one-pager.docx", "Union rules."),
            ("onboarding week", "sales", 4, {"deck": 4}, "decks/Intro deck 2025.pptx", "Live in one week."),
            ("rota templates", "marketing", 9, {"website": 8, "email": 1}, f"{SITE}/rota", "Start from a template."),
            ("carbon neutral", "marketing", 3, {"website": 3}, f"{SITE}/about", "We are carbon neutral."),
            *((f"feature {n}", "marketing", 2, {"website": 2}, f"{SITE}/rota", f"Feature {n} is new.")
              for n in range(6)),
        )
    ]  # fmt: skip
    return Alignment(
        teams={"marketing": 26, "sales": 5},
        messages=(
            Coverage(
                "data-europe", "Your data stays in Europe.", (europe, deck), missing=("ads or sales: 0 of 1",),
                owner="security@fernhall.example",
            ),
            Coverage("setup-free", "Setup is free.", (setup,), (cost,)),
            Coverage("cancel", "Cancel at any time.", (at(f"{SITE}/pricing", "FAQ", "Cancel any time."),)),
        ),
        topics=(*topics, Topic("free trial", {"marketing": 9, "sales": 2}, {"website": 8, "deck": 3})),
        audiences=(
            Audience("nurses", {"marketing": 8, "sales": 2}, (at(f"{SITE}/", "hero", "Nurses plan in minutes."),)),
            Audience("small clinics", {"marketing": 5}, (apart()[2].places[0],)),
            Audience("hospital groups", {"sales": 3}, (apart()[2].places[1],)),
        ),
        unsaid=tuple(
            Unsaid(at(f"{SITE}/rota", f"paragraph {n}", f"Rotas are ready in {n} seconds."), "sales",
                   at("sales/one-pager.docx", "paragraph 5", "Planning is faster than before.") if n % 2 else None,
                   0.41 if n % 2 else 0.0)
            for n in range(2, 12)
        ),
        pairs=(TeamPair("marketing", "sales", 58, parts),),
    )  # fmt: skip


def agreed() -> Agreed:
    """Return two terms and three facts: kept, broken, expired."""
    return Agreed(
        terms=(
            AgreedTerm(
                "workspace",
                "workspace",
                (
                    AgreedForm("workspace", "preferred"),
                    AgreedForm("project space", "deprecated", since=date(2025, 3, 1), reason="projects are gone"),
                    AgreedForm("team cave", "forbidden"),
                ),
                "The place where a ward plans its shifts.",
                "One word.",
                "words@fernhall.example",
            ),
            AgreedTerm(
                "single-sign-on", "single sign-on",
                (AgreedForm("single sign-on", "preferred"), AgreedForm("SSO", "admitted")),
            ),
        ),
        facts=(
            AgreedFact(
                "entry-price", "Fernhall starts at $8 per user and month.", "$8", "at_most", "plan Starter",
                (AgreedValue("$6", "billing yearly"),), (AgreedValue("$7", until=date(2025, 9, 30)),),
                date(2025, 10, 1), date(2025, 12, 1), "pricing@fernhall.example", "Looked at every fall.",
                (at(f"{SITE}/pricing", "plan card Starter", "From $8 per user and month.", "$8"),),
            ),
            AgreedFact("founded", "Fernhall was founded in 2014.", "2014", until=date(2025, 1, 1)),
        ),
    )  # fmt: skip


def aligned_run() -> Run:
    """Return the finished run of Fernhall with its teams compared, its words counted and its glossary read."""
    run = fernhall_run()
    uses = Usage(
        (
            TermUse(
                "workspace",
                (
                    FormUse(
                        "workspace",
                        True,
                        {"website": 41, "email": 9, "deck": 4},
                        {"marketing": 50, "sales": 4},
                    ),
                    FormUse("project space", False, {"website": 8}, {"marketing": 8}),
                ),
                right={"month": {"2025-06": 0.5, "2025-07": 0.75, "2025-09": 1.0, "": 0.5}},
                trend=0.15,
            ),
        ),
        Divergence(0.12, ("marketing", "sales")),
        right={"month": {"2025-06": 0.6, "2025-07": 0.8, "2025-09": 0.97, "": 0.5}},
    )
    documents = tuple(
        replace(document, date=date(2025, 6 + number % 4, 3)) if number % 3 else document
        for number, document in enumerate(run.documents)
    )
    return replace(
        run,
        documents=documents,
        findings=(*run.findings, *drift(), *apart()),
        usage=uses,
        alignment=alignment(),
        agreed=agreed(),
    )


MONDAYS = tuple(datetime(2025, 10, day, 6, tzinfo=UTC) for day in (6, 13, 20, 27))


def remembered_run() -> Run:
    """Return the same as the fifth run: one conflict is new and one decided, one goes on in other words, one is gone."""
    run = aligned_run()
    new, changed, decided = (run.findings[number].id for number in (2, 5, 7))
    before = (
        Finding(
            "MC102",
            "2 prices for the Starter plan",
            (
                at(f"{SITE}/pricing", "plan card Starter", "Starter costs $5.", "$5"),
                at("ads/search.csv", "row 2", "Starter from $6.", "$6", line=3, column=4),
            ),
            Severity.ERROR,
            0.9,
            "contradiction",
            "price of the Starter plan",
        ),
        Finding(
            "MC104",
            "One place still gives the price from before October 2025.",
            (at("ads/search.csv", "row 9", "Planning for $7 each.", "$7", line=10, column=12),),
            Severity.WARNING,
            0.8,
            attribute="entry price",
            record="$8",
        ),
    )
    lives = {
        finding.id: Life(Status.STILL, MONDAYS[number % 3], run.started, 5 - number % 3)
        for number, finding in enumerate((*run.findings, *run.folded))
    }
    lives |= {id_: Life(Status.NEW, run.started, run.started) for id_ in (new, decided)}
    lives[changed] = Life(Status.CHANGED, run.started, run.started, since=before[1].id)
    lives[before[0].id] = Life(Status.GONE, MONDAYS[1], MONDAYS[3], 2)
    runs = [
        PastRun(
            number=number,
            started=started,
            duration_s=44.0 + number,
            documents=31 + number,
            claims=400 + 3 * number,
            skipped=number % 2,
            codes={"MC101": 1, "MC102": 7 - number, "MC103": number, "MC202": 12 - 2 * number, "MC304": 1},
            new=2 * number % 5,
            gone=number,
            decided=number // 3,
            changed=number // 5,
        )
        for number, started in enumerate((*MONDAYS, run.started), 1)
    ]
    price = Decision(
        decided, "MC102", Choice.WONT_FIX, "the help page is rewritten in spring", "upload limit",
        "help@fernhall.example", date(2026, 3, 31), date(2025, 11, 3), ("Files of up to 25 MB can be attached.",),
        "msgcheck-decisions.yaml:4",
    )  # fmt: skip
    return replace(
        run,
        findings=tuple(finding for finding in run.findings if finding.id != decided),
        decided=(Decided(run.findings[7], price),),
        loose=(
            Loose(replace(price, id="0" * 16, about="opening hours", where="msgcheck-decisions.yaml:19"),
                  "its date has passed"),
        ),
        history=History(5, tuple(runs), lives, before[:1], ("00c0ffee00c0ffee",), before[1:]),
    )  # fmt: skip


@pytest.fixture(scope="session")
def remembered() -> Run:
    """The run beside four earlier ones, once for all tests."""
    return remembered_run()


@pytest.fixture(scope="session")
def aligned() -> Run:
    """The run with teams, drift and glossary, once for all tests."""
    return aligned_run()
