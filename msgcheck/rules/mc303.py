"""MC303 audience clash: two teams say that the product is for people who exclude each other.

What it finds
    Sentences and headings that say whom the product is for ("for landlords", "made for small clinics", "X is for
    teams of up to 10"), by team. Two teams clash where no size that one names lies within one that the other
    names, or where each names one audience far more than any other, and neither names that of the other.

Why it matters
    Whoever the website called should be whom sales expects. If not, both waste the call.

Flags
    >>> align_teams(marketing=["Pedalport is for shops of up to 10 people."],
    ...             sales=["Pedalport is for companies of 200 or more people."])
    ['MC303 who it is for: shops of up to 10 people (marketing), companies of 200 or more people (sales)']

Stays quiet
    >>> align_teams(marketing=["Pedalport is for shops of up to 10 people."],
    ...             sales=["Pedalport is for shops of 5 or more people."])
    []
    >>> align_teams(marketing=["Pedalport is for bike shops."], sales=["This page is for companies of 200 or more people."])
    []

How to quiet it
    Say in both teams' copy what is for whom: an audience of one plan or one product (`subjects:` in the glossary)
    is not compared with that of another.
"""
