"""MC105 inconsistent figure: both can be true, but they are not published the same way.

What it finds
    Two open figures for one thing: "over 5,000" and "over 7,000", "within 24 hours" and "within 48 hours".
    Logically one holds the other; a reader who sees both wonders which is current.

Why it matters
    It is seldom wrong and always untidy: the smaller figure is usually the older one. So it is a note.

Flags
    >>> judge_pair("We have planted over 20,000 trees.", "More than 30,000 trees planted by our members.")
    'inconsistent'

Stays quiet
    >>> judge_pair("We have planted over 20,000 trees.", "Our members planted more than 20,000 trees.")
    'none'
    >>> judge_pair("Store up to 10 projects.", "You can keep 8 projects.")
    'none'

How to quiet it
    Publish one figure. A fact of record with `compare: rounded_down` lets every asset round down as it
    likes: 7,140 may be published as "over 7,000".
"""
