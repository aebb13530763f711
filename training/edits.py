"""Small edits of real sentences: rewordings that change nothing, and one-word changes that change everything.

A judge that has only met pairs written to differ takes a repetition for a riddle, and calls two wordings of one
slogan a contradiction. These pairs teach what an edit is worth: words of grammar, a clause more or less, a
headline's capitals are nothing; a number, a denial, an opposite are all. The word lists are general English.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from msgcheck.claims.quantities import find
from msgcheck.contradictions.words import ANTONYMS

# Both ways round.
_SAME = """
do not|don't,does not|doesn't,cannot|can't,is not|isn't,are not|aren't,it is|it's,you will|you'll,we will|we'll,
you are|you're,we are|we're,lets you|allows you to,lets you|helps you,gives you|offers you,includes|comes with,begins|starts,
free of charge|for free,free of charge|at no cost,customers|clients,companies|businesses,quickly|fast,large|big,entire|whole,
each|every,as well as|and,such as|like,needs|requires,need|require,show|display,choose|pick,close to|near,whenever you like|at any time,
easily|with ease,employees|staff,more than|over,per month|a month,per year|a year,per user|a user,every month|each month,
one|1,two|2,three|3,four|4,five|5,six|6,ten|10,twelve|12,percent|%,&|and
"""
# Only from left to right: the other way would break the grammar, or say more.
_SIMPLER = """
in order to|to,all of your|all your,is able to|can,are able to|can,make use of|use,purchase|buy,receive|get,through|via,
our|the,your|the,this|the,these|the,now|today,at the moment|now,very|,simply|,just|,also|,really|,easily|
"""


def _pairs(lines: str) -> list[tuple[str, str]]:
    return [(old, new) for old, _, new in (pair.strip("\n").partition("|") for pair in lines.split(","))]


_REWORDINGS = [*_pairs(_SAME), *((new, old) for old, new in _pairs(_SAME)), *_pairs(_SIMPLER)]
_DENIALS = (
    (r"\bis\b(?! not)", "is not"), (r"\bare\b(?! not)", "are not"), (r"\bcan\b(?! not)", "cannot"),
    (r"\bwill\b(?! not)", "will not"), (r"\bhas\b(?= (?:a|an|the|its|been)\b)", "has never had" ),
    (r"\bincludes\b", "does not include"), (r"\bsupports\b", "does not support"), (r"\bworks with\b", "does not work with"),
    (r"\bneeds\b", "does not need"), (r"\brequires\b", "does not require"), (r"\blets you\b", "does not let you"),
    (r"\b(?:we|you) (?=offer|keep|store|share|sell|use|need|have|get|pay)", lambda m: f"{m.group()}do not "),
    (r"\balways\b", "never"), (r"\bnever\b", "always"), (r"\bwithout\b", "with"), (r"\bis not\b", "is"),
    (r"\bdo not (?=\w)", ""), (r"\bcannot\b", "can"), (r"\bare not\b", "are"),
)  # fmt: skip
_LONGEST = 40  # words


def edited(sentences: Sequence[str], count: int, *, seed: int = 0) -> list[dict[str, Any]]:
    """Return `count` labelled pairs {"a", "b", "label"}, two compatible for each contradiction.

    sentences: claims, as they stand on a site.
    """
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    pool = [s for s in dict.fromkeys(sentences) if 5 <= len(s.split()) <= _LONGEST]
    while len(rows) < count and pool:
        text = draw.choice(pool)
        if len(rows) % 3:
            other, label = reworded(text, draw), "compatible"
        else:
            other, label = contradicted(text, draw), "contradiction"
            if other:
                other = draw.choice([_swap, _dress])(other, draw) or other
        if other and other != text:
            rows.append({"id": f"edit{len(rows)}", "a": text, "b": other, "label": label})
    return rows


def reworded(text: str, draw: random.Random) -> str:
    """Return the sentence with one to three edits that change nothing it says; "" when none fits."""
    edits: list[Callable[[str, random.Random], str]] = [_swap, _swap, _clause, _dress]
    done = text
    for edit in draw.sample(edits, draw.randint(1, 3)):
        done = edit(done, draw) or done
    return "" if done == text else done


def contradicted(text: str, draw: random.Random) -> str:
    """Return the sentence with its one number, an opposite or a denial changed; "" when none fits."""
    ways = [_other_number, _denial, _opposite]
    draw.shuffle(ways)
    return next((done for way in ways if (done := way(text, draw))), "")


def _swap(text: str, draw: random.Random) -> str:
    fits = [(old, new) for old, new in _REWORDINGS if re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text)]
    if not fits:
        return ""
    old, new = draw.choice(fits)
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, count=1).replace("  ", " ")


def _clause(text: str, draw: random.Random) -> str:
    """Leave out what stands before the first or behind the last comma: a part of the whole."""
    head, _, tail = text.rstrip(".").rpartition(", ")
    first, _, rest = text.partition(", ")
    denies = re.compile(r"\b(?:not|no|unless|except|but|without|only|if)\b|n['’]t\b", re.IGNORECASE)
    parts = []
    if len(head.split()) >= 5 and not denies.search(tail):
        parts.append(head + ".")
    if len(rest.split()) >= 5 and not denies.search(first):
        parts.append(rest[:1].upper() + rest[1:])
    return draw.choice(parts) if parts else ""


def _dress(text: str, draw: random.Random) -> str:
    """Write the sentence without its full stop, or behind a greeting."""
    plain = text.rstrip(".")
    return draw.choice(
        [plain, f"{plain}!", f"Hi there, {text[:1].lower()}{text[1:]}", f"As you know, {text}"]
    )


def _other_number(text: str, draw: random.Random) -> str:
    values = [q for q in find(text) if q.kind not in ("rank", "version") and re.search(r"\d", q.words)]
    if len(values) != 1 or values[0].kind in ("time", "date"):
        return ""
    span = values[0].span
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text[span.start : span.end])
    if digits is None:
        return ""
    value = float(digits.group().replace(",", ""))
    other = draw.choice([value * 2, value * 3, value / 2, value * 1.5, value + 1, value + 10, value * 10])
    spelled = f"{other:,.0f}" if other >= 10 or other == int(other) else f"{other:.1f}"
    if spelled.replace(",", "") == digits.group().replace(",", ""):
        return ""
    at = span.start + digits.start()
    return text[:at] + spelled + text[at + len(digits.group()) :]


def _denial(text: str, draw: random.Random) -> str:
    fits = [(pattern, new) for pattern, new in _DENIALS if len(re.findall(pattern, text)) == 1]
    if not fits:
        return ""
    pattern, new = draw.choice(fits)
    return re.sub(pattern, new, text, count=1)


def _opposite(text: str, draw: random.Random) -> str:
    fits = []
    for left, right in ANTONYMS:
        for old, new in ((left, right), (right, left)):
            if len(old) > 3 and len(re.findall(rf"\b{old}\b", text)) == 1:
                fits.append((old, new))
    if not fits:
        return ""
    old, new = draw.choice(fits)
    return re.sub(rf"\b{old}\b", new, text, count=1)
