"""MC203 wrong form: the right word, written another way than the glossary writes it.

What it finds
    Other spellings of a preferred or admitted form that nobody had to list: hyphen, space, capital
    letters. "Sso" and "single signon" are found because "SSO" and "single sign-on" are in the glossary.
    And a short form that comes unexplained, as a note: with `first_use: single sign-on (SSO)` the first SSO in
    the running text of an asset is to be written that way. Headings, buttons and titles are not asked.

Why it matters
    Variants break search, both the customer's and ours, and look careless side by side.

Flags
    >>> flag_terms("The Team plan has single signon.")
    ["MC203 say 'single sign-on', not 'single signon'"]

Stays quiet
    >>> flag_terms("Single sign-on is included. SSO works with every provider.")
    []

How to quiet it
    Write it as the glossary does, or list the form under `admitted:`. `case: any` stops the look at capital
    letters for one term, `case: smart` (the default) forgives the start of a sentence, titles and ALL CAPS.
    Without `first_use:` nobody asks for the long form.
"""
