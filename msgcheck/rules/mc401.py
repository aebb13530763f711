"""MC401 expiring record: a fact of record has expired or is about to, and these places still say it.

What it finds
    A fact under `facts:` whose `valid: {until: ...}` is past, or comes within 30 days, with every place that
    says what it holds: the list of what will be wrong that day. An expired fact is not judged against, and
    neither is one whose `valid: {from: ...}` is still to come.

Why it matters
    Prices and offers end on a day that somebody knew. The copy does not know it, and goes on promising.

Flags
    >>> expiring("A winter tune-up costs $49.", day="2027-02-10")
    ['MC401 winter tune up: 1 place, expires on 28 February 2027 (in 18 days)']
    >>> expiring("A winter tune-up costs $49.", day="2027-03-01")
    ['MC401 winter tune up: 1 place, expired on 28 February 2027']

Stays quiet
    >>> expiring("A winter tune-up costs $49.", day="2026-12-01")
    []

How to quiet it
    Decide what holds from then on: move `until`, or put the next value on record and change the places. How
    long before it is named: `facts: {warn_days: 30}` in msgcheck.yaml; 0 names a fact on its last day.
"""
