"""`Document` to `Claim`: sentences, which of them assert something, and what they assert."""
