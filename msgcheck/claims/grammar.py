"""What a sentence says of what: its subject, what it denies, and how firmly, from a parse of it.

Regular expressions only find the cues ("never", "no", "must", "every"). The parse decides whether a cue
belongs to what the sentence asserts: "We never share data" denies, "Members who never pay" and "so you
never wait" do not. It is always our own parser, since the judge was taught with what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgcheck.claims import units
from msgcheck.pipeline import Pipeline

# "no later than" is a bound and "not only" an addition; nothing is denied.
_NO_DENIAL = re.compile(
    r"\b(?:no|not) (?:later|more|less|fewer|sooner|earlier|longer|shorter|higher|lower) than\b|\bnot (?:only|just|to mention)\b"
    r"|\bno (?:matter|doubt|wonder|problem)\b|\bnothing but\b|\bwhy not\b|\blast but not least\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?P<verb>not|never|cannot|can['’]?t|\w+n['’]t|dont|wont|isnt|nor|no longer)\b"
    r"|\b(?P<nobody>none|nothing|nobody|no[ -]one|nowhere)\b"
    r"|\b(?P<noun>no|zero|neither)\b(?![.-])"
    r"|\b(?P<aside>without|excluding)\b"
    r"|\b(?P<word>excludes?|excluded|lacks?|refuses?|unable|unavailable|unsupported|non-\w+)\b",
    re.IGNORECASE,
)
# The strongest first; of each, words that are an auxiliary only where the parse says so, and others.
_MODALITIES = [
    ("only", "", r"only|exclusively|solely|the sole"),
    ("always", "", r"always|every|all|each|any|whole|entire(?:ly)?|everyone|everybody|everything"),
    ("must", "must", r"have to|has to|required?|requires|mandatory|compulsory|needs? to"),
    ("may", "may|might|could", r"optional(?:ly)?|sometimes|some|often|usually|typically"),
    ("can", "can", r"able to|lets? you|allows?"),
    ("will", "will|['’]ll", r"soon|going to|planned|plans? to|upcoming|roadmap"),
]
_MODALITY = re.compile(
    "|".join(
        (rf"(?<!\w)(?P<{name}_aux>{aux})(?![\w-])|" if aux else "") + rf"\b(?P<{name}>{words})\b(?!-)"
        for name, aux, words in _MODALITIES
    ),
    re.IGNORECASE,
)
_STRENGTH = [name for name, _, _ in _MODALITIES]
_EACH_TIME = re.compile(rf"(?:{units.DURATION_WORDS}|morning|evening|time)s?", re.IGNORECASE)

# A clause of these relations, or one that opens with these words, limits or explains what is asserted.
_SUBORDINATE = {"advcl", "advcl:relcl", "acl", "acl:relcl", "csubj", "csubj:pass"}
_SUBORDINATORS = set(
    "if unless when whenever while because since until till so once whether where as".split()
)
_SUBJECT = {"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass"}
_SHELL = {"aux", "aux:pass", "cop", "punct", "cc", "mark", "discourse"}
_BESIDE = {"advcl", "advcl:relcl", "parataxis", "conj", "discourse", "vocative", "appos"}


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the parse of one sentence says.

    subject:  the noun phrase that the main verb is said of; "" for a fragment or a command.
    denied:   what is denied, one piece for each denial: "share your address with advertisers".
    modality: as in `Claim.modality`.
    """

    subject: str = ""
    denied: tuple[str, ...] = ()
    modality: str = ""


def may_deny(text: str) -> bool:
    """Whether a word of denial stands in a text."""
    return bool(_DENIAL.search(text))


def has_cue(text: str) -> bool:
    """Whether a sentence has a word that can deny or weigh, so that it is worth parsing."""
    return may_deny(text) or bool(_MODALITY.search(text))


def read(texts: Sequence[str]) -> list[Grammar]:
    """Return the grammar of each sentence, in order; about 2 ms a sentence.

    >>> read(["We never share your address unless you ask us to."])[0].denied
    ('share your address',)
    """
    pipeline = Pipeline()
    return [
        Grammar(_subject(tokens), tuple(_denied(text, tokens)), _modality(text, tokens))
        for text, tokens in zip(texts, pipeline.parse(map(_sentence_case, texts)), strict=True)
    ]


