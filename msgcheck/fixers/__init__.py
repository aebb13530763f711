"""Words replaced in the files that hold them, and nothing else in these files."""
