"""How the search for unlisted synonyms learned its weights, and where its lexicon comes from."""
