"""The changes, oldest first. A file that was published is never changed again."""
