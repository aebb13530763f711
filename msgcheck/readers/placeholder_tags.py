"""The merge languages, one function: which parts of a text are tags, and what each one does.

Mailchimp, Handlebars, HubSpot, Liquid, Jinja, Go templates, ERB, Salesforce, AMPscript, Outreach, Salesloft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from msgcheck.model import Span


class Role(Enum):
    """What a tag does to the text around it."""

    FIELD = auto()  # a blank the sender fills; stays as written
    DEFAULT = auto()  # a blank with words for the case that nothing is known: `words`
    DROP = auto()  # a comment, an include, an assignment: not copy
    OPEN = auto()  # if, loop or comment begins
    BRANCH = auto()  # else, elsif, when
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, `text[start:end]`.

    language:  tags of different languages never close each other.
    name:      of the block: "if", "for", "comment"; a CLOSE without a name closes any.
    condition: of an OPEN or a BRANCH, white space folded; "" for else.
    negated:   the block shows when the condition is false (unless, ^name).
    words:     of a DEFAULT: its place in the text.
    """

    role: Role
    start: int
    end: int
    language: str = ""
    name: str = ""
    condition: str = ""
    negated: bool = False
    words: Span | None = None


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
      \{{\{{!--(?P<hbs_comment>(?:(?!\{{\{{!--).){{0,2000}}?)--\}}\}}
    | \{{\{{!(?P<hbs_note>[^{{}}]{{0,500}})\}}\}}
    | \{{\#(?P<jinja_comment>(?:(?!\{{\#).){{0,2000}}?)\#\}}
    | \{{\{{[%<]\s*/?(?P<shortcode>[^{{}}]{{1,300}}?)[%>]\}}\}}
    | \{{%[-+]?\s*(?P<block>(?:(?!\{{%).){{1,500}}?)\s*[-+]?%\}}
    | \{{\{{\{{\s*(?P<triple>[^{{}}]{{1,200}})\s*\}}\}}\}}
    | \{{\{{[-~]?\s*(?P<mustache>(?:[^{{}}]|\$\{{[^{{}}]{{1,100}}\}}){{1,300}}?)\s*[-~]?\}}\}}
    | %%\[(?P<amp>(?:(?!%%\[).){{1,1000}}?)\]%%
    | %%=(?P<amp_value>(?:(?!%%).){{1,300}}?)=%%
    | %%(?P<amp_field>[A-Za-z_][\w ]{{0,60}})%%
    | <%\#(?P<erb_comment>(?:(?!<%).){{0,1000}}?)%>
    | <%(?P<erb>[=-]{{0,2}}\s*(?:(?!<%).){{1,500}}?)\s*-?%>
    | \*\|(?P<chimp>[A-Z][A-Z0-9_]*(?::[^|*\n]{{0,120}})?)\|\*
    | \{{!(?P<salesforce>[$A-Za-z][^{{}}\n]{{0,200}})\}}
    | (?<![\w%])%(?P<percent>[A-Z][A-Z0-9_]{{2,40}})%(?![\w%])
    | \[\[\s*(?P<double>{_KNOWN}|[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)\s*\]\]
    | (?<!\])\[(?P<single>{_KNOWN})\](?![\[(:])
    | (?:<<|«)\s*(?P<merge>{_KNOWN})\s*(?:>>|»)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_HINTS = ("{{", "{%", "{#", "{!", "%%", "<%", "*|", "[", "<<", "«", "%")

_QUOTED = r"(?:\"(?P<{0}1>[^\"]*)\"|'(?P<{0}2>[^']*)'|“(?P<{0}3>[^”]*)”|‘(?P<{0}4>[^’]*)’)"
_DEFAULT = re.compile(
    rf"""
      \|\s*(?:default|fallback|default_if_none|default_if_empty|if_empty)\s*[:=(]\s*{_QUOTED.format("a")}
    | :default=(?P<marketo>.+)$
    | (?:\sor|\|\||\?\?)\s*{_QUOTED.format("b")}\s*$
    | ^(?:defaultIfEmpty|default|fallback)\s+\S+\s+{_QUOTED.format("c")}
    | ^personalization_token\s*\([^,]*,\s*{_QUOTED.format("d")}\s*\)
    | ^BLANKVALUE\s*\([^,]*,\s*{_QUOTED.format("e")}\s*\)
    | ^{_QUOTED.format("f")}$
    """,
    re.VERBOSE | re.DOTALL,
)
_IFS = {"if", "unless", "case", "ifchanged", "ifnot", "interested"}
_LOOPS = {"for", "foreach", "each", "with", "range", "list", "tablerow", "block", "while", "until"}
_UNSEEN = {"comment", "schema", "style", "stylesheet", "javascript", "macro"}
# What comes before the colon in Mailchimp tags that are not "field:default".
_CHIMP_WORDS = {
    *(
        "TITLE",
        "LOWER",
        "UPPER",
        "DATE",
        "MC",
        "LIST",
        "HTML",
        "ARCHIVE",
        "RSS",
        "RSSITEM",
        "RSSITEMS",
        "RSSFEED",
    ),
    *(
        "FEED",
        "FEEDBLOCK",
        "FEEDITEM",
        "PRODUCT",
        "CART",
        "URL",
        "POLL",
        "SURVEY",
        "TWITTER",
        "FACEBOOK",
        "GROUP",
    ),
    *(
        "FORWARD",
        "TRANSLATE",
        "LIKE",
        "COUPON",
        "PROMO_CODE",
        "END",
        "TXT",
        "QRCODE",
        "SHARE",
        "INSTAGRAM",
        "PRODUCTS",
    ),
}
_AMP_WORDS = re.compile(r"\"[^\"]*\"|'[^']*'|\b(elseif|endif|else|if)\b", re.IGNORECASE)


def scan(text: str, literal: Sequence[Span] = ()) -> list[Tag]:
    """Return the tags of `text` in order; none inside the spans of `literal` (inline code)."""
    if not any(hint in text for hint in _HINTS):
        return []
    tags: list[Tag] = []
    for found in _TAG.finditer(text):
        if any(span.start <= found.start() < span.end for span in literal):
            continue
        tags += _read(found)
    return tags


def _read(found: re.Match[str]) -> Iterable[Tag]:
    style = found.lastgroup or ""
    inner = found[style].strip()
    start, end = found.span()
    if not inner.strip("=-/#^> "):
        # An empty comment goes; "{{ }}" is no field of anybody.
        return [Tag(Role.DROP, start, end)] if "comment" in style or style == "hbs_note" else []
    match style:
        case "hbs_comment" | "hbs_note" | "jinja_comment" | "erb_comment" | "shortcode":
            return [Tag(Role.DROP, start, end)]
        case "block":
            return [_block(inner, start, end)]
        case "mustache":
            return [_mustache(inner, found.start(style), start, end)]
        case "erb":
            return [_erb(inner, found.start(style), start, end)]
        case "amp":
            return list(_ampscript(inner, start, end))
        case "chimp":
            # The pattern ignores case for the words in brackets; Mailchimp's tags are upper case,
            # and "*|Definition|*" is two emphasised cells of a Markdown table.
            return (
                [_chimp(inner, found.start(style), start, end)] if inner.partition(":")[0].isupper() else []
            )
        case "percent":
            return [Tag(Role.FIELD, start, end)] if inner.isupper() else []
        case _:
            return [_value(inner, found.start(style), start, end)]


def _value(inner: str, inner_at: int, start: int, end: int) -> Tag:
    """A tag that prints something: a blank, or the words it has for nobody."""
    found = _DEFAULT.search(inner)
    if found and found.lastgroup and found[found.lastgroup].strip():
        at = found.span(found.lastgroup)
        return Tag(Role.DEFAULT, start, end, words=Span(inner_at + at[0], inner_at + at[1]))
    return Tag(Role.FIELD, start, end)


def _open(language: str, name: str, condition: str, start: int, end: int) -> Tag:
    condition = " ".join(condition.split())
    negated = name in {"unless", "ifnot"}
    if name in _IFS and condition.startswith(("not ", "!")):
        condition, negated = condition.removeprefix("not ").removeprefix("!").strip(), not negated
    return Tag(Role.OPEN, start, end, language, name, condition, negated)


def _block(inner: str, start: int, end: int) -> Tag:
    """Liquid, Jinja, HubL: `{% word rest %}`."""
    word, _, rest = inner.partition(" ")
    if word in {"else", "elsif", "elif", "when"}:
        return Tag(Role.BRANCH, start, end, "liquid", word, " ".join(rest.split()))
    if word in _IFS | _LOOPS | _UNSEEN:
        return _open("liquid", word, rest, start, end)
    name = word.removeprefix("end")
    if word.startswith("end") and name in _IFS | _LOOPS | _UNSEEN:
        return Tag(Role.CLOSE, start, end, "liquid", name)
    return Tag(Role.DROP, start, end)


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
    return _value(inner, inner_at, start, end)


def _erb(inner: str, inner_at: int, start: int, end: int) -> Tag:
    """Ruby: `<%= value %>`, `<% if x %>`, `<% end %>`."""
    if inner.startswith("="):
        value = inner.lstrip("=- ")
        return _value(value, inner_at + len(inner) - len(value), start, end)
    word, _, rest = inner.strip("- ").partition(" ")
    if word in {"if", "unless", "case", "while", "until", "for"}:
        return _open("erb", word, rest, start, end)
    if word in {"else", "elsif", "when"}:
        return Tag(Role.BRANCH, start, end, "erb", word, " ".join(rest.split()))
    if word == "end":
        return Tag(Role.CLOSE, start, end, "erb")
    if re.search(r"\bdo\b(?:\s*\|[^|]*\|)?$", inner):
        return Tag(Role.OPEN, start, end, "erb", "each")
    return Tag(Role.DROP, start, end)


def _ampscript(inner: str, start: int, end: int) -> Iterator[Tag]:
    """AMPscript: one `%%[ ... ]%%` may hold several statements; what it opens and does not close counts."""
    left: list[tuple[str, str]] = []
    words = [found for found in _AMP_WORDS.finditer(inner) if found.group(1)]
    for index, found in enumerate(words):
        word = found.group(1).lower()
        after = words[index + 1].start() if index + 1 < len(words) else len(inner)
        condition = re.split(r"\bthen\b", inner[found.end() : after], flags=re.IGNORECASE)[0]
        if word == "endif" and any(name == "if" for name, _ in left):
            while left.pop()[0] != "if":
                pass
        else:
            left.append((word, " ".join(condition.split())))
    if not left:
        yield Tag(Role.DROP, start, end)
    for index, (word, condition) in enumerate(left):
        # Several statements share the tag's place; only the first one takes up its characters.
        at = start if index == 0 else end
        if word == "if":
            yield _open("amp", "if", condition, at, end)
        elif word == "endif":
            yield Tag(Role.CLOSE, at, end, "amp", "if")
        else:
            yield Tag(Role.BRANCH, at, end, "amp", word, condition if word == "elseif" else "")


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
    return "loop" if tag.name in _LOOPS else "if"


def closes(close: Tag, opened: Tag) -> bool:
    """Whether `close` ends the block that `opened` began."""
    if close.language != opened.language:
        return False
    # Mailchimp ends *|IFNOT:X|* with *|END:IF|*.
    same = {close.name, opened.name} <= {"if", "ifnot"} if close.language == "chimp" else False
    return not close.name or close.name == opened.name or same
