"""MC205 definition drift: a term is explained differently from the glossary, or by two teams.

What it finds
    Sentences that say what a term is ("A trade-in is ...", "By trade-in we mean ...", a list of words, a table
    of terms, the answer to "What is a trade-in?") and mean another thing than the `definition:` of the glossary.
    Of words that the glossary does not define, two explanations in two assets that do not go together. One
    finding for a term holds every place that explains it; those that agree are marked as on record.

Why it matters
    Where marketing counts one thing and sales another under the same name, every number is a dispute.

Flags
    >>> explain_terms("A trade-in is a voucher that you get when you recommend us to a friend.")
    ["'trade-in' is explained otherwise than on record: An old bike that we take back for money off a new one."]
    >>> explain_terms("A loyal rider is anyone who has bought two bikes from us.",
    ...               "By loyal rider we mean everybody with a store card.")
    ["'loyal rider' is explained in 2 ways, by marketing and sales"]

Stays quiet
    >>> explain_terms("A trade-in is the used bike you hand in to pay less for a new one.")
    []
    >>> explain_terms("A trade-in is the easiest way to a new bike.", "A trade-in takes ten minutes.")
    []

How to quiet it
    Explain the term as on record, or change its `definition:`. Less, or the same in other words, is never
    reported; nor is what is quoted (`skip: [quote]`).
"""
