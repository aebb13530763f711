"""Questions and their answers in running copy: "Q: ... A: ...", and a question right above its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from msgcheck.model import Block, Kind
from msgcheck.readers.flow import cut

_QUESTION_MARK = re.compile(r"(?:Q|Question)[ ]?\d{0,3}[:.)]\s+")
_ANSWER_MARK = re.compile(r"(?:A|Answer)[ ]?\d{0,3}[:.)]\s+")
# How English asks; "Ready to start?" is a call, and nobody answers it in the next line.
_ASKS = re.compile(
    r"(?:and |but |so )?(?:wh(?:at|ich|en|ere|y|o|ose)|how|can|could|do|does|did|is|are|was|were|will|would"
    r"|should|may|must|has|have|am)(?:['’]\w+|n['’]t)?\b[^.!?]*\?",
    re.IGNORECASE,
)
_LIST = re.compile(r"\bFAQs?\b|\bquestions\b", re.IGNORECASE)
_LONGEST_QUESTION, _LONGEST_ANSWER = 25, 80  # words


def asked(text: str) -> str:
    """Return the question that a text is as a whole, without "Q:"; "" when it is none.

    >>> asked("Q: Can I cancel?"), asked("Can I cancel? Yes.")
    ('Can I cancel?', '')
    """
    mark = _QUESTION_MARK.match(text)
    words = text[mark.end() :] if mark else text
    if len(words.split()) > _LONGEST_QUESTION or not words.endswith("?"):
        return ""
    return words if mark or _ASKS.fullmatch(words) else ""


def answer_mark(text: str) -> int:
    """Return the length of the "A:" that a text begins with; 0 without one."""
    found = _ANSWER_MARK.match(text)
    return found.end() if found else 0


def is_turn(line: str) -> bool:
    """Whether a line begins a question or an answer by its mark."""
    return bool(_QUESTION_MARK.match(line) or _ANSWER_MARK.match(line))


def is_list(headings: tuple[str, ...]) -> bool:
    """Whether the copy below these headings is questions and answers."""
    return any(_LIST.search(heading) for heading in headings)


def with_questions(blocks: Iterable[Block], source: str) -> Iterator[Block]:
    """Yield the blocks of a plain text, answers with their question as context and without "A:".

    An answer stands right below its question; in a list of questions a blank line may stand between.
    """
    question: Block | None = None
    for block in blocks:
        if asked(block.text) and block.kind is not Kind.HEADING:
            question = block
            yield block
            continue
        if question is not None and _answers(block, question, source):
            lead = answer_mark(block.text)
            yield replace(
                block,
                text=block.text[lead:],
                origin=cut(block.origin, lead, len(block.text)),
                context=asked(question.text),
            )
        else:
            yield block
        question = None


def _answers(block: Block, question: Block, source: str) -> bool:
    if block.kind not in {Kind.PARAGRAPH, Kind.LIST_ITEM} or block.surface is not question.surface:
        return False
    if answer_mark(block.text) or is_list(block.headings):
        return True
    end, start = question.source_offset(len(question.text) - 1), block.source_offset(0)
    if end is None or start is None or len(block.text.split()) > _LONGEST_ANSWER:
        return False
    return "\n" not in source[end:start].replace("\r", "").replace("\n", "", 1)