def _sentence_case(text: str) -> str:
    """Return a headline in lower case, in which the parser knows verbs from names; offsets stay."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    high = sum(word[0].isupper() for word in words)
    low = text[:1] + text[1:].lower()
    return low if len(words) > 2 and high >= 0.7 * len(words) and len(low) == len(text) else text


def _subject(tokens: Any) -> str:
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    for token in tokens:
        if token.head in roots and (
            token.dep_ in _SUBJECT or (token.dep_ == "expl" and token.lower_ == "it")
        ):
            return str(tokens[token.left_edge.i : token.right_edge.i + 1].text).rstrip(" ,;:–—-")
    return ""


def _denied(text: str, tokens: Any) -> Iterator[str]:
    """Yield what each asserted denial denies."""
    cues = _NO_DENIAL.sub(lambda match: " " * len(match.group()), text)
    for match in _DENIAL.finditer(cues):
        how = next(name for name, found in match.groupdict().items() if found)
        token = _token(tokens, match.end() - 1 if how == "verb" else match.start())
        if token is None or not _denies(token, how):
            continue
        if match.group().lower().startswith("non-"):
            yield match.group()[4:]
        else:
            yield _scope(tokens, token, how) or match.group()


def _denies(token: Any, how: str) -> bool:
    """Whether the denial that a cue makes is one of the sentence, not of a part that only limits it."""
    if how == "word":
        return token.dep_ not in {"amod", "compound", "flat"} and _asserted(token)
    if how == "verb":
        return _asserted(token)
    thing = token if how == "nobody" or token.dep_ == "ROOT" else token.head
    if how == "aside" and thing.dep_ == "advcl":
        return _asserted(thing.head)  # "without paying": a clause for the parser, a phrase for a reader
    # "people with no experience" and "rooms without a view" say which people and rooms.
    limits = thing.dep_ == "nmod" and (
        thing.head.dep_ not in {"ROOT", "obj", "conj", "appos", "parataxis"}
        or any(child.dep_ == "case" for child in thing.head.children)
    )
    return not limits and _asserted(thing)


def _asserted(token: Any) -> bool:
    """Whether no clause that limits or explains stands between a word and the main verb."""
    while token.dep_ != "ROOT":
        if token.dep_ in _SUBORDINATE or any(
            child.lower_ in _SUBORDINATORS and child.dep_ in {"mark", "cc", "advmod"} and child.i < token.i
            for child in token.children
        ):
            return False
        token = token.head
    return True


def _scope(tokens: Any, cue: Any, how: str) -> str:
    """Return the words that a cue denies: those behind it in the phrase or clause that it governs."""
    governor = cue if cue.dep_ == "ROOT" or how == "word" else cue.head
    clause = how in {"verb", "nobody", "word"}
    inside = [token for token in _phrase(governor, clause) if token.i > cue.i]
    while inside and inside[0].dep_ in _SHELL:
        inside.pop(0)
    while inside and inside[-1].dep_ in _SHELL:
        inside.pop()
    return str(tokens[inside[0].i : inside[-1].i + 1].text) if inside else ""


def _phrase(governor: Any, clause: bool) -> list[Any]:
    """Return a word with what belongs to it, in order; of a clause, without other clauses beside it."""
    found, waiting = [governor], list(governor.children)
    while waiting:
        token = waiting.pop()
        aside = _BESIDE if clause else _BESIDE - {"conj"}
        if token.dep_ in aside and token.head == governor:
            continue
        found.append(token)
        waiting += token.children
    return sorted(found, key=lambda token: token.i)


def _modality(text: str, tokens: Any) -> str:
    """Return the strongest modality that the sentence asserts."""
    said = set()
    for match in _MODALITY.finditer(text):
        name = next(name for name, found in match.groupdict().items() if found)
        token = _token(tokens, match.start())
        if token is not None and _weighs(token, auxiliary=name.endswith("_aux")):
            said.add(name.removesuffix("_aux"))
    return next((name for name in _STRENGTH if name in said), "")


def _weighs(token: Any, *, auxiliary: bool) -> bool:
    if auxiliary and token.dep_ != "aux":
        return False  # "a can of soup", "in May"
    if token.dep_ in {"amod", "compound"} and token.lower_ not in {"whole", "entire"}:
        return False  # "the required form"
    if token.dep_ == "det" and token.lower_ != "any" and _EACH_TIME.fullmatch(token.head.text):
        return False  # "every month" says how often
    return _asserted(token)


def _token(tokens: Any, at: int) -> Any:
    """Return the token of the character at `at`; None on white space."""
    return next((token for token in tokens if token.idx <= at < token.idx + len(token)), None)
