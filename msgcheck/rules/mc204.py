"""MC204 unlisted variant: a spelling or a synonym of a term that the glossary does not list.

What it finds
    Variants: words that can only be a term of the glossary, spelled, clipped, shortened or turned round in a way
    that no list has ("worksapce" for "workspace").
    Synonyms: a phrase that stands where the term would stand and means what its definition says, without its
    words. A wider or a narrower word, and a name of something else, is left alone.

Why it matters
    Words drift one by one, and nobody can list tomorrow's. A customer who searches for one misses the other.

Flags
    >>> flag_variants("Open your worksapce and invite the shop.")
    ["'worksapce' for 'workspace'"]

Stays quiet
    >>> flag_variants("Open your workspace. The workshop is next door.")
    []

How to quiet it
    Write the term, or list the form: under `admitted:` where it is fine, under `deprecated:` where it is not,
    which makes it an MC202.
"""
