"""One finished run to html, json, sarif, junit, csv, markdown and terminal text."""
