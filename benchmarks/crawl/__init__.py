"""How fast a site is crawled, and what a second crawl costs; the site itself, which the tests crawl too."""
