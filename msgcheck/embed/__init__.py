"""Sentences to vectors, and the cache that keeps them: vectors belong to words, never to places."""
