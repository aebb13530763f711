"""What a conversion could not carry, by name and count: nothing is lost in silence."""

from __future__ import annotations

SHOWN = 3  # examples of a kind; the count says how many there are


class Told:
    """Collects what is left behind while a file is read or written.

    kinds: what it is -> each thing lost, in the order in which they were met.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, list[str]] = {}

    def add(self, kind: str, *examples: str) -> None:
        """kind: plural words for what is lost ("facts"); examples: one for each thing lost."""
        if examples:
            self.kinds.setdefault(kind, []).extend(examples)

    def lines(self) -> list[str]:
        """One line for each kind, in the order in which they were met: "facts: 2 (price, trial)"."""
        return [f"{kind}: {len(all_)} ({_shown(all_)})" for kind, all_ in self.kinds.items()]


def _shown(examples: list[str]) -> str:
    listed = ", ".join(" ".join(example.split()) for example in examples[:SHOWN])
    return f"{listed}, ..." if len(examples) > SHOWN else listed
