"""What the matcher finds, what it calls right, and what it leaves alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from msgcheck.glossary import Glossary, load_glossary
from msgcheck.model import Occurrence, Severity, Span
from msgcheck.terminology.check import occurrences
from msgcheck.terminology.matcher import Matcher
from msgcheck.terminology.text import Prose

SSO: dict[str, Any] = {
    "id": "sso",
    "preferred": "single sign-on",
    "admitted": ["SSO"],
    "deprecated": ["single signon"],
    "forbidden": [{"text": "universal login", "reason": "competitor's trademark"}],
}
EMAIL: dict[str, Any] = {"preferred": "email", "deprecated": ["e-mail"]}
WORKSPACE: dict[str, Any] = {"preferred": "workspace", "forbidden": ["project", "project space"]}
LOGIN: list[dict[str, Any]] = [{"preferred": "log in", "pos": "verb"}, {"preferred": "login", "pos": "noun"}]


def glossary(*terms: dict[str, Any], **more: Any) -> Glossary:
    return Glossary.model_validate({"terms": list(terms), **more})


def found(text: str, *terms: dict[str, Any], **more: Any) -> list[str]:
    """`MC202 e-mail -> email` for a wrong form, `e-mail` alone for a right one."""
    matcher = Matcher(glossary(*terms), **more)
    return [shown(hit) for hit in matcher.hits(matcher.prose(text))]


def shown(hit: Any) -> str:
    return f"{hit.code} {hit.found} -> {hit.replacement}" if hit.code else hit.found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We offer single sign-on (SSO).", ["single sign-on", "SSO"]),
        ("We offer single signon.", ["MC202 single signon -> single sign-on"]),
        ("Try universal login.", ["MC201 universal login -> single sign-on"]),
        # spacing and hyphens nobody listed
        ("Use single sign on.", ["MC203 single sign on -> single sign-on"]),
        ("Use single-sign-on.", ["MC203 single-sign-on -> single sign-on"]),
        ("Use singlesignon.", ["MC202 singlesignon -> single sign-on"]),
        # number, possessive, other hyphens, line breaks
        ("Two universal logins.", ["MC201 universal logins -> single sign-ons"]),
        ("Universal login's end.", ["MC201 Universal login -> Single sign-on"]),
        ("SSO’s price", ["SSO"]),
        ("single sign\u2011on and single\nsign-on", ["single sign\u2011on", "single\nsign-on"]),
        # capitals
        ("Single sign-on is here. SINGLE SIGN-ON!", ["Single sign-on", "SINGLE SIGN-ON"]),
        ("Meet Single Sign-On Today", ["Single Sign-On"]),
        ("We sell Single Sign-On to teams.", ["MC203 Single Sign-On -> single sign-on"]),
        ("your sso plan", ["MC203 sso -> SSO"]),
        ("UNIVERSAL LOGIN IS HERE", ["MC201 UNIVERSAL LOGIN -> SINGLE SIGN-ON"]),
        ("Meet Universal Login Today", ["MC201 Universal Login -> Single Sign-On"]),
    ],
)
def test_forms_of_one_term(text: str, expected: list[str]) -> None:
    assert found(text, SSO) == expected


@pytest.mark.parametrize(
    "text",
    [
        "mail@e-mail.example",
        "https://acme.example/e-mail?x=e-mail",
        "www.e-mail.example",
        "see docs/e-mail.pdf and e-mail-guide.pdf",
        "run `send e-mail` now",
        "ask @e-mail or #e-mail",
        "Hi {{e-mail}}, *|e-mail|*, {% if e-mail %}",
        "/help/e-mail/start",
        "C:\\e-mail\\file",
        "e-mails_sent",
        "the-e-mail",
        "e-mailbox",
        "type=e-mail&x=1",
    ],
)
def test_no_term_inside_what_is_not_prose_or_another_word(text: str) -> None:
    assert found(text, EMAIL) == []


@pytest.mark.parametrize(
    "text", ["e-mail/phone", "(e-mail)", "e-mail-based", "“e-mail”", "e-mail.", "e-mail—now"]
)
def test_punctuation_is_no_part_of_a_word(text: str) -> None:
    assert found(text, EMAIL) == ["MC202 e-mail -> email"]


def test_a_term_may_itself_look_like_a_file() -> None:
    assert found("Built on Node.js and node.JS.", {"preferred": "Node.js"}) == [
        "Node.js",
        "MC203 node.JS -> Node.js",
    ]


def test_a_subproject_is_no_project_and_the_longest_match_wins() -> None:
    assert found("A subproject of projections.", WORKSPACE) == []
    assert found("Open your project space.", WORKSPACE) == ["MC201 project space -> workspace"]
    assert found("Open your project, space fans.", WORKSPACE) == ["MC201 project -> workspace"]


def test_a_right_form_shields_the_wrong_one_inside() -> None:
    sign_on = {"preferred": "login", "forbidden": ["sign-on"]}
    assert found("A single sign-on.", SSO, sign_on) == ["single sign-on"]
    assert found("A sign-on.", SSO, sign_on) == ["MC201 sign-on -> login"]


def test_an_exception_is_a_phrase_in_which_the_match_is_fine() -> None:
    term = SSO | {"exceptions": ["universal login law"]}
    assert found("The universal login law.", term) == []
    assert found("A universal login.", term) == ["MC201 universal login -> single sign-on"]


def test_context_words_of_the_same_sentence_decide() -> None:
    term = {
        "preferred": "seat",
        "forbidden": ["license"],
        "context": {"include": ["price", "plan"], "exclude": ["software"]},
    }
    assert found("Each plan has one license.", term) == ["MC201 license -> seat"]
    assert found("Our plans have one license.", term) == ["MC201 license -> seat"]
    assert found("A driving license.", term) == []
    assert found("Look at the plan. A driving license.", term) == []
    assert found("The price of a software license.", term) == []


def test_a_word_of_the_match_is_no_context_of_it() -> None:
    term = {"preferred": "SSO", "forbidden": ["universal login"], "context": {"include": ["login"]}}
    assert found("Our universal login.", term) == []
    assert found("The login page has universal login.", term) == ["MC201 universal login -> SSO"]


def test_a_term_is_enforced_where_it_applies() -> None:
    term = EMAIL | {"applies_to": {"channels": ["website"], "locales": ["en"]}}
    matcher = Matcher(glossary(term))
    assert len(matcher.find("e-mail", channel="website", language="en-US")) == 1
    assert len(matcher.find("e-mail")) == 1
    assert matcher.find("e-mail", channel="deck") == []
    assert matcher.find("e-mail", channel="website", language="de") == []


@pytest.mark.parametrize(
    ("mode", "text", "expected"),
    [
        ("exact", "Email us.", ["MC203 Email -> email"]),
        ("exact", "E-mail us.", []),
        ("smart", "Email us: EMAIL, email.", ["Email", "EMAIL", "email"]),
        ("smart", "Please send Email to them.", ["MC203 Email -> email"]),
        ("any", "Please send eMail to them.", ["eMail"]),
        ("any", "Please E-MAIL them.", ["MC202 E-MAIL -> email"]),
    ],
)
def test_case_modes(mode: str, text: str, expected: list[str]) -> None:
    assert found(text, EMAIL | {"case": mode}) == expected


def test_capitals_of_a_listed_form_must_be_there() -> None:
    assert found("Ask us in the US.", {"preferred": "America", "forbidden": ["US"]}) == [
        "MC201 US -> America"
    ]
    assert found("It is linked in the footer. Linked In, Linkedin", {"preferred": "LinkedIn"}) == [
        "MC203 Linked In -> LinkedIn",
        "MC203 Linkedin -> LinkedIn",
    ]
    assert found("Ask us in the US.", {"preferred": "US"}) == ["US"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use your login page. Logins fail.", ["login", "Logins"]),
        (
            "You log in, she logs in, they logged in, logging in.",
            ["log in", "logs in", "logged in", "logging in"],
        ),
        ("Click to login.", ["MC203 login -> log in"]),
        ("Login to your account.", ["MC203 Login -> Log in"]),
        ("You can login now.", ["MC203 login -> log in"]),
        ("Forgot your log in?", ["MC203 log in -> login"]),
        ("Logged-in users", []),
    ],
)
def test_noun_and_verb_by_sure_evidence(text: str, expected: list[str]) -> None:
    assert found(text, *LOGIN) == expected


def test_a_tagger_decides_what_neighbours_leave_open() -> None:
    lead = {"preferred": "prospect", "deprecated": ["contact"], "pos": "noun"}
    asked: list[str] = []

    def nlp(sentence: str) -> Doc:
        asked.append(sentence)
        words = sentence.split()
        return Doc(Vocab(), words, pos=["VERB" if words[0] == "Sales" else "NOUN"] * len(words))

    text = "Sales teams contact people. Every person is contact material. A contact."
    assert found(text, lead) == [
        "MC202 contact -> prospect",
        "MC202 contact -> prospect",
        "MC202 contact -> prospect",
    ]
    assert found(text, lead, nlp=nlp) == ["MC202 contact -> prospect", "MC202 contact -> prospect"]
    assert asked == ["Sales teams contact people.", "Every person is contact material."]


def test_verbs_are_found_in_every_tense_and_replaced_in_the_same() -> None:
    use = {"preferred": "use", "deprecated": ["leverage"], "pos": "verb"}
    assert found("Leverage our tools. By leveraging it she leverages what we leveraged.", use) == [
        "MC202 Leverage -> Use",
        "MC202 leveraging -> using",
        "MC202 leverages -> uses",
        "MC202 leveraged -> used",
    ]
    assert found("The leverage of our tools.", use) == []


def test_sign_up_the_verb_is_no_wrong_sign_up_the_noun() -> None:
    term = {"preferred": "sign-up"}
    assert found("Sign up today. The sign-up is free.", term) == ["sign-up"]
    assert found("One free signup", term) == ["MC203 signup -> sign-up"]
    assert found("Start your sign up.", term) == ["MC203 sign up -> sign-up"]


def test_real_time_is_no_wrong_real_time_when_it_modifies_nothing() -> None:
    term = {"preferred": "real-time"}
    assert found("See it in real time.", term) == []
    assert found("See real time analytics.", term) == ["MC203 real time -> real-time"]


def test_old_names_of_products_are_deprecated_unless_the_change_is_told() -> None:
    subjects = {"products": [{"names": ["Acme Edge"], "was": ["Acme Gateway"]}]}
    matcher = Matcher(glossary(subjects=subjects))
    (hit,) = matcher.find("Acme Gateway is fast.")
    assert (hit.code, hit.preferred, hit.reason) == ("MC202", "Acme Edge", "old name of the product")
    assert [hit.code for hit in matcher.find("Acme Edge (formerly Acme Gateway) is fast.")] == []


def test_severity_is_said_by_form_then_term_then_defaults_then_code() -> None:
    def severity(text: str, term: dict[str, Any], **more: Any) -> Severity:
        return Matcher(glossary(term, **more)).find(text)[0].severity

    assert severity("universal login", SSO) is Severity.ERROR
    assert severity("single signon", SSO) is Severity.WARNING
    assert severity("single sign on", SSO) is Severity.WARNING
    assert severity("my sso", SSO) is Severity.NOTE
    assert severity("universal login", SSO | {"severity": "note"}) is Severity.NOTE
    assert severity("universal login", SSO, defaults={"severity": "warning"}) is Severity.WARNING
    said = {"preferred": "a", "severity": "note", "forbidden": [{"text": "bee", "severity": "error"}]}
    assert severity("bee", said) is Severity.ERROR


def test_proposed_terms_and_skipped_spans_are_left_alone() -> None:
    assert found("an e-mail", EMAIL | {"status": "proposed"}) == []
    assert found("an e-mail", {"preferred": "email", "proposed": ["e-mail"]}) == []
    assert Matcher(glossary(EMAIL)).find("an e-mail", skip=[Span(3, 9)]) == []


def test_the_skip_list_can_open_code_and_addresses() -> None:
    matcher = Matcher(glossary(EMAIL, defaults={"skip": []}))
    assert len(matcher.find("`e-mail` https://x.example/e-mail")) == 2


def test_words_without_a_replacement_are_only_avoided() -> None:
    assert occurrences(Matcher(glossary({"forbidden": ["world-class"]})), "A World-class team") == [
        {"code": "MC201", "found": "World-class", "start": 2, "end": 13, "preferred": ""}
    ]


def test_a_glossary_file_end_to_end(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text("replace: {e-mail: email, web site: website}\n")
    found = occurrences(Matcher(load_glossary(file)), "E-mail us. Our web sites and websites.")
    assert [(item["found"], item["preferred"]) for item in found] == [
        ("E-mail", "email"),
        ("web sites", "website"),
    ]


# laws

PIECES = """e-mail email E-Mail single sign-on signon SSO sso universal login Login log in project space
subproject the to your can page workspace , . — ( ) https://x.example/e-mail `e-mail` @email"""
WORDS = st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=25).map(" ".join)
TERMS = [SSO, EMAIL, WORKSPACE, *LOGIN]
MATCHER = Matcher(glossary(*TERMS))


