"""Bytes to `Document`: one module for each format. Every block keeps its place."""
