"""One finished run to html, json, sarif, junit, csv, markdown, github annotations and terminal text."""
