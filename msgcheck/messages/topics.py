"""What the copy talks about: claims of one meaning as topics, named by the words that set them apart.

Average linkage on cosine, cut at one height: as many topics as there are, and the same ones for the same copy in
any order. A thing that one team alone has a name for is a topic too, however different what it says of it
(`phrases`). A topic is one team's alone when chance would hardly leave the others out of it: a team of a hundred
claims among a thousand is absent from many topics, and that says nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from msgcheck.messages import phrases

Vectors = NDArray[np.float32]

# Mean cosine between the claims of a topic. At 0.40 "founders" and "offices" are one topic, at 0.55 half of all
# claims stand alone (corpora and five companies of training/companies, by eye).
REACH = 0.45
LEAST_CLAIMS, LEAST_ASSETS = 4, 2  # of a topic
LEAST_WORDS = 4  # of a claim that says something of a topic, and does not only name it
# Chance that a topic of one team alone is nothing but luck.
LUCK = 0.1
# A claim of another team nearer than this to one of a topic's talks about it, whatever its words.
NEAR = 0.7
HELD = 0.5  # share of a topic's claims that have its first words, where it is said to be one team's alone
TELLING = 0.5  # share of them that tell a buyer something
MOST = 5000  # claims that are linked, which takes their square in memory; the rest join the nearest topic
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_STOP = frozenset(
    """
    a an the and or but nor so yet of to in on at by for from with into onto over under as than then that this these
    those it its they them their there here we us our ours you your yours he she his her him i my me is are was were be
    been being am do does did done has have had having will would can could may might must shall should not no if when
    while where who whom whose which what how why all any each every both either neither some such very too also just
    even still only own same about after before again once more most less least few many much up out off down per via
    get gets got let lets make makes made take takes go goes come comes see says say said know knows need needs one two
    three first last new thing things way lot yes per cent percent it's we're you're don't isn't doesn't that's there's
    what's i'm who's you'll we'll you've we've nothing everything something anything nobody everybody somebody people
    day days week weeks month months year years hour hours minute minutes time times
    """.split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A topic: its claims by index, the most typical first; `only` and `luck` as `alone` says.

    name: words that set it apart, the first of them the best.
    """

    members: tuple[int, ...]
    name: str = ""
    only: str = ""
    luck: float = 1.0


def find(
    texts: Sequence[str],
    teams: Sequence[str],
    assets: Sequence[str],
    vectors: Vectors,
    tags: Callable[[str], Any],
    telling: Sequence[bool],
) -> list[Found]:
    """Return the topics, the largest first.

    texts, teams, assets: of each claim, "" for a team that is not known. vectors: (n, d) float32, unit rows.
    telling: whether each claim tells a buyer something (`buyer.tells`).
    tags: text -> tokens with `.text` and `.pos_` (msgcheck.pipeline.Pipeline).
    """
    found = []
    for members in clusters(vectors):
        if len(members) < LEAST_CLAIMS or len({assets[at] for at in members}) < LEAST_ASSETS:
            continue
        found.append(Found(_typical(members, vectors)))
    found.sort(key=lambda topic: (-len(topic.members), min(topic.members)))
    named = [replace(topic, name=name) for topic, name in zip(found, names(found, texts, tags), strict=True)]
    found = [alone(topic, texts, teams, assets, vectors, telling) for topic in named]
    told = [phrases.pattern(topic.name.split(",")[0]) for topic in found if topic.only]
    by_name = phrases.of_one_team(
        texts, teams, assets, tags, least=LEAST_CLAIMS, least_assets=LEAST_ASSETS, stop=_STOP
    )
    for name, members in by_name:
        seen = {at for topic in found if topic.only for at in topic.members}
        if any(one.search(name) for one in told) or len(seen & set(members)) > HELD * len(members):
            continue
        topic = alone(
            Found(_typical(members, vectors), name), texts, teams, assets, vectors, telling, by_name=True
        )
        if topic.only:
            found.append(topic)
    return found


def _typical(members: Sequence[int], vectors: Vectors) -> tuple[int, ...]:
    """Return claims in order of how near they are to their middle, the nearest first."""
    centre = vectors[list(members)].mean(axis=0)
    return tuple(sorted(members, key=lambda at: (-round(float(vectors[at] @ centre), 4), at)))


def clusters(vectors: Vectors) -> list[list[int]]:
    """Return indices of rows, those of one meaning together, each in order; equal rows are one."""
    rows, which = np.unique(vectors, axis=0, return_inverse=True)
    which = np.asarray(which).reshape(-1)
    if not len(rows):
        return []
    linked = np.unique(np.linspace(0, len(rows) - 1, min(len(rows), MOST)).round().astype(int))
    labels = np.full(len(rows), -1)
    labels[linked] = _linked(rows[linked])
    if len(linked) < len(rows):
        some, own = rows[linked], labels[linked]
        centres = np.stack([some[own == at].mean(axis=0) for at in range(labels.max() + 1)])
        near = rows @ centres.T
        late = (labels < 0) & (near.max(axis=1) >= REACH)
        labels[late] = near.argmax(axis=1)[late]
    members: dict[int, list[int]] = {}
    for at, row in enumerate(which):
        if labels[row] >= 0:
            members.setdefault(int(labels[row]), []).append(at)
    return sorted(members.values())


