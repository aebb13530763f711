"""Terminology drift: labelled companies, and how much of it is found."""
