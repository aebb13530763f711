"""spaCy's English tokenizer, brought closer to the cuts of the treebank.

Three habits of spaCy cost one token in a hundred here: it cuts runs of one mark ("!!!", "=====") into single
marks, cuts "non-refundable" and "e-mail" at the hyphen, and keeps "and/or" in one piece.
The changed patterns are stored with the pipeline; loading it needs none of this code.
"""

import re
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

# "!!!" "?!" and rules drawn with one character; ">" and "<" in pairs, as quoted mail has them.
RUNS = [r"[!?]{2,}", r"_{2,}", r"={2,}", r"\*{2,}", r"~{2,}", r"\+{2,}", r"#{2,}", r">{2,}", r"<{2,}"]
# Prefixes that are no words of their own; "self-service" and "high-speed" are cut, as in the treebank.
# "pro", "mini" and "ultra" are missing on purpose: in copy they are plans and products ("Pro-only").
BOUND = re.findall(
    r"\w+",
    "anti co counter cross cyber de e eco ex hyper infra inter intra mid mis mono multi neo non "
    "over para poly post pre proto pseudo quasi re semi socio sub super trans tri un uni vice",
)
KEPT_WHOLE = ("and/or", "And/or", "AND/OR", "and/Or")


def treebank_tokens() -> Callable[[Language], None]:
    """A callback for [initialize.before_init] that changes the tokenizer of the pipeline."""
    return adjust


spacy.registry.callbacks.register("msgcheck.treebank_tokens.v1", func=treebank_tokens)


def adjust(nlp: Language) -> None:
    """Change the prefix, suffix and infix patterns and the exceptions of `nlp.tokenizer`."""
    defaults = nlp.Defaults
    tokenizer = nlp.tokenizer
    tokenizer.prefix_search = compile_prefix_regex([*RUNS, *(defaults.prefixes or [])]).search
    tokenizer.suffix_search = compile_suffix_regex([*RUNS, *(defaults.suffixes or [])]).search
    infixes = [_spare_bound(pattern) for pattern in defaults.infixes or []]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.rules = {text: cut for text, cut in tokenizer.rules.items() if text not in KEPT_WHOLE}


def _spare_bound(pattern: str) -> str:
    """The infix pattern, which no longer cuts at a hyphen that follows a bound prefix.

    A look-behind must have one width in `re`: one for each prefix, in both cases of its first letter.
    """
    spared = "".join(rf"(?<!\b[{word[0]}{word[0].upper()}]{word[1:]})" for word in BOUND)
    return rf"(?:{spared}(?:{pattern})|(?!-)(?:{pattern}))" if re.search(pattern, "a-a") else pattern
