"""MC101 contradicts the record: an asset says something else than a fact of record in glossary.yaml.

What it finds
    Claims that speak of a fact under `facts:` and give another value. Every place is listed, those that keep
    to the record too. The same value in other words ("two weeks" for "14 days") keeps to it, and so does a
    value that the record allows under `variants:` for the plan, region or product that the claim names.

Why it matters
    Somebody decided this value and put it on record. A page that says otherwise is a promise that the
    company did not mean to give, and the one finding of which we can say which side is wrong.

Flags
    >>> against_record("Your free trial lasts 60 days.")
    ['MC101 free trial: 60 days']

Stays quiet
    >>> against_record("Start your free trial: two weeks, every feature.")
    []
    >>> against_record("Our mechanics collect your bicycle within 5 days.")
    []

How to quiet it
    Change the copy, or change the record when the copy is right: the old value goes to `history:` with the
    day until which it was true. Where another value is agreed for one plan or region, list it:
        variants: [{when: {plan: Enterprise}, value: 30 days}]
    `compare: at_least` (or at_most, rounded_down, text) says how strictly a value is meant.
"""
