"""The merge languages, one function: which parts of a text are tags, and what each one does.

Mailchimp, Handlebars, HubSpot, Liquid, Jinja, Go templates, ERB, Salesforce, AMPscript, Outreach, Salesloft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from msgcheck.model import Span
from msgcheck.readers import placeholder_values as values


class Role(Enum):
    """What a tag does to the text around it."""

    FIELD = auto()  # a blank the sender fills; stays as written
    DEFAULT = auto()  # a blank with words for the case that nothing is known: `words`
    CHOICE = auto()  # prints one of its `options`
    COPY = auto()  # a module whose options are copy: `copies`
    ASSIGN = auto()  # gives the variable `name` the value `words`, None for a value that is computed
    DROP = auto()  # a comment, an include: not copy
    OPEN = auto()  # if, loop or comment begins
    BRANCH = auto()  # else, elsif, when
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, `text[start:end]`.

    language:   tags of different languages never close each other.
    name:       of the block: "if", "for", "comment"; a CLOSE without a name closes any. Of a FIELD or an
                ASSIGN: its variable, "" when it has none.
    condition:  of an OPEN or a BRANCH, white space folded; "" for else.
    negated:    the block shows when the condition is false (unless, ^name).
    words:      of a DEFAULT or an ASSIGN: its place in the text.
    conditions: of a CHOICE, as of an if with its elseifs.
    options:    of a CHOICE: place of each value, "else" last; None where it is not a plain value.
    copies:     of a COPY: places of its words.
    sometimes:  the ASSIGN stands in an if of its own tag.
    """

    role: Role
    start: int
    end: int
    language: str = ""
    name: str = ""
    condition: str = ""
    negated: bool = False
    words: Span | None = None
    conditions: tuple[str, ...] = ()
    options: tuple[Span | None, ...] = ()
    copies: tuple[values.Copy, ...] = ()
    sometimes: bool = False


