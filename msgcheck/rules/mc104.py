"""MC104 stale claim: an asset still says what the record says is past.

What it finds
    A claim whose value equals one under `history:` of a fact of record: it was true, and no longer is.

Why it matters
    Nobody lied and nobody mistyped: a change did not reach every asset. What to do is clear, so it is kept
    apart from plain contradictions of the record (MC101).

Flags
    >>> against_record("Your free trial lasts 30 days.")
    ['MC104 free trial: 30 days']

Stays quiet
    >>> against_record("Your free trial lasts 14 days.")
    []
    >>> against_record("Until 2025, the free trial used to be 30 days.")
    []

How to quiet it
    Bring the asset up to date. Assets that tell of the past are left alone when they say so ("used to",
    "formerly", "in 2024"), and so are posts that carry a date over a year old.
"""
