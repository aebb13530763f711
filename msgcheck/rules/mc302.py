"""MC302 opposed message: the copy says the opposite of a key message.

What it finds
    Sentences that come near what a message lists as its `opposite`, by meaning, and that may exclude the message
    when the two are read together; and sentences that deny it in its own words. Without an `opposite`, only
    these last are found. The places that carry the message are shown as the other side.

Why it matters
    One page promises it and another takes it back: readers believe the second.

Flags
    >>> messages_in("You know the price of a repair before we start.", "The price of a repair is set when the work is done.")
    ['MC302 fixed price: 1 place says the opposite of “You know the price of a repair before we start.”; 1 carries it']

Stays quiet
    >>> messages_in("You know the price of a repair before we start.", "A repair is done in two days.")
    []

How to quiet it
    Change the sentence, or the message. Where the opposite is too broad ("some work is charged"), write it as the
    sentence that nobody should say.
"""
