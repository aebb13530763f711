"""The nouns of alignment: what teams say in common, against each other, and alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgcheck.model import Place


@dataclass(frozen=True, slots=True)
class Coverage:
    """One key message of the glossary, and how the copy stands to it.

    carried, opposed: where it is said (in these words or others), and where the opposite is said.
    missing: what `must_appear` asks for and the copy does not give, in words: "deck: 0 of 1".
    """

    id: str
    text: str
    carried: tuple[Place, ...] = ()
    opposed: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """Claims about one thing.

    name:     a few words that set it apart.
    teams:    team -> claims; channels: channel -> claims.
    only:     the team that alone talks about it; "" where several do.
    examples: some of its places, the most typical first.
    """

    name: str
    teams: dict[str, int]
    channels: dict[str, int]
    only: str = ""
    examples: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a team says the product is for; `places` say so, `teams` is team -> places."""

    name: str
    teams: dict[str, int]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A claim of one team's public copy that another team's copy never makes.

    nearest:    what comes closest there; None where nothing does.
    similarity: of the two, cosine, -1 to 1.
    """

    place: Place
    team: str
    nearest: Place | None = None
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score. score: 0 to 1; weight: share of the whole; said: what was counted, in words;
    advice: what would raise it, "" where nothing would; gain: by how many points of 100 that would raise the whole."""

    name: str
    score: float
    weight: float
    said: str
    advice: str = ""
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class TeamPair:
    """How well two teams say the same. score: 0 to 100, the weighted mean of its parts."""

    left: str
    right: str
    score: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Everything that the report says of teams; `teams` is team -> assets.

    why_not: why no teams were compared, in words; "" where some were.
    """

    teams: dict[str, int] = field(default_factory=dict)
    messages: tuple[Coverage, ...] = ()
    topics: tuple[Topic, ...] = ()
    audiences: tuple[Audience, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    pairs: tuple[TeamPair, ...] = ()
    why_not: str = ""
