"""Which language a text is in, by its words: markup is often silent, and sometimes wrong.

English is what claims are compared in, so doubt is decided for English: a text is called foreign only when
the model (py3langid: naive Bayes over byte n-grams, offline) all but rules English out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgcheck.model import Block, Document, Kind

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
# Chances of English. Of 11,900 English texts of 40 letters and more (corpora/, three vendors' pages) none is
# ruled out at 0.01 but "Lorem ipsum"; lists of product names begin at 0.03. Of 1,158 German, French, Spanish,
# Dutch and Italian ones over 60 letters (translations of Django and wagtail) 99.3 to 100 % are.
_RULED_OUT = 0.01
_LIKELY = 0.5
_LEAST_LETTERS = 40
_LEAST_LETTERS_OTHER_SCRIPT = 12  # a Chinese or Arabic sentence needs fewer, and looks like no English
_LEAST_RUNNING_WORDS = 3  # without lower-case words it is a list of names, which say nothing of the language
_ENGLISH_SHARE = 0.25  # of the letters: a page with this much English in it is read as English

_NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan",
    "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay", "mt": "Maltese", "nl": "Dutch",
    "nn": "Norwegian Nynorsk", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
# What people write for a tag in front matter and templates.
_WRITTEN = {name.lower(): code for code, name in _NAMES.items()} | {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "nld": "nl", "dut": "nl",
    "ita": "it", "por": "pt", "deutsch": "de", "français": "fr", "español": "es", "nederlands": "nl",
}  # fmt: skip
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})

# They stand in no other language's everyday sentences; every eighth word of this kind needs no model.
_ENGLISH_WORDS = frozenset(
    """the and you your with are our that this from have which when they their than into more what how all
    every without where who its it's you're we're don't""".split()
)
_SPARSEST = 8
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Addresses, codes and names like "HubSpot" are spelt alike in every language.
# Each is tried at the start of a word only, or a line of 1 MB without a blank takes hours.
_NO_WORDS = re.compile(r"(?<!\S)(?:\S+://\S+|\S+@\S+|\S*\d\S*)|www\.\S+|\b\w*[a-z][A-Z]\w*")


def name(language: str) -> str:
    """Return a language as people call it: "German" for "de-at", the tag itself where we know no name."""
    return _NAMES.get(_primary(language), language)


def tag(stated: str) -> str:
    """Return a language as it was stated, as a clean tag; "" for what names none.

    >>> tag(" en_US"), tag("English"), tag("{{ page.lang }}")
    ('en-us', 'en', '')
    """
    clean = stated.strip().lower().replace("_", "-")
    clean = _WRITTEN.get(clean, clean)
    return clean if _TAG.fullmatch(clean) and _primary(clean) not in _NO_LANGUAGE else ""


@lru_cache(maxsize=20_000)  # navigation and footers come again on every page
def of_text(text: str) -> str:
    """Return the language of a text as a code like "en", "" for what is too short or not clear."""
    text = _NO_WORDS.sub(" ", text)
    words = _WORD.findall(text)
    letters = _letters(text)
    other_script = sum(letter > "\u024f" and letter.isalpha() for letter in text) * 2 > letters
    if letters < (_LEAST_LETTERS_OTHER_SCRIPT if other_script else _LEAST_LETTERS):
        return ""
    if _says_english(words):
        return ENGLISH
    chances: dict[str, float] = dict(_identifier().rank(text))
    if chances[ENGLISH] >= _LIKELY:
        return ENGLISH
    running = sum(not word[0].isupper() for word in words)
    if chances[ENGLISH] >= _RULED_OUT or (running < _LEAST_RUNNING_WORDS and not text.isupper()):
        return ""
    return max(sorted(chances), key=lambda code: chances[code])


@cache
def _identifier() -> LanguageIdentifier:
    """Load the model on first use: half a second, 0.1 GB while it is unpacked."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES))
    return identifier


def with_language(document: Document) -> Document:
    """Return the document with the language of every block, and notes on what is not in English.

    A block that is too short takes the language of the others whose markup states the same as its own:
    the one most of their letters are in; where all are short, that of all their words, else the stated one.
    It is English all the same where its own words say so.
    """
    whole = tag(document.language)
    stated = [tag(block.language) or whole for block in document.blocks]
    own = [_own(block) for block in document.blocks]
    usual = {
        said: _prevailing(
            (block, language)
            for block, language, s in zip(document.blocks, own, stated, strict=True)
            if s == said
        )
        for said in dict.fromkeys(stated)
    }
    for at, (block, said) in enumerate(zip(document.blocks, stated, strict=True)):
        if not own[at] and usual[said] not in ("", ENGLISH) and _is_rather_english(block, said, usual[said]):
            own[at] = ENGLISH
    blocks = tuple(
        replace(block, language=_agreed(language or usual[said], said))
        for block, language, said in zip(document.blocks, own, stated, strict=True)
    )
    return replace(
        document,
        blocks=blocks,
        language=_agreed(_prevailing(zip(document.blocks, own, strict=True)), whole),
        notes=(*document.notes, *_notes(blocks)),
    )


def _own(block: Block) -> str:
    return "" if block.kind is Kind.CODE else of_text(_copy(block))


def _is_rather_english(block: Block, stated: str, usual: str) -> bool:
    """Whether a short block is English on a page that is mostly not: by its words, or as its markup states."""
    if block.kind is Kind.CODE:
        return False
    text = _NO_WORDS.sub(" ", _copy(block))
    words = _WORD.findall(text)
    if len(words) < _LEAST_RUNNING_WORDS:
        return False  # "Team", "Start now" stand on pages of every language
    if _says_english(words):
        return True
    chances: dict[str, float] = dict(_identifier().rank(text)) if _primary(stated) == ENGLISH else {}
    return bool(chances) and chances[ENGLISH] >= chances.get(usual, 0.0)


def _says_english(words: list[str]) -> bool:
    return sum(word.lower() in _ENGLISH_WORDS for word in words) * _SPARSEST >= len(words)


def _copy(block: Block) -> str:
    """Return the words of a block without what merge fields left blank."""
    text = block.text
    for field in sorted(block.fields, reverse=True):
        text = f"{text[: field.start]} {text[field.end :]}"
    return text


def _prevailing(blocks: Iterable[tuple[Block, str]]) -> str:
    """Return the language of blocks with what each is in ("" for too short); "" when they do not tell."""
    letters: Counter[str] = Counter()
    undecided = []
    for block, language in blocks:
        if language:
            letters[language] += _letters(block.text)
        elif block.kind is not Kind.CODE:
            undecided.append(_copy(block))
    if not letters:
        return of_text(" ".join(undecided))
    if letters[ENGLISH] >= _ENGLISH_SHARE * letters.total():
        return ENGLISH
    return max(sorted(letters), key=lambda language: letters[language])


def _agreed(found: str, stated: str) -> str:
    """Return the stated tag where the words bear it out or do not tell ("en-gb" says more than "en")."""
    return stated if not found or _primary(stated) == found else found


def _notes(blocks: tuple[Block, ...]) -> list[str]:
    others = Counter(name(b.language) for b in blocks if _primary(b.language) not in ("", ENGLISH))
    return [
        f"{'' if count == len(blocks) else f'{count} of {len(blocks)} passages '}in {named}: listed, not compared"
        for named, count in sorted(others.items())
    ]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _primary(language: str) -> str:
    return language.partition("-")[0]
