"""How good the whole job is on companies that nothing has learnt from: `python -m benchmarks.companies`.

Each is an invented company of training/companies with some 30 files; its 32 conflicts and 38 lookalikes were labelled
before any tool had seen the copy.
"""

from __future__ import annotations

import click

from benchmarks.quality import company
from training.companies import HERE, UNSEEN


@click.command()
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Print what is found end to end, what the search reaches, and how the judge ranks the pairs of each company."""
    for name in names or UNSEEN:
        company(name, HERE / name, HERE / name / "labels")


if __name__ == "__main__":
    main()
