"""Where copy comes from. A source yields uri, bytes and hints; it knows nothing of formats."""
