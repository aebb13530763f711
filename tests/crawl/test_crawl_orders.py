"""X-Robots-Tag: what is said to everybody, and to us; not what is said to another robot."""

from __future__ import annotations

import pytest

from msgcheck.sources.crawl.pages import header_orders


@pytest.mark.parametrize(
    ("tag", "orders"),
    [
        ("noindex, nofollow", {"noindex", "nofollow"}),
        ("none", {"none", "noindex", "nofollow"}),
        ("otherbot: noindex, nofollow", set()),
        ("otherbot: nofollow, msgcheck: noindex", {"noindex"}),
        ("MsgCheck: noindex, nofollow", {"noindex", "nofollow"}),
        ("noarchive, max-snippet: 20, nofollow", {"noarchive", "20", "nofollow"}),
        ("", {""}),
    ],
)
def test_orders_are_for_whom_they_name(tag: str, orders: set[str]) -> None:
    assert header_orders({"x-robots-tag": tag}, "msgcheck") == orders
