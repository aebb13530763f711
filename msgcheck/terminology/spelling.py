"""The ways one listed form is written: hyphen, space, closed; plural, and verb tenses.

>>> sorted(spelling.text for spelling in spellings("web site"))
['web site', 'web-site', 'website']
>>> sorted(spelling.text for spelling in spellings("homepage"))
['home page', 'home-page', 'homepage']
>>> plural("login story"), plural("point of sale"), inflected("log in", "past")
('login stories', 'points of sale', 'logged in')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from msgcheck.terminology.english import english
from msgcheck.terminology.text import fold, words

PARTICLES = frozenset({"in", "out", "up", "on", "off", "down", "over", "back", "through", "away"})
TENSES = ("third", "past", "participle", "ing")

_GAP = re.compile(r"([ -])|(?<=[a-z])(?=[A-Z])")  # a space, a hyphen, or the hump of a camel
# Where people put a hyphen into one word: "off-line", "pre-paid", "multi-user".
_BOUND = words(
    "anti auto bio co cyber eco electro geo hydro hyper inter intra macro mega meta micro mini mono multi nano neo"
    " neuro non poly pre pseudo quasi re semi sub techno tele thermo ultra"
)
_FREE = words("back cross down in mid off on out over photo post pro self super under up web")
_SEAM = re.compile(rf"(?:{'|'.join(sorted(_BOUND | _FREE))})(?=[a-z]{{3}})")
_WORD = re.compile(r"(?<!\w)[a-z]{5,}(?!\w)")
_PART = 3  # letters of each part of a compound, at least
_ALL_WAYS = 3  # gaps; more of them are changed one at a time, or all alike, for 3 ** gaps grows fast
_VOWELS = "aeiou"
_PLURALS = {
    "alias": "aliases", "axis": "axes", "bias": "biases", "bacterium": "bacteria", "calf": "calves", "canvas": "canvases", "child": "children",
    "criterion": "criteria", "curriculum": "curricula", "datum": "data", "echo": "echoes", "foot": "feet", "gas": "gases", "goose": "geese", "half": "halves",
    "hero": "heroes", "knife": "knives", "leaf": "leaves", "lens": "lenses", "life": "lives", "loaf": "loaves",
    "man": "men", "mouse": "mice", "person": "people", "phenomenon": "phenomena", "potato": "potatoes",
    "quiz": "quizzes", "scarf": "scarves", "shelf": "shelves", "thief": "thieves", "tomato": "tomatoes",
    "tooth": "teeth", "veto": "vetoes", "wife": "wives", "wolf": "wolves", "woman": "women",
}  # fmt: skip
_INSIDE = (
    "child",
    "foot",
    "knife",
    "life",
    "man",
    "shelf",
    "tooth",
    "wife",
    "woman",
)  # "salesman", "bookshelf"
_REGULAR = words("caiman german human norman ottoman roman shaman talisman")
_UNCOUNTED = words(
    "advice aircraft baggage cash data equipment feedback fish furniture hardware homework information jewellery jewelry"
    " luggage malware merchandise money music news offspring personnel sheep software staff traffic"
)
# The head of these comes first: "proofs of delivery", "costs per click".
_HEAD_FIRST = re.compile(
    r"(?<=\w)(?= (?:of|per|for|at|with) \w| (?:general|elect|emeritus|martial)\Z)|(?<=\w)(?=-(?:of-\w|in-law\b))",
    re.I,
)
_SAME = words(
    "bid broadcast cast cost cut forecast hit hurt let put quit read rid set shed shut split spread thrust upset"
)
_PASTS = {
    "become": ("became", "become"), "begin": ("began", "begun"), "bend": ("bent", "bent"),
    "bind": ("bound", "bound"), "bite": ("bit", "bitten"), "blow": ("blew", "blown"),
    "break": ("broke", "broken"), "breed": ("bred", "bred"), "bring": ("brought", "brought"),
    "build": ("built", "built"), "buy": ("bought", "bought"), "catch": ("caught", "caught"),
    "choose": ("chose", "chosen"), "come": ("came", "come"), "deal": ("dealt", "dealt"), "dig": ("dug", "dug"),
    "do": ("did", "done"), "draw": ("drew", "drawn"), "drink": ("drank", "drunk"), "drive": ("drove", "driven"),
    "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"), "feel": ("felt", "felt"),
    "fight": ("fought", "fought"), "find": ("found", "found"), "fly": ("flew", "flown"),
    "forget": ("forgot", "forgotten"), "freeze": ("froze", "frozen"), "get": ("got", "got"),
    "give": ("gave", "given"), "go": ("went", "gone"), "grind": ("ground", "ground"), "grow": ("grew", "grown"),
    "hang": ("hung", "hung"), "have": ("had", "had"), "hear": ("heard", "heard"), "hide": ("hid", "hidden"),
    "hold": ("held", "held"), "keep": ("kept", "kept"), "know": ("knew", "known"), "lay": ("laid", "laid"),
    "lead": ("led", "led"), "leave": ("left", "left"), "lend": ("lent", "lent"), "light": ("lit", "lit"),
    "lose": ("lost", "lost"), "make": ("made", "made"), "mean": ("meant", "meant"), "meet": ("met", "met"),
    "pay": ("paid", "paid"), "ride": ("rode", "ridden"), "ring": ("rang", "rung"), "rise": ("rose", "risen"),
    "run": ("ran", "run"), "say": ("said", "said"), "see": ("saw", "seen"), "seek": ("sought", "sought"),
    "sell": ("sold", "sold"), "send": ("sent", "sent"), "shake": ("shook", "shaken"),
    "shoot": ("shot", "shot"), "show": ("showed", "shown"), "shrink": ("shrank", "shrunk"),
    "sing": ("sang", "sung"), "sink": ("sank", "sunk"), "sit": ("sat", "sat"), "sleep": ("slept", "slept"),
    "slide": ("slid", "slid"), "speak": ("spoke", "spoken"), "spend": ("spent", "spent"), "spin": ("spun", "spun"),
    "stand": ("stood", "stood"), "steal": ("stole", "stolen"), "stick": ("stuck", "stuck"),
    "strike": ("struck", "struck"), "swim": ("swam", "swum"), "swing": ("swung", "swung"),
    "take": ("took", "taken"), "teach": ("taught", "taught"), "tear": ("tore", "torn"), "tell": ("told", "told"),
    "think": ("thought", "thought"), "throw": ("threw", "thrown"), "understand": ("understood", "understood"),
    "wake": ("woke", "woken"), "wear": ("wore", "worn"), "weave": ("wove", "woven"), "win": ("won", "won"),
    "wind": ("wound", "wound"), "write": ("wrote", "written"),
}  # fmt: skip
_PREFIX = re.compile(
    r"(?:by|fore|mis|off|on|out|over|pre|re|trouble|un|under|up|with)(?=[a-z]{2})"
)  # "rebuild"
_DOUBLED = words(
    "admit allot backlog begin commit compel control debug defer deter enrol equip excel expel format forget fulfil"
    " handicap incur infer kidnap occur omit patrol permit prefer program propel quiz rebut recur refer regret rerun"
    " reset submit transfer transmit unplug unzip worship"
)


class Spelling(NamedTuple):
    """One way to write a form.

    capitals: the capitals of `text` must be there, or it is another word.
    apart:    one word became two, which may stand side by side by chance: "home page", "over time".
    """

    text: str
    capitals: bool = False
    apart: bool = False


def spellings(form: str) -> Iterator[Spelling]:
    """Yield `form` as it is, then with every gap a space, a hyphen or nothing."""
    pieces = _GAP.split(form)
    words, gaps = tuple(pieces[0::2]), tuple(gap or "" for gap in pieces[1::2])
    yield Spelling(form)
    for layout, opened in _layouts(gaps):
        text = layout % words
        if text != form:
            yield Spelling(text, opened)
    for start, at, loose in _seams(fold(form)):
        left, right = form[:at], form[at:]
        name = form[start].isupper()
        yield Spelling(
            f"{left}-{right[0].upper() if name and loose else right[0]}{right[1:]}", name and loose
        )
        if loose or form[start:at].lower() in _BOUND:
            apart = loose and not gaps
            yield Spelling(f"{left} {right[0].upper() if name else right[0]}{right[1:]}", name, apart)


def _seams(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (where the word starts, where it can be cut, whether both parts are words) for each seam in a word."""
    for word in _WORD.finditer(folded):
        start, letters = word.start(), word[0]
        prefix = _SEAM.match(letters)
        cuts = {prefix.end(): False} if prefix else {}
        for at in range(_PART, len(letters) - _PART + 1):
            if letters[:at] not in _BOUND and letters[:at] in english() and letters[at:] in english():
                cuts[at] = True
        yield from ((start, start + at, loose) for at, loose in sorted(cuts.items()))


