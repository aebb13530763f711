"""Learns when two definitions of a term differ."""
