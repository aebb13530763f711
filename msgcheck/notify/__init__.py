"""Telling people what is new: a letter, and the ways it can go: mail, webhook, Markdown file."""
