"""glossary.yaml: short forms, the problems that a schema cannot see, and the schema for editors."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from msgcheck.errors import ConfigError
from msgcheck.glossary import EMPTY, Glossary, json_schema, load_glossary
from msgcheck.model import Severity

SCHEMA = Path(__file__).parents[1] / "docs" / "glossary.schema.json"

FULL = """\
version: 1
meta: {name: Acme messaging, owner: brand@acme.example, language: en-US}
defaults: {severity: warning, case: smart, inflect: true, skip: [code, url, quote]}
subjects:
  self: {names: [Acme, Acme Cloud], pronouns: [we, our, us]}
  products: [{id: cloud, names: [Acme Cloud]}, {id: edge, names: [Acme Edge], was: [Acme Gateway]}]
  plans: [Starter, Team, Enterprise]
  competitors: [{id: globex, names: [Globex]}]
replace: {e-mail: email, web site: website, single signin: single sign-on}
terms:
  - id: single-sign-on
    definition: One login for all Acme products.
    pos: noun
    preferred: single sign-on
    admitted: [SSO]
    deprecated: [{text: single signon, since: 2025-06-01}]
    forbidden: [{text: universal login, reason: competitor's trademark, severity: error}]
    exceptions: [single sign-on tax]
    context: {include: [login, identity], exclude: [grafana]}
    case: exact
    first_use: single sign-on (SSO)
    applies_to: {channels: [website, deck], locales: [en]}
    examples: {good: [Use single sign-on.], bad: [Use single signon.]}
    note: Why, for people.
    owner: security@acme.example
facts:
  - id: trial-length
    claim: 14-day free trial
    value: 14 days
    compare: exact
    when: {plan: [Starter, Team]}
    variants: [{when: {plan: [Enterprise]}, value: 30 days}]
    history: [{value: 30 days, until: 2025-12-31}]
    valid: {from: 2026-01-01, until: 2026-12-31}
    owner: pricing@acme.example
    severity: error
messages:
  - id: privacy-first
    text: We never sell your data.
    variants: [Your data is yours.]
    opposite: [We share data with partners.]
    must_appear: [{channels: [deck], min: 1}]
"""


def read(tmp_path: Path, text: str) -> Glossary:
    file = tmp_path / "glossary.yaml"
    file.write_text(text, encoding="utf-8")
    return load_glossary(file)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_everything_the_format_knows_is_read(tmp_path: Path) -> None:
    glossary = read(tmp_path, FULL)
    subjects = glossary.subjects
    assert subjects.self_names == ("Acme", "Acme Cloud")
    assert subjects.pronouns == ("we", "our", "us")
    assert (subjects.plans[0].id, subjects.plans[0].names) == ("starter", ("Starter",))
    assert subjects.products[1].was == ("Acme Gateway",)
    assert subjects.competitors[0].names == ("Globex",)
    (fact,) = glossary.facts
    assert (fact.value, fact.when) == ("14 days", {"plan": ("Starter", "Team")})
    assert fact.variants[0].when == {"plan": ("Enterprise",)}
    assert (fact.history[0].value, fact.history[0].until) == ("30 days", date(2025, 12, 31))
    assert (fact.valid.from_, fact.valid.until) == (date(2026, 1, 1), date(2026, 12, 31))
    assert glossary.messages[0].must_appear[0].channels == ("deck",)
    assert glossary.defaults.severity is Severity.WARNING


def test_replace_becomes_deprecated_forms_of_the_term_with_the_right_one(tmp_path: Path) -> None:
    terms = {term.preferred: term for term in read(tmp_path, FULL).terms}
    assert [form.text for form in terms["email"].deprecated] == ["e-mail"]
    assert [form.text for form in terms["single sign-on"].deprecated] == ["single signon", "single signin"]
    assert len(terms) == 3


def test_short_forms_mean_the_same_as_long_ones(tmp_path: Path) -> None:
    short = "terms: [{preferred: a b, admitted: [AB], exceptions: a b c}]\nsubjects: {plans: [Pro Plus]}\n"
    long = (
        "terms: [{id: a-b, preferred: a b, admitted: [{text: AB}], exceptions: [a b c]}]\n"
        "subjects: {plans: [{id: pro-plus, names: [Pro Plus]}]}\n"
    )
    assert read(tmp_path, short) == read(tmp_path, long)


def test_an_empty_glossary_asks_for_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == EMPTY
    assert EMPTY.terms == ()
    assert EMPTY.subjects.pronouns == ("we", "our", "us")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "terms:\n- preferred: a\n- prefered: b\n",
            "glossary.yaml:3: terms[1].prefered: unknown key\nhint: did you mean 'preferred'?",
        ),
        (
            "terms:\n- {id: x, preferred: a}\n- {id: x, preferred: b}\n",
            "glossary.yaml:3: terms[1].id: id 'x' is taken by terms[0]",
        ),
        (
            "facts:\n- {id: x, claim: a, value: b}\n- {id: x, claim: a, value: b}\n",
            "glossary.yaml:3: facts[1].id: id 'x' is taken by facts[0]",
        ),
        (
            "subjects:\n  plans:\n  - Pro\n  - pro\n",
            "glossary.yaml:4: subjects.plans[1].id: id 'pro' is taken",
        ),
        (
            "terms:\n- preferred: a\n  forbidden:\n  - a\n",
            "glossary.yaml:4: terms[0].forbidden[0]: 'a' is forbidden here and preferred at terms[0]",
        ),
        ("replace:\n  a: b\n  b: a\n", "glossary.yaml:3: replace.b: 'b' is deprecated here and the"),
        (
            "replace: {email: e-mail}\nterms: [{preferred: email}]\n",
            "glossary.yaml:1: replace.email: 'email' is deprecated here and preferred at terms[0].preferred",
        ),
        ("terms: [{preferred: a, admitted: ['']}]", "terms[0].admitted[0]: is empty"),
        ("terms: [{preferred: '--'}]", "terms[0].preferred: holds no letter and no digit"),
        ("terms: [{id: x, note: y}]", "terms[0]: has no form"),
        ("terms: [{preferred: a, status: preffered}]", "hint: did you mean 'preferred'?"),
        (
            "terms: [{preferred: a, deprecated: [{text: b, since: 2026-01-02, until: 2026-01-01}]}]",
            "since is after until",
        ),
        (
            "facts:\n- id: x\n  claim: a\n  value: b\n  when:\n    plans: [Team]\n",
            "glossary.yaml:6: facts[0].when.plans: is not a scope\nhint: did you mean 'plan'? known: audience",
        ),
        ("facts: [{id: x, claim: a, value: ''}]", "facts[0].value: is empty"),
        (
            "facts: [{id: x, claim: a, value: b, variants: [{value: c}]}]",
            "facts[0].variants[0]: has no 'when'",
        ),
        (
            "facts: [{id: x, claim: a, value: b, valid: {from: 2026-02-01, until: 2026-01-01}}]",
            "facts[0].valid: from is after until",
        ),
        ("facts: [{id: x, claim: a, value: b, compare: atleast}]", "did you mean 'at_least'?"),
        ("version: 2\n", "version: '2' is not known\nhint: known: 1"),
        (
            "messages: [{id: a, text: b, must_appear: [{channels: [web], min: 0}]}]",
            "messages[0].must_appear[0].min",
        ),
    ],
)
def test_refusals(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_one_form_may_serve_two_terms_that_never_meet(tmp_path: Path) -> None:
    glossary = read(
        tmp_path,
        "terms:\n"
        "- {preferred: login, pos: noun}\n"
        "- {preferred: log in, pos: verb, deprecated: [login]}\n"
        "- {preferred: seat, applies_to: {channels: [deck]}}\n"
        "- {preferred: user, deprecated: [seat], applies_to: {channels: [website]}}\n",
    )
    assert len(glossary.terms) == 4


def test_the_schema_in_docs_is_the_one_of_the_models() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


def test_an_editor_accepts_what_the_loader_accepts() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    plain = yaml.load(FULL, Loader=yaml.BaseLoader) | {"version": 1, "defaults": {"inflect": True}}
    plain["messages"][0]["must_appear"] = ["deck", {"channels": "email", "min": 1}]
    assert [error.message for error in validator.iter_errors(plain)] == []
    assert list(validator.iter_errors({"terms": [{"prefered": "a"}]}))
    assert list(validator.iter_errors({"facts": [{"id": "a", "claim": "b", "value": 14}]})) == []
