"""What speaks for a phrase meaning the same as a term, in numbers.

Two sorts of evidence: how near the words are (vectors, dictionary), and how alike the sentences are they stand in.
Every phrase is compared with every term by its words, phrases of several words by their sentences too; the nearest
of each term are worth weighing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from msgcheck.glossary import Glossary, Term
from msgcheck.terminology.synonyms_phrases import Copy, Phrase, Use, words_of
from msgcheck.terminology.synonyms_wordnet import closeness, cover, stems

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Floats = NDArray[np.float32]

NEAREST = 8  # phrases of a term by their words
ALIKE = 8  # more of them by words and sentences
SENTENCES = 4  # of a phrase that are read
TERM_SENTENCES = 12  # of a term
MASK = "it"
SAME_LETTERS = 0.84  # from this ratio on it is a spelling of the term: another check tells of those
# A cosine says little by itself: some phrases and some terms are near to everything. "Stands out" is the cosine in
# standard deviations over all phrases, less what the phrase has with the other terms. Of 16 labelled synonyms the
# raw cosines put 6 among the five best phrases of their term; these, added up, 9.
FEATURES = (
    "near",  # cosine of the phrase and the nearest right form of the term
    "apart",  # cosine of what is left of both without the words they share ("routing", "tax" of two numbers)
    "near_out",  # how that stands out
    "defined_out",  # of the phrase and the term with its definition
    "alike_out",  # of its sentences without it and the term's without the term
    "told_out",  # of its sentences and the definition
    "lead",  # the sum of those, less that of the best other phrase for the term
    "hub",  # mean cosine of the phrase and all phrases: "place" is near to everything
    "roles",  # share of what governs it and what it governs that the term has too
    "head",  # dictionary: how much its last word and the term's say the same
    "together",  # share of its sentences that name the term too
    "listed",  # whether it is listed beside the term ("suppliers and vendors")
    "longer",  # words more than the term
)
_LEAD = 4.0  # more than that says no more


@dataclass(frozen=True, slots=True)
class Pair:
    """A phrase that may stand for a term. features: as in FEATURES. roles: those that both have."""

    term: Term
    phrase: Phrase
    features: NDArray[np.float64]
    roles: tuple[str, ...] = ()

    def feature(self, name: str) -> float:
        return float(self.features[FEATURES.index(name)])


@dataclass(frozen=True, slots=True)
class _Words:
    """(n, t) for phrase and term, hub (n,); see FEATURES."""

    near: Floats
    near_out: Floats
    defined_out: Floats
    hub: Floats


@dataclass(frozen=True, slots=True)
class _Sentences:
    """(n, t) for phrase and term, of the phrases whose sentences are read; see FEATURES."""

    alike_out: Floats
    told_out: Floats


def pairs(copy: Copy, glossary: Glossary, encode: Encode, *, least_uses: int) -> list[Pair]:
    """Return the pairs worth weighing, terms and phrases in order."""
    terms = [term for term in glossary.listed if _asked(term, copy)]
    phrases = [copy.phrases[at] for at in sorted(copy.phrases) if len(copy.phrases[at].uses) >= least_uses]
    if not terms or not phrases:
        return []
    words = _by_words(phrases, terms, encode)
    fitting = [_fitting(phrases, term) for term in terms]
    cheap = words.near_out + words.defined_out
    chosen = [_nearest(phrases, term, fitting[t], cheap[:, t]) for t, term in enumerate(terms)]
    several = {i for i, phrase in enumerate(phrases) if len(phrase.key) > 1}
    read = sorted(several.union(*chosen))
    sentences = _by_sentences([phrases[i] for i in read], terms, copy.terms, encode)
    total = words.near_out[read] + words.defined_out[read] + sentences.alike_out + sentences.told_out
    row_of = {i: row for row, i in enumerate(read)}
    found = []
    for t, term in enumerate(terms):
        own = sorted(set(fitting[t]) & set(read), key=lambda i: (-total[row_of[i], t], i))
        best = [float(total[row_of[i], t]) for i in own[:2]]
        worth = sorted({*chosen[t], *own[:ALIKE]})
        uses = copy.terms.get(term.id, ())
        roles = {role for use in uses for role in use.roles}
        for i, apart in zip(worth, _apart([phrases[i] for i in worth], term, encode), strict=True):
            phrase, row = phrases[i], row_of[i]
            rival = best[-1] if i == own[0] else best[0]
            in_roles, together, listed = _company(phrase, term, uses, roles)
            features = (
                words.near[i, t], apart, words.near_out[i, t], words.defined_out[i, t],
                sentences.alike_out[row, t], sentences.told_out[row, t],
                max(-_LEAD, min(_LEAD, total[row, t] - rival)), words.hub[i],
                in_roles, closeness(*_heads(phrase, term)), together, listed,
                len(phrase.key) - len(words_of(term.preferred)),
            )  # fmt: skip
            shared = tuple(sorted({role for use in phrase.uses for role in use.roles} & roles))
            found.append(Pair(term, phrase, np.array(features, dtype=np.float64), shared))
    return found


def right_forms(term: Term) -> list[str]:
    """The forms that may be said."""
    return [form for form in (term.preferred, *(form.text for form in term.admitted)) if form]


def _asked(term: Term, copy: Copy) -> bool:
    """Whether other words can be looked for: it is known what the term means, and it is no proposal and no name."""
    named = term.case == "exact" and term.preferred[:1].isupper()
    known = term.definition or len(copy.terms.get(term.id, ())) > SENTENCES
    thing_or_act = term.pos in ("", "noun", "verb")
    return bool(
        known and words_of(term.preferred) and term.status != "proposed" and thing_or_act and not named
    )


def _fitting(phrases: Sequence[Phrase], term: Term) -> list[int]:
    """The phrases that could be another word for the term: the same sort of word, and no part or spelling of it."""
    verb = term.pos == "verb"
    listed = [*right_forms(term), *(form.text for form in (*term.deprecated, *term.forbidden))]
    forms = [said for form in listed if (said := words_of(form, verb=verb))]
    return [i for i, phrase in enumerate(phrases) if phrase.verb == verb and not _is_form(phrase.key, forms)]


def _is_form(key: tuple[str, ...], forms: Sequence[tuple[str, ...]]) -> bool:
    own, said = set(key), "".join(key)
    for form in forms:
        if own <= set(form) or own >= set(form):
            return True
        if _same_letters(said, "".join(form)):
            return True
        # "Counting" is "count" in "stock count" again, and no other word for it.
        if len(own) == 1 and any(stems(key[0]) & stems(word) for word in form):
            return True
    return False


def _same_letters(one: str, other: str) -> bool:
    if 2 * min(len(one), len(other)) < SAME_LETTERS * (len(one) + len(other)):
        return False  # too unlike in length, as most are
    letters = SequenceMatcher(None, one, other, autojunk=False)
    return letters.quick_ratio() >= SAME_LETTERS <= letters.ratio()


def _by_words(phrases: Sequence[Phrase], terms: Sequence[Term], encode: Encode) -> _Words:
    of_phrases = encode([phrase.text for phrase in phrases])
    near = np.stack([(of_phrases @ encode(right_forms(term)).T).max(axis=1) for term in terms], axis=1)
    defined = of_phrases @ encode([f"{term.preferred}: {term.definition}" for term in terms]).T
    hub = of_phrases @ of_phrases.mean(axis=0)
    return _Words(near, _stands_out(near), _stands_out(defined), hub)


def _nearest(phrases: Sequence[Phrase], term: Term, fitting: Sequence[int], by_vector: Floats) -> list[int]:
    """The phrases nearest to a term by their words; the dictionary counts too, for vectors miss some."""
    said = words_of(term.preferred)
    known = {i: cover(said, phrases[i].key) + cover(phrases[i].key, said) for i in fitting}
    return sorted(fitting, key=lambda i: (-by_vector[i] - known[i], i))[:NEAREST]


def _by_sentences(
    phrases: Sequence[Phrase], terms: Sequence[Term], uses: Mapping[str, Sequence[Use]], encode: Encode
) -> _Sentences:
    some = [_spread(phrase.uses, SENTENCES) for phrase in phrases]
    plain = _means(encode([use.sentence for own in some for use in own]), some)
    masked = _means(encode([use.swapped(MASK) for own in some for use in own]), some)
    of_terms = np.zeros((len(terms), masked.shape[1]), dtype=np.float32)
    for t, term in enumerate(terms):
        own = _spread(uses.get(term.id, ()), TERM_SENTENCES)
        if own:
            of_terms[t] = _means(encode([use.swapped(MASK) for use in own]), [own])[0]
    return _Sentences(_stands_out(masked @ of_terms.T), _stands_out(plain @ _definitions(terms, encode).T))


def _definitions(terms: Sequence[Term], encode: Encode) -> Floats:
    """A row for each term; zeros for one that has no definition, so that it is near to nothing."""
    vectors = encode([term.definition or term.preferred for term in terms])
    return vectors * np.array([[bool(term.definition)] for term in terms], dtype=np.float32)


def _means(vectors: Floats, groups: Sequence[Sequence[Use]]) -> Floats:
    """The mean direction of the rows of each group, as unit rows."""
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    sums = np.add.reduceat(vectors, starts, axis=0)
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return np.asarray(sums / lengths, dtype=np.float32)


def _stands_out(cosines: Floats) -> Floats:
    """(n, t): each column in standard deviations, less the mean of the same phrase over the other columns."""
    spread = cosines.std(axis=0)
    scaled = (cosines - cosines.mean(axis=0)) / np.where(spread > 1e-6, spread, 1.0)
    others = max(1, cosines.shape[1] - 1)
    return np.asarray(scaled - (scaled.sum(axis=1, keepdims=True) - scaled) / others, dtype=np.float32)


def _company(phrase: Phrase, term: Term, uses: Sequence[Use], roles: set[str]) -> tuple[float, float, float]:
    """Return roles, together, listed."""
    own = [role for use in phrase.uses for role in use.roles]
    named = {(id(use.block), use.sentence) for use in uses}
    together = sum((id(use.block), use.sentence) in named for use in phrase.uses) / len(phrase.uses)
    said = set(words_of(term.preferred))
    listed = any(said & use.beside for use in phrase.uses)
    return sum(role in roles for role in own) / max(3, len(own)), together, float(listed)


def _apart(phrases: Sequence[Phrase], term: Term, encode: Encode) -> list[float]:
    """For each phrase the cosine of its own words and the term's own words."""
    said = words_of(term.preferred)
    sides = [_own(phrase.key, said) for phrase in phrases] + [_own(said, phrase.key) for phrase in phrases]
    vectors = encode(sides)
    return [float(value) for value in (vectors[: len(phrases)] * vectors[len(phrases) :]).sum(axis=1)]


def _own(words: Sequence[str], others: Sequence[str]) -> str:
    """The words that the others lack; all of them where they lack none."""
    known = {stem for word in others for stem in stems(word)}
    return " ".join([word for word in words if not stems(word) & known] or words)


def _heads(phrase: Phrase, term: Term) -> tuple[str, str]:
    """The word that says what each is: the last of a thing, the first of an act."""
    end = 0 if phrase.verb else -1
    return phrase.key[end], words_of(term.preferred)[end]


def _spread(uses: Sequence[Use], most: int) -> list[Use]:
    """At most `most` uses with different sentences, whatever the order of the documents."""
    different = sorted({use.sentence: use for use in uses}.values(), key=lambda use: (use.sentence, use.at))
    step = max(1, len(different) / most)
    return [different[int(i * step)] for i in range(min(most, len(different)))]
