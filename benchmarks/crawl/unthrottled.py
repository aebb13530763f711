"""The crawling process of msgcheck with its throttle wide open, to see what the throttle costs.

    python -m benchmarks.crawl.unthrottled < job.json       # as msgcheck.sources.crawl, with its own input

There is no such setting: a site that is asked as fast as it can answer has no time for its visitors.
"""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

from msgcheck.sources.crawl import __main__ as crawling
from msgcheck.sources.crawl import downloader

OPEN = {
    "AUTOTHROTTLE_START_DELAY": 0.0,
    "AUTOTHROTTLE_MAX_DELAY": 0.0,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 1e6,
}


def main() -> int:
    """Crawl; return the exit code."""
    usual = downloader.settings

    def settings(*args: Any) -> dict[str, Any]:
        return {**usual(*args), **OPEN}

    with mock.patch.object(downloader, "settings", settings):
        return crawling.main()


if __name__ == "__main__":
    sys.exit(main())
