"""`python -m msgcheck` is `msgcheck`."""

from msgcheck.cli import main

main()
