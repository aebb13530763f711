"""Where a tag or a script was meant to end that does not end itself."""

from __future__ import annotations

import re

from msgcheck.readers.html_nodes import BLOCK

BROKEN_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
# A script that never ends holds "a<p && b" and the page behind it: only a whole tag is the page.
BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK))})(?:\s+[a-z-]+=[^<>]*|\s*)/?>", re.IGNORECASE)
_QUOTED = re.compile(r"""=\s*("[^"]*"|'[^']*')""")
_BEHIND_VALUE = frozenset(["", " ", "\t", "\n", "\r", "\f", "/", ">"])


def before_lost_quote(source: str, start: int, end: int) -> int:
    """Return the end of a start tag that forgets to close a quote; `end`, where it seems to end, if it does not.

    In `<a href="x>our</a> 5 GB, "the lot".` the quote closes in the middle of the copy: it holds the end tag
    of its own element, or no blank follows. A value that is markup begins with "<".
    """
    name = BROKEN_TAG.match(source, start)
    for quoted in _QUOTED.finditer(source, start, end):
        first, _, rest = quoted[1].partition(">")
        if "<" in first or "<" not in rest:
            continue
        behind = source[quoted.end() : quoted.end() + 1]
        its_own_end = name is not None and f"</{name[1].lower()}>" in rest.lower()
        if its_own_end or behind not in _BEHIND_VALUE:
            return quoted.start(1) + len(first) + 1
    return end
