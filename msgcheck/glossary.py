"""glossary.yaml: the words, facts and messages that everybody agreed on.

`load_glossary(path)` returns a `Glossary`, or refuses the file with file, line and key. Everything has a
short form for the common case (`plans: [Starter, Team]`, `admitted: [SSO]`, `replace: {e-mail: email}`);
the models hold the long form only, so that nobody else has to know.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from msgcheck.glossary_problems import problems
from msgcheck.model import Severity
from msgcheck.yaml_file import load


def slug(text: str) -> str:
    """`Single Sign-On` as `single-sign-on`: an id for an entry that was given none."""
    return "-".join(re.findall(r"\w+", text.casefold()))


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _short(key: str) -> Any:
    """A validator that reads a bare text as a mapping of one key."""
    return lambda value: {key: value} if isinstance(value, str) else value


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
When = dict[str, Texts]


class Meta(_Entry):
    name: str = ""
    owner: str = ""
    language: str = ""


class Defaults(_Entry):
    """What a term does that does not say otherwise.

    severity: of forbidden and deprecated forms; unsaid, they are errors and warnings.
    case:     exact: as written; smart: sentence start, title and ALL CAPS are fine too; any: never looked at.
    inflect:  plural, possessive and (for verbs) tense count as the same form.
    skip:     where no wrong form is looked for.
    """

    severity: Severity | None = None
    case: Literal["exact", "smart", "any"] = "smart"
    inflect: bool = True
    skip: tuple[Literal["code", "url", "quote"], ...] = ("code", "url", "quote")


class Named(_Entry):
    """A product, a plan or a competitor. `was`: names it had before."""

    id: str = ""
    names: Annotated[Texts, Field(min_length=1)]
    was: Texts = ()

    def model_post_init(self, _context: Any) -> None:
        if not self.id:
            object.__setattr__(self, "id", slug(self.names[0]))  # still being made: nobody saw it unset


class Speaking(_Entry):
    """Who "we" are."""

    names: Texts = ()
    pronouns: Texts = ("we", "our", "us")


NamedForm = Annotated[Named, BeforeValidator(_short("names"), json_schema_input_type=str | Named)]


class Subjects(_Entry):
    """Who speaks of whom."""

    self_: Speaking = Field(default=Speaking(), alias="self")
    products: tuple[NamedForm, ...] = ()
    plans: tuple[NamedForm, ...] = ()
    competitors: tuple[NamedForm, ...] = ()

    @property
    def self_names(self) -> tuple[str, ...]:
        return self.self_.names

    @property
    def pronouns(self) -> tuple[str, ...]:
        return self.self_.pronouns


class TermForm(_Entry):
    """One way to write a term. `since`, `until`: when it had the status it is listed under."""

    text: str
    since: date | None = None
    until: date | None = None
    reason: str = ""
    severity: Severity | None = None

    def begun(self, today: date) -> bool:
        return self.since is None or self.since <= today

    def in_force(self, today: date) -> bool:
        """Whether it has its status on that day: `since` and `until` are days with it."""
        return self.begun(today) and (self.until is None or today <= self.until)


Forms = tuple[
    Annotated[TermForm, BeforeValidator(_short("text"), json_schema_input_type=str | TermForm)], ...
]


class Context(_Entry):
    """Words of the same sentence: one of `include` must be there, none of `exclude` may."""

    include: Texts = ()
    exclude: Texts = ()


class AppliesTo(_Entry):
    """Where a term is enforced; empty means everywhere."""

    channels: Texts = ()
    locales: Texts = ()


class Examples(_Entry):
    good: Texts = ()
    bad: Texts = ()


class Term(_Entry):
    """A concept, and the forms that name it.

    preferred: "" for words to avoid that have no replacement.
    status:    a proposed term, like a proposed form, is known and not enforced.
    case, inflect, severity: None means as in `Defaults`.
    """

    id: str = ""
    definition: str = ""
    pos: Literal["", "noun", "verb", "adjective", "adverb"] = ""
    preferred: str = ""
    status: Literal["preferred", "proposed"] = "preferred"
    admitted: Forms = ()
    deprecated: Forms = ()
    forbidden: Forms = ()
    proposed: Forms = ()
    exceptions: Texts = ()
    context: Context = Context()
    case: Literal["exact", "smart", "any"] | None = None
    inflect: bool | None = None
    severity: Severity | None = None
    first_use: str = ""
    applies_to: AppliesTo = AppliesTo()
    examples: Examples = Examples()
    note: str = ""
    owner: str = ""

    def model_post_init(self, _context: Any) -> None:
        if not self.id:
            name = self.preferred or next((form.text for form in self.forbidden + self.deprecated), "")
            object.__setattr__(self, "id", slug(name))  # still being made: nobody saw it unset

    def on(self, today: date) -> Term:
        """The term with the forms that are in force that day.

        What will be wrong one day is no wrong form before, and no other spelling of a right one either.
        """
        forms = self.admitted + self.deprecated + self.forbidden
        if all(form.in_force(today) for form in forms):
            return self
        future = tuple(form.text for form in self.deprecated + self.forbidden if not form.begun(today))
        return self.model_copy(
            update={
                "admitted": tuple(form for form in self.admitted if form.in_force(today)),
                "deprecated": tuple(form for form in self.deprecated if form.in_force(today)),
                "forbidden": tuple(form for form in self.forbidden if form.in_force(today)),
                "exceptions": self.exceptions + future,
            }
        )


class FactVariant(_Entry):
    """The value in another scope."""

    when: When = {}
    value: str


class FactHistory(_Entry):
    """A value that was true `until` that day."""

    value: str
    until: date | None = None
    when: When = {}


class Valid(_Entry):
    """Days, both included, on which the record can be relied on."""

    from_: date | None = Field(default=None, alias="from")
    until: date | None = None


class Fact(_Entry):
    """A fact of record: what every asset must agree with."""

    id: str
    claim: str
    value: str
    compare: Literal["exact", "at_least", "at_most", "rounded_down", "text"] = "exact"
    when: When = {}
    variants: tuple[FactVariant, ...] = ()
    history: tuple[FactHistory, ...] = ()
    valid: Valid = Valid()
    owner: str = ""
    severity: Severity = Severity.ERROR
    note: str = ""


class MustAppear(_Entry):
    """At least `min` assets of these channels (and teams) carry the message."""

    channels: Texts = ()
    teams: Texts = ()
    min: int = Field(default=1, ge=1)


class Message(_Entry):
    """A key message, found by meaning."""

    id: str
    text: str
    variants: Texts = ()
    opposite: Texts = ()
    must_appear: tuple[
        Annotated[MustAppear, BeforeValidator(_short("channels"), json_schema_input_type=str | MustAppear)],
        ...,
    ] = ()
    owner: str = ""
    note: str = ""


class Glossary(_Entry):
    """The whole file. `terms` is what to enforce: `listed` (the file's `terms:`) and `replace` as one."""

    version: Literal["1"] = "1"
    meta: Meta = Meta()
    defaults: Defaults = Defaults()
    subjects: Subjects = Subjects()
    replace: dict[str, str] = {}
    listed: tuple[Term, ...] = Field(default=(), alias="terms")
    facts: tuple[Fact, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Listed terms, then terms made for `replace`; a wrong form joins the term with its right one."""
        wrong: dict[str, tuple[TermForm, ...]] = {}
        for text, preferred in self.replace.items():
            wrong[preferred] = (*wrong.get(preferred, ()), TermForm(text=text))
        terms = []
        for term in self.listed:
            forms = wrong.pop(term.preferred, ())
            terms.append(term.model_copy(update={"deprecated": term.deprecated + forms}) if forms else term)
        made = [Term(preferred=preferred, deprecated=forms) for preferred, forms in wrong.items()]
        return (*terms, *made)

    def on(self, today: date) -> Glossary:
        """The glossary as it is to be enforced that day (see `Term.on`)."""
        return self.model_copy(update={"listed": tuple(term.on(today) for term in self.listed)})


EMPTY = Glossary()


def load_glossary(path: Path) -> Glossary:
    """Return the glossary in the file at `path`. Raises ConfigError with file, line and key."""
    return load(path, Glossary, check=problems)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of glossary.yaml, for editors (docs/glossary.schema.json).

    Every text may be written as a bare number or yes/no as well: the loader reads scalars as text.
    """
    loose: dict[str, Any] = _loosen(Glossary.model_json_schema(by_alias=True))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "msgcheck glossary"}
    return head | {key: value for key, value in loose.items() if key != "title"}


def _loosen(node: Any) -> Any:
    if isinstance(node, list):
        return [_loosen(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "string" and not {"enum", "const", "format"} & node.keys():
        return node | {"type": ["string", "number", "boolean"]}
    if node.get("const") == "1":
        return {**{k: v for k, v in node.items() if k not in {"const", "type"}}, "enum": ["1", 1]}
    return {key: _loosen(value) for key, value in node.items()}