@lru_cache(maxsize=1_000)
def _layouts(gaps: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return ("%s-%s", whether a hump became a space) for each way to fill the gaps.

    "LinkedIn" must not find "linked in the footer": a hump becomes a space only with its capital.
    """
    return [
        (
            "%s" + "".join(f"{joiner}%s" for joiner in joiners),
            any(not old and new == " " for old, new in zip(gaps, joiners, strict=True)),
        )
        for joiners in _joiners(gaps)
    ]


def _joiners(gaps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(gaps) <= _ALL_WAYS:
        yield from product((" ", "-", ""), repeat=len(gaps))
        return
    for joiner in (" ", "-", ""):
        yield (joiner,) * len(gaps)
        for index in range(len(gaps)):
            yield (*gaps[:index], joiner, *gaps[index + 1 :])


def phrasal(form: str) -> bool:
    """Whether the form is a verb and a particle ("log in", "sign-up"), so also a noun with a hyphen."""
    words = form.lower().replace("-", " ").split(" ")
    return len(words) == 2 and words[1] in PARTICLES and words[0].isalpha()


def plural(form: str) -> str:
    """The plural of the last word; a form that looks plural stays."""
    if (" " in form or "-" in form) and (first := _HEAD_FIRST.search(form)):
        return plural(form[: first.start()]) + form[first.start() :]
    head, last = _split_last(form)
    lower = last.lower()
    irregular = _irregular(lower)
    if irregular:
        return head + last[0] + irregular[1:]
    if last.isupper():
        return f"{form}s"
    if lower in _UNCOUNTED:
        return form
    if lower.endswith("sis"):
        return f"{form[:-2]}es"
    if not lower.endswith(("s", "x", "z", "h", "y")):
        return f"{form}s"
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return form
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return f"{form}es"
    if lower.endswith("y") and lower[-2:-1] not in (*_VOWELS, ""):
        return f"{form[:-1]}ies"
    return f"{form}s"


def _irregular(word: str) -> str:
    """The plural of a word that takes no "s"; "" for others."""
    if word in _PLURALS or word in _REGULAR:
        return _PLURALS.get(word, "")
    if not word.endswith(_INSIDE):
        return ""  # most words, and ten times as fast
    base = next((base for base in _INSIDE if word.endswith(base) and len(word) > len(base) + 2), "")
    return word.removesuffix(base) + _PLURALS[base] if base else ""


def inflected(form: str, tense: str) -> str:
    """The verb of the form in another tense: the first word of "log in", the last of "cross-sell".

    tense: one of TENSES, or "plural", or "" for the form itself.
    """
    if not tense:
        return form
    if tense == "plural":
        return plural(form)
    if phrasal(form):
        verb, rest = re.split(r"(?=[ -])", form, maxsplit=1)
        return conjugated(verb, tense) + rest
    head, last = _split_last(form)
    return head + conjugated(last, tense)


def conjugated(verb: str, tense: str) -> str:
    """A verb in the third person, the past, as participle or with -ing."""
    lower = verb.lower()
    if tense == "third":
        return plural(verb) if lower not in ("do", "go") else f"{verb}es"
    stem = verb + verb[-1] if _doubles(lower) else verb
    if tense == "ing":
        if lower.endswith("ie"):
            return f"{verb[:-2]}ying"
        drops = lower.endswith("e") and not lower.endswith(("ee", "oe", "ye"))
        return f"{verb[:-1] if drops else stem}ing"
    prefix = _PREFIX.match(lower)
    base = lower[prefix.end() :] if prefix and lower not in _PASTS else lower
    if base in _SAME:
        return verb
    if base in _PASTS:
        irregular = lower.removesuffix(base) + _PASTS[base][tense == "participle"]
        return verb[0] + irregular[1:] if irregular[0] == lower[0] else irregular
    if lower.endswith("e"):
        return f"{verb}d"
    if lower.endswith("y") and lower[-2:-1] not in (*_VOWELS, ""):
        return f"{verb[:-1]}ied"
    return f"{stem}ed"


def _doubles(verb: str) -> bool:
    """log, logging; but mail, mailing; offer, offering; show, showing."""
    if verb in _DOUBLED:
        return True
    short = sum(char in _VOWELS for char in verb) == 1
    return (
        short
        and len(verb) > 2
        and verb[-1] not in "wxyaeiou"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
    )


def _split_last(form: str) -> tuple[str, str]:
    at = max(form.rfind(" "), form.rfind("-")) + 1
    return form[:at], form[at:]
