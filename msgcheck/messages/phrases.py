"""What one team has a name for and the others never mention: "onboarding manager", in claims that say many things of it.

Claims that share a thing may say so different things of it that they are no topic by their meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from msgcheck.messages.people import singular

TAGGED = 3  # texts in which the tagger says whether a phrase is two nouns
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def pattern(name: str) -> re.Pattern[str]:
    """Return what finds a name in the singular and the plural.

    >>> bool(pattern("bike cellars").search("Our bike cellar is dry")), bool(pattern("car").search("We care"))
    (True, False)
    """
    *before, last = name.lower().split()
    one = singular(last)
    forms = {last, one, f"{one}s", f"{one}es", *([f"{one[:-1]}ies"] if one.endswith("y") else [])}
    words = [*map(re.escape, before), f"(?:{'|'.join(map(re.escape, sorted(forms)))})"]
    joined = r"[\s-]+".join(words)
    return re.compile(rf"\b{joined}\b", re.IGNORECASE)


def of_one_team(
    texts: Sequence[str],
    teams: Sequence[str],
    assets: Sequence[str],
    tags: Callable[[str], Any],
    *,
    least: int,
    least_assets: int,
    stop: frozenset[str],
) -> list[tuple[str, list[int]]]:
    """Return (two nouns in a row, the claims that have them), for those that only one team uses; the most used first.

    least: different texts that have it; stop: words that name nothing. tags: as in `topics.find`.
    """
    where: dict[tuple[str, str], list[int]] = {}
    for at, text in enumerate(texts):
        words = [word.lower() for word in _WORD.findall(text)]
        for one, other in dict.fromkeys(pairwise(words)):
            if not {one, other} & stop:
                where.setdefault((one, singular(other)), []).append(at)
    found = []
    for pair, having in sorted(where.items()):
        own = {teams[at] for at in having}
        if len(own) > 1 or not any(own) or len({assets[at] for at in having}) < least_assets:
            continue
        different = sorted({texts[at] for at in having})
        name = " ".join(pair)
        if len(different) >= least and _is_name(name, different[:TAGGED], tags):
            found.append((name, having))
    return sorted(found, key=lambda some: (-len(some[1]), some[0]))


def _is_name(name: str, texts: Sequence[str], tags: Callable[[str], Any]) -> bool:
    """Whether the words are a thing in most of the texts: two nouns side by side, the second no proper name."""
    seen: Counter[bool] = Counter()
    sought = pattern(name)
    for text in texts:
        for one, other in pairwise(tags(text)):
            if sought.fullmatch(f"{one.text} {other.text}"):
                seen[one.pos_ in {"NOUN", "PROPN"} and other.pos_ == "NOUN"] += 1
    return seen[True] > seen[False]
