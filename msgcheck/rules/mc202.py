"""MC202 deprecated term: a word that the glossary replaces by another.

What it finds
    Forms listed under `deprecated:` of a term, and the left sides of `replace:`.

Why it matters
    A reader who meets "pedelec" and "e-bike" on two pages looks for two things. One word for one thing.

Flags
    >>> flag_terms("We rent out pedelecs. Book by e-mail.")
    ["MC202 say 'e-bike', not 'pedelecs'", "MC202 say 'email', not 'e-mail'"]

Stays quiet
    >>> flag_terms("We rent out e-bikes. Book by email, or write to e-mail@shop.example.")
    []

How to quiet it
    Say the preferred word. A form that is fine as well goes under `admitted:`; one that is only under
    discussion goes under `proposed:`, where nothing is enforced.
"""