def shifted(hits: list[Occurrence], by: int) -> list[tuple[Any, ...]]:
    return [(hit.term, hit.found, hit.start + by, hit.end + by, hit.preferred, hit.code) for hit in hits]


@given(WORDS)
def test_a_sentence_before_moves_what_follows_and_changes_nothing(text: str) -> None:
    before = "Nothing of note here.\n\n"
    assert shifted(MATCHER.find(before + text), 0) == shifted(MATCHER.find(text), len(before))


@given(WORDS)
def test_matches_are_cut_from_the_text_in_order_without_overlap(text: str) -> None:
    hits = MATCHER.find(text)
    assert all(text[hit.start : hit.end] == hit.found for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))


def test_two_terms_that_claim_one_form_are_settled_without_their_order() -> None:
    one, two = {"preferred": "cell", "forbidden": ["bee"]}, {"preferred": "ant", "forbidden": ["bee"]}
    assert found("A bee.", one, two) == found("A bee.", two, one) == ["MC201 bee -> ant"]


@settings(max_examples=25)
@given(WORDS, st.permutations(TERMS))
def test_the_order_of_terms_changes_nothing(text: str, terms: list[dict[str, Any]]) -> None:
    assert Matcher(glossary(*terms)).find(text) == MATCHER.find(text)


@given(
    st.text("abcxyzéßİ_09", min_size=1, max_size=5),
    st.sampled_from(["e-mail", "SSO", "project"]),
    st.booleans(),
)
def test_never_inside_a_longer_word(letters: str, form: str, before: bool) -> None:
    assert MATCHER.find(letters + form if before else form + letters + "q") == []


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    for hit in MATCHER.find(f"e-mail {text} e-mail"):
        assert hit.found


def test_the_work_does_not_grow_with_terms_that_are_not_there() -> None:
    prose = Prose("Send an e-mail to your project space. " * 50)
    others = [{"preferred": f"gizmo{n} thing", "forbidden": [f"old{n}ish"]} for n in range(300)]
    few, many = Matcher(glossary(*TERMS)), Matcher(glossary(*TERMS, *others))
    assert len(many._matches(prose)) == len(few._matches(prose)) <= 50 * 8


@pytest.mark.parametrize(
    "piece", ["a", "e-mail ", "`", "{{", "x=", "a.b", "/", "@", "log in", "e-mail. ", "A.\n"]
)
def test_no_text_makes_it_slow(piece: str) -> None:
    MATCHER.find(piece * 30_000)
