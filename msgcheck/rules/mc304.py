"""MC304 blind spot: one team speaks of something again and again, and the others never do.

What it finds
    Topics (claims near each other in meaning) of one team alone, in two assets or more: no claim of another team comes
    near, none has the words that name the topic, and chance would leave the others out of it less than once in
    ten times. At least half of the claims tell a buyer something: of us, of the reader, of a product, or with a figure
    ("There is usually soup" does not). At most ten, the clearest first.

Why it matters
    What marketing promises and sales never says is not heard in the sale; what sales promises and marketing never
    says was agreed with nobody.

Flags
    >>> store = ["The winter store keeps your bike dry.", "Your bike stays dry in our winter store.",
    ...          "A bike in the winter store costs $60.", "Bring your bike to the winter store in October.",
    ...          "The winter store has room for 400 bikes."]
    >>> align_teams(marketing=store, sales=["We repair any brand of bike.", "A puncture is mended in an hour."])
    ['MC304 only marketing speaks of winter store: 5 claims in 2 assets']

Stays quiet
    >>> align_teams(marketing=store, sales=["We repair any brand of bike.", "Offer a place in the winter store."])
    []

How to quiet it
    Give the other team a sentence of it. A topic that is rightly one team's own is a note, and never fails a run
    with `fail_on: warning`.
"""
