"""How fast listed terms are found, and which, beside other tools: `make benchmark-terms`."""
