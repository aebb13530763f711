"""MC001 could not read: an asset was found and its words could not be had.

What it finds
    Files that are damaged, empty, protected by a password, of a format that is not read (.key, a
    video), larger than the limit, or not what their name says. Each is listed with its reason and the next
    step. Nothing in them was compared with anything.

Why it matters
    "Did not look" is not "found nothing". The old price may stand in exactly the deck that nobody could
    open. So a run that found no clash, and could not read everything, ends with exit code 3 and not with 0.

Flags
    >>> read("decks/autumn.pptx", b"PK\\x03\\x04 cut off while it was copied")
    'the file is damaged (cut off?)'
    >>> read("website/index.html", b"")
    'the file is empty'

Stays quiet
    >>> read("website/index.html", b"<html><body><p>Every repair takes two days.</p></body></html>")
    'read'

How to quiet it
    Save the file in a format that is read (.html, .md, .txt, .eml, .msg, .mbox, .pptx, .docx, .pdf, .csv, .xlsx,
    .srt, .vtt, .zip), say in msgcheck.yaml how a .json export is to be read (`exports:`), or name there what
    is no copy:
        exclude: ["*.png", "drafts/", "**/*-old.*"]
    A file that is too large: raise `limits: {file_mb: 50}`.
"""
