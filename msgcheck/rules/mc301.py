"""MC301 key message missing: it must appear in a channel, and too few assets there carry it.

What it finds
    A message under `messages:` with `must_appear` (channels, teams, and `min`: how many assets, one by default)
    where fewer assets carry it. A message is carried by meaning, in whatever words; what a competitor says, and
    what is asked, carries nothing. The sentence that comes nearest is shown. A channel of which nothing was read
    is not called silent.

Why it matters
    A message is agreed once, and then each team writes its own copy. What nobody says in the deck, the customer
    has not heard.

Flags
    >>> messages_in("Repairs take two days.", "The workshop opens at nine.")
    ['MC301 fixed price: website must carry it at least once; of 2 assets, 0 do']

Stays quiet
    >>> messages_in("Before we start on a repair, you know what it costs.", "We sell new and used e-bikes.")
    []

How to quiet it
    Say it there, in any words. Where a sentence says it and is not recognised, list it under `variants` of the
    message. Where it need not appear, take the channel out of `must_appear`.
"""