def _linked(rows: Vectors) -> NDArray[np.int64]:
    if len(rows) == 1:
        return np.zeros(1, dtype=np.int64)
    from sklearn.cluster import AgglomerativeClustering  # it costs a second, and few commands need it

    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - REACH, metric="precomputed", linkage="average"
    )
    distances = np.clip(1 - rows.astype(np.float64) @ rows.T.astype(np.float64), 0, 2)
    labels: NDArray[np.int64] = model.fit_predict(distances)
    return labels


def alone(
    topic: Found,
    texts: Sequence[str],
    teams: Sequence[str],
    assets: Sequence[str],
    vectors: Vectors,
    telling: Sequence[bool],
    *,
    by_name: bool = False,
) -> Found:
    """Return the topic with the team that alone talks about it, if there is one, all claims in which that team names
    it, and the chance that it is luck.

    Alone: no claim of another team stands in the topic, comes NEAR one of it, or has the words it is named by. A topic
    of which most claims tell a buyer nothing is nobody's to miss.
    Luck: the chance that as many different claims, drawn from those of all teams, would all be this team's.
    by_name: whether its claims have the name in common and not the meaning: then what is NEAR is near to their middle.
    """
    team, members = teams[topic.members[0]], list(topic.members)
    if {teams[at] for at in members} != {team} or not team:
        return topic
    if sum(telling[at] for at in members) < TELLING * len(members):
        return topic
    counts = Counter(team for team in teams if team)
    others = [at for at, other in enumerate(teams) if other and other != team]
    about = vectors[members]
    if by_name:
        middle = about.mean(axis=0, keepdims=True)
        about = middle / max(float(np.linalg.norm(middle)), 1e-9)
    if not others or float((vectors[others] @ about.T).max()) >= NEAR:
        return topic
    first = topic.name.split(",")[0]
    beginning = re.compile(rf"\b{re.escape(first.removesuffix('s'))}", re.IGNORECASE)
    if any(beginning.search(texts[at]) for at in others):
        return topic
    words = phrases.pattern(first)
    named = {at for at, text in enumerate(texts) if teams[at] == team and words.search(text)}
    inside = named & set(members)
    spoken = [at for at in named if len(texts[at].split()) >= LEAST_WORDS]
    different = len({texts[at] for at in spoken})
    luck = float((counts[team] / counts.total()) ** different)
    held = len(inside) >= HELD * len(members) and len({assets[at] for at in spoken}) >= LEAST_ASSETS
    if not held or different < LEAST_CLAIMS or luck > LUCK:
        return topic
    return replace(topic, members=(*members, *sorted(named - set(members))), only=team, luck=luck)


def names(topics: Sequence[Found], texts: Sequence[str], tags: Callable[[str], Any]) -> list[str]:
    """Return a few words for each topic: its nouns with the highest class-based tf-idf (Grootendorst, 2022).

    tags: text -> tokens with `.text` and `.pos_` (msgcheck.pipeline.Pipeline).
    """
    counted = [_counted([texts[at] for at in topic.members]) for topic in topics]
    everywhere: Counter[str] = Counter()
    for count in counted:
        everywhere.update(count)  # a sum would copy what is there for each
    mean = sum(count.total() for count in counted) / max(1, len(counted))
    found = []
    for topic, count in zip(topics, counted, strict=True):
        nouns = _nouns([texts[at] for at in topic.members[:3]], tags)
        weight = {
            phrase: n * math.log(1 + mean / everywhere[phrase]) * (1.3 if " " in phrase else 1)
            for phrase, n in count.items()
            if n > 1 and phrase.split()[-1] in nouns
        }
        found.append(_name(weight) or next(iter(sorted(nouns)), texts[topic.members[0]]))
    return found


def _counted(texts: Sequence[str]) -> Counter[str]:
    """Count in how many different texts each word, and each two in a row, stand."""
    count: Counter[str] = Counter()
    for text in sorted(set(texts)):
        words = [word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)]
        pairs = [f"{one} {two}" for one, two in pairwise(words) if not {one, two} & _STOP]
        count.update({word for word in words if word not in _STOP and len(word) > 1} | set(pairs))
    return count


def _nouns(texts: Sequence[str], tags: Callable[[str], Any]) -> set[str]:
    tagged = Counter(
        (token.text.lower(), token.pos_ in {"NOUN", "PROPN"}) for text in texts for token in tags(text)
    )
    nouns = {word for (word, noun), n in tagged.items() if noun and n >= tagged[word, False]}
    return {word for word in nouns if word not in _STOP and _WORD.fullmatch(word)}


def _name(weight: dict[str, float]) -> str:
    chosen: list[str] = []
    for phrase in sorted(weight, key=lambda phrase: (-weight[phrase], phrase)):
        words = set(phrase.split())
        if not any(words & set(other.split()) or _same(phrase, other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == 3 or (chosen and weight[phrase] < 0.4 * weight[chosen[0]]):
            break
    return ", ".join(chosen)


def _same(one: str, other: str) -> bool:
    return one.removesuffix("s") == other.removesuffix("s")
