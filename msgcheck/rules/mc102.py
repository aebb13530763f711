"""MC102 conflicting values: assets give different numbers, prices, dates or durations for one thing.

What it finds
    Claims about the same thing at the same time whose values cannot both be true, with no fact of record to
    say which is right. One conflict lists every place with its value: eight places that say 14 days and
    three that say 30 are one conflict. Values are compared by what they mean: "a fortnight" is "14 days".

Why it matters
    A reader who has seen both believes neither, and asks for the better one. The commonest real failure is
    to mend one copy and to miss the others, so all of them are listed.

Flags
    >>> judge_pair("Every plan starts with a 14-day free trial.", "Your free trial lasts 30 days.")
    'contradiction'

Stays quiet
    >>> judge_pair("The free trial lasts two weeks.", "Try it free for 14 days.")
    'none'
    >>> judge_pair("The Solo plan costs $9 a month.", "The Family plan costs $19 a month.")
    'none'

How to quiet it
    Agree on one value, put it under `facts:` in glossary.yaml, and change the places that differ. When both
    are right, say in the copy what keeps them apart (the plan, the region, the year). Names of plans and
    products stand under `subjects:`. Assets that are history: leave them out with `exclude:`.
"""