# Words that a bracket must hold to be a blank and not an aside: "[Company]", "[your first name]".
_KNOWN = (
    r"(?:(?:your|their|his|her|the|insert|prospect'?s?|customer'?s?|client'?s?|recipient'?s?|sender'?s?|rep'?s?"
    r"|contact'?s?|account'?s?|first|last|full|company|competitor|product|job|meeting|phone|mobile|start|end|event)"
    r"[ _-]?)*"
    r"(?:name|firstname|lastname|company|organi[sz]ation|prospect|customer|client|recipient|sender|rep|title|role"
    r"|position|department|industry|city|state|country|region|address|email|phone|number|date|day|month|year|time"
    r"|amount|price|discount|link|url|website|calendar|signature|competitor|product|account|team|contact|manager"
    r"|owner|pain[ _]point|event|topic|xx|xxx)"
)
_TAG = re.compile(
    rf"""
      \{{\{{!--(?P<hbs_comment>(?:(?!\{{\{{!--).){{0,9000}}?)--\}}\}}
    | \{{\{{!(?P<hbs_note>[^{{}}]{{0,500}})\}}\}}
    | \{{\#(?P<jinja_comment>(?:(?!\{{\#).){{0,9000}}?)\#\}}
    | \{{\{{[%<]\s*/?(?P<shortcode>[^{{}}]{{1,300}}?)[%>]\}}\}}
    | \{{%[-+]?\s*(?P<block>(?:(?!\{{%).){{0,9000}}?)\s*[-+]?%\}}
    | \{{\{{\{{\s*(?P<triple>[^{{}}]{{1,200}})\s*\}}\}}\}}
    | \{{\{{[-~]?\s*(?P<mustache>(?:[^{{}}]|\$\{{[^{{}}]{{1,100}}\}}){{1,300}}?)\s*[-~]?\}}\}}
    | %%\[(?P<amp>(?:(?!%%\[).){{0,9000}}?)\]%%
    | %%=(?P<amp_value>(?:(?!%%).){{1,300}}?)=%%
    | %%(?P<amp_field>[A-Za-z_][\w ]{{0,60}})%%
    | <%\#(?P<erb_comment>(?:(?!<%).){{0,9000}}?)%>
    | <%(?P<erb>[=-]{{0,2}}\s*(?:(?!<%).){{1,500}}?)\s*-?%>
    | \*\|(?P<chimp>[A-Z][A-Z0-9_]*(?::[^|*\n]{{0,120}})?)\|\*
    | \{{!(?P<salesforce>[$A-Za-z][^{{}}\n]{{0,500}})\}}
    | (?<![\w%])%(?P<percent>[A-Z][A-Z0-9_]{{2,40}})%(?![\w%])
    | \[\[\s*(?P<double>{_KNOWN}|[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)\s*\]\]
    | (?<!\])\[(?P<single>{_KNOWN})\](?![\[(:])
    | (?:<<|«)\s*(?P<merge>{_KNOWN})\s*(?:>>|»)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_HINTS = ("{{", "{%", "{#", "{!", "%%", "<%", "*|", "[", "<<", "«", "%")

_IFS = {"if", "unless", "case", "ifchanged", "ifnot", "interested"}
_LOOPS = {"for", "foreach", "each", "with", "range", "list", "tablerow", "block", "while", "until"}
_UNSEEN = {"comment", "schema", "style", "stylesheet", "javascript", "macro"}
CAPTURES = {"capture", "set"}  # what stands inside is the value of a variable
_BLOCKS = _IFS | _LOOPS | _UNSEEN | CAPTURES
_SETTINGS = {"boolean", "choice", "color", "gallery", "menu"}  # HubL modules whose value is no copy
# Product documentation speaks of "{{Page URL}}": capitalised words that no known field has, and a verb.
_TITLE_WORDS = re.compile(r"[A-Z]\w*(?: [A-Z]\w*)+")
_KNOWN_WORDS = re.compile(_KNOWN, re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!]\s")
_NEAR = 300  # characters around a field that may be of its sentence
_SPOKEN_OF = re.compile(
    r"\b(?:typ(?:e|es|ed|ing)|insert\w*|us(?:e|es|ed|ing)|writ(?:e|es|ing|ten)|paste\w*|enter\w*|placeholders?"
    r"|variables?|tokens?|merge (?:fields?|tags?)|syntax|templates?)\b",
    re.IGNORECASE,
)
# What comes before the colon in Mailchimp tags that are not "field:default".
_CHIMP_WORDS = frozenset(
    """
    TITLE LOWER UPPER DATE MC LIST HTML ARCHIVE RSS RSSITEM RSSITEMS RSSFEED FEED FEEDBLOCK FEEDITEM
    PRODUCT CART URL POLL SURVEY TWITTER FACEBOOK GROUP FORWARD TRANSLATE LIKE COUPON PROMO_CODE END
    TXT QRCODE SHARE INSTAGRAM PRODUCTS
    """.split()
)
_AMP_WORDS = re.compile(r"\"[^\"]*\"|'[^']*'|\b(elseif|endif|else|if|set)\b", re.IGNORECASE)


def scan(text: str, literal: Sequence[Span] = ()) -> list[Tag]:
    """Return the tags of `text` in order; none inside the spans of `literal` (inline code)."""
    if not any(hint in text for hint in _HINTS):
        return []
    tags: list[Tag] = []
    for found in _TAG.finditer(text):
        if any(span.start <= found.start() < span.end for span in literal):
            continue
        if not _is_spoken_of(text, found):
            tags += _read(found)
    return tags


def _is_spoken_of(text: str, found: re.Match[str]) -> bool:
    """Whether a field is the subject of its sentence: "Type {{Page URL}} in the template"."""
    inner = (found["mustache"] or "").strip()
    if not _TITLE_WORDS.fullmatch(inner) or _KNOWN_WORDS.fullmatch(inner):
        return False
    before = _SENTENCE_END.split(text[max(found.start() - _NEAR, 0) : found.start()])[-1]
    after = _SENTENCE_END.split(text[found.end() : found.end() + _NEAR])[0]
    return bool(_SPOKEN_OF.search(before) or _SPOKEN_OF.search(after))


def _read(found: re.Match[str]) -> Iterable[Tag]:
    style = found.lastgroup or ""
    inner = found[style].strip()
    inner_at = found.start(style) + len(found[style]) - len(found[style].lstrip())
    start, end = found.span()
    if not inner.strip("=-/#^> "):
        # An empty comment goes; "{{ }}" is no field of anybody.
        is_code = "comment" in style or style in {"hbs_note", "block", "amp"}
        return [Tag(Role.DROP, start, end)] if is_code else []
    match style:
        case "hbs_comment" | "hbs_note" | "jinja_comment" | "erb_comment" | "shortcode":
            return [Tag(Role.DROP, start, end)]
        case "block":
            return [_block(inner, inner_at, start, end)]
        case "mustache":
            return [_mustache(inner, inner_at, start, end)]
        case "erb":
            return [_erb(inner, inner_at, start, end)]
        case "amp":
            return list(_ampscript(inner, inner_at, start, end))
        case "chimp":
            # The pattern ignores case for the words in brackets; Mailchimp's tags are upper case,
            # and "*|Definition|*" is two emphasised cells of a Markdown table.
            return [_chimp(inner, inner_at, start, end)] if inner.partition(":")[0].isupper() else []
        case "percent":
            return [Tag(Role.FIELD, start, end)] if inner.isupper() else []
        case _:
            language = "amp" if style.startswith("amp") else "liquid" if style == "triple" else style
            return [_value(inner, inner_at, start, end, language)]


def _value(inner: str, inner_at: int, start: int, end: int, language: str) -> Tag:
    """A tag that prints something: one of several values, words for nobody, a variable, or a blank."""
    if chosen := values.choice(inner):
        first = _open(language, "if", chosen.conditions[0], start, end)
        options = tuple(option and _shifted(option, inner_at) for option in chosen.options)
        return replace(first, role=Role.CHOICE, conditions=chosen.conditions, options=options)
    if words := values.default(inner):
        return Tag(Role.DEFAULT, start, end, words=_shifted(words, inner_at))
    return Tag(Role.FIELD, start, end, language, values.variable(inner))


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _assign(language: str, code: str, code_at: int, start: int, end: int) -> Tag:
    """A tag of no words that may give a variable its value."""
    name, words = values.assignment(code) or ("", None)
    role = Role.ASSIGN if name else Role.DROP
    return Tag(role, start, end, language, name, words=words and _shifted(words, code_at))


def _open(language: str, name: str, condition: str, start: int, end: int) -> Tag:
    condition = " ".join(condition.split())
    negated = name in {"unless", "ifnot"}
    if name in _IFS and condition.startswith(("not ", "!")):
        condition, negated = condition.removeprefix("not ").removeprefix("!").strip(), not negated
    return Tag(Role.OPEN, start, end, language, name, condition, negated)


def _block(inner: str, inner_at: int, start: int, end: int) -> Tag:
    """Liquid, Jinja, HubL: `{% word rest %}`."""
    word, _, rest = inner.partition(" ")
    if word == "assign" or (word == "set" and "=" in rest):
        return _assign("liquid", inner, inner_at, start, end)
    if word in {"else", "elsif", "elif", "when"}:
        return Tag(Role.BRANCH, start, end, "liquid", word, " ".join(rest.split()))
    if word in _BLOCKS:
        return _open("liquid", word, rest, start, end)
    name = word.removeprefix("end")
    if word.startswith("end") and name in _BLOCKS:
        return Tag(Role.CLOSE, start, end, "liquid", name)
    return module(inner, inner_at, start, end)


def module(code: str, code_at: int, start: int, end: int) -> Tag:
    """A tag that puts something in: `{% text "intro" label="Intro", value="14 days free" %}`."""
    copies = [] if code.partition(" ")[0] in _SETTINGS else values.copy_values(code)
    placed = tuple(copy._replace(words=_shifted(copy.words, code_at)) for copy in copies)
    return Tag(Role.COPY if placed else Role.DROP, start, end, copies=placed)


def _mustache(inner: str, inner_at: int, start: int, end: int) -> Tag:
    """Handlebars, Go templates, and the plain field of nearly everybody: `{{ ... }}`."""
    sign = inner[0]
    name, _, rest = inner[1:].strip().partition(" ")
    if inner == "^" or inner == "else" or inner.startswith("else "):
        return Tag(Role.BRANCH, start, end, "mustache", "else", " ".join(inner.split()[1:]))
    if sign == "#" and name:
        return _open("mustache", name, rest if name in _IFS | _LOOPS else name, start, end)
    if sign == "^" and name:
        return Tag(Role.OPEN, start, end, "mustache", name, name, negated=True)
    if sign == "/" and name:
        return Tag(Role.CLOSE, start, end, "mustache", name)
    if sign == ">":
        return Tag(Role.DROP, start, end)
    word, _, rest = inner.partition(" ")
    if word in {"if", "range", "with"} and rest:
        return _open("mustache", word, rest, start, end)
    if inner == "end":
        return Tag(Role.CLOSE, start, end, "mustache")
    return _value(inner, inner_at, start, end, "liquid")


def _erb(inner: str, inner_at: int, start: int, end: int) -> Tag:
    """Ruby: `<%= value %>`, `<% if x %>`, `<% end %>`."""
    if inner.startswith("="):
        value = inner.lstrip("=- ")
        return _value(value, inner_at + len(inner) - len(value), start, end, "erb")
    word, _, rest = inner.strip("- ").partition(" ")
    if word in {"if", "unless", "case", "while", "until", "for"}:
        return _open("erb", word, rest, start, end)
    if word in {"else", "elsif", "when"}:
        return Tag(Role.BRANCH, start, end, "erb", word, " ".join(rest.split()))
    if word == "end":
        return Tag(Role.CLOSE, start, end, "erb")
    if re.search(r"\bdo\b(?:\s*\|[^|]*\|)?$", inner):
        return Tag(Role.OPEN, start, end, "erb", "each")
    return _assign("erb", inner, inner_at, start, end)


def _ampscript(inner: str, inner_at: int, start: int, end: int) -> Iterator[Tag]:
    """AMPscript: one `%%[ ... ]%%` may hold several statements; what it opens and does not close counts."""
    yield Tag(Role.DROP, start, end)
    left: list[Tag] = []  # all of no width: they share the tag's place
    words = [found for found in _AMP_WORDS.finditer(inner) if found.group(1)]
    for index, found in enumerate(words):
        word = found.group(1).lower()
        after = words[index + 1].start() if index + 1 < len(words) else len(inner)
        condition = " ".join(
            re.split(r"\bthen\b", inner[found.end() : after], flags=re.IGNORECASE)[0].split()
        )
        if word == "set":
            statement = inner[found.start() : after].partition("\n")[0]
            left.append(_assign("amp", statement, inner_at + found.start(), end, end))
        elif word == "endif" and any(tag.role is Role.OPEN for tag in left):
            opened = max(at for at, tag in enumerate(left) if tag.role is Role.OPEN)
            inside = [replace(tag, sometimes=True) for tag in left[opened:] if tag.role is Role.ASSIGN]
            left[opened:] = inside
        elif word == "endif":
            left.append(Tag(Role.CLOSE, end, end, "amp", "if"))
        elif word == "if":
            left.append(_open("amp", "if", condition, end, end))
        else:
            condition = condition if word == "elseif" else ""
            left.append(Tag(Role.BRANCH, end, end, "amp", word, condition))
    yield from left


def _chimp(inner: str, inner_at: int, start: int, end: int) -> Tag:
    word, colon, rest = inner.partition(":")
    if word in {"IF", "IFNOT", "INTERESTED"}:
        return _open("chimp", word.lower(), rest, start, end)
    if word in {"ELSE", "ELSEIF"}:
        return Tag(Role.BRANCH, start, end, "chimp", word.lower(), rest.strip())
    if word == "END" and rest.lower() in _IFS:
        return Tag(Role.CLOSE, start, end, "chimp", "if" if rest == "IF" else rest.lower())
    if colon and word not in _CHIMP_WORDS and rest.strip():
        return Tag(Role.DEFAULT, start, end, words=Span(inner_at + len(word) + 1, inner_at + len(inner)))
    return Tag(Role.FIELD, start, end)


def mode(tag: Tag) -> str:
    """Return "if", "loop" or "unseen": what is to be done with the inside of an OPEN."""
    if tag.name in _UNSEEN:
        return "unseen"
    return "loop" if tag.name in _LOOPS | CAPTURES else "if"


def closes(close: Tag, opened: Tag) -> bool:
    """Whether `close` ends the block that `opened` began."""
    if close.language != opened.language:
        return False
    # Mailchimp ends *|IFNOT:X|* with *|END:IF|*.
    same = {close.name, opened.name} <= {"if", "ifnot"} if close.language == "chimp" else False
    return not close.name or close.name == opened.name or same
