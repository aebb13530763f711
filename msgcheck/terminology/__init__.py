"""Terms of the glossary, right and wrong, in the copy."""
