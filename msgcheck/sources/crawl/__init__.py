"""The crawl of a site: run as `python -m msgcheck.sources.crawl`, since a Twisted reactor starts once in a process.

`walk` decides what is asked and what becomes of the answers; `fetch` is the one door to the network; `hosts` says
where it may lead.
"""
