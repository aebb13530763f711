"""MC203 wrong form: the right word, written another way than the glossary writes it.

What it finds
    Other spellings of a preferred or admitted form that nobody had to list: hyphen, space, capital
    letters. "Sso" and "single signon" are found because "SSO" and "single sign-on" are in the glossary.

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
"""
