"""MC103 contradictory statements: assets affirm and deny the same thing, with no number to show it.

What it finds
    Policies, availability, status: "no deposit is required" and "a deposit is required", "included" and
    "extra". The judge raises an alarm where it can name what speaks for it: a denial, opposite words. A
    contradiction that takes thinking ("cancel any time", "a twelve-month commitment") may be out of its reach.

Why it matters
    One real clash in six has no number in it. These are also the ones that a customer quotes back.

Flags
    >>> judge_pair("No deposit is required to book a room.", "A deposit is required to book a room.")
    'contradiction'

Stays quiet
    >>> judge_pair("No deposit is required to book a room.", "Breakfast is not included in the room rate.")
    'none'
    >>> judge_pair("You can book a room without a deposit.", "No deposit is required to book a room.")
    'none'

How to quiet it
    Change one side, or say in the copy what keeps the two apart ("in high season", "on the Basic plan").
    A statement is an error when the judge is surer than 0.9, and a warning below. `alarms: {statement:
    0.9}` in msgcheck.yaml shows only what is surer than that.
"""
