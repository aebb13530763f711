"""MC201 forbidden term: a word that the glossary forbids.

What it finds
    Forms listed under `forbidden:` of a term, and their plurals and other inflections. Whole words only,
    the longest match wins. Links, addresses, code, and other people's words are left alone.

Why it matters
    Some words are not a matter of taste: a competitor's trademark, a claim the lawyers struck out, a name
    that means something else to a customer.

Flags
    >>> flag_terms("Open your project space.")
    ["MC201 say 'workspace', not 'project space'"]
    >>> flag_terms("Two project spaces are free.")
    ["MC201 say 'workspace', not 'project spaces'"]

Stays quiet
    >>> flag_terms("A subproject spaceship. See docs.example/project-space or `project space`.")
    []

How to quiet it
    Say the preferred word. A phrase in which the word is fine goes under `exceptions:`; a word that is only
    wrong near others gets `context: {include: [...]}`; one that is only wrong in ads `applies_to:`.
"""
