"""Claims to conflicts: which pairs are worth judging, what the judge says, and what belongs together."""
