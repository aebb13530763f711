"""Pages that scripts draw, in the system's Chromium.

The browser has no network of its own: everything it asks for goes through the same door as the crawl itself, so it
reaches the allowed hosts and no others, and a name server cannot lead it elsewhere.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from msgcheck.errors import ConfigError
from msgcheck.sources.crawl.fetch import Fetcher

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no look-up, so no connection, that does not pass `_serve`
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # "--force-webrtc-..." still let it ask STUN servers
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
)
_QUIET_MS = 5000
_AT_ONCE = 2  # pages; each takes some 100 MB
# Nothing that readers read comes from these.
_UNDRAWN = frozenset({"image", "media", "font", "websocket", "eventsource", "ping", "manifest"})
# Of the head of an answer; the body is unpacked already, and a cookie is not kept.
_DROPPED = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"})


def chromium() -> str:
    """Return the path of the browser. Raises ConfigError when it, or playwright, is missing."""
    try:
        import playwright.async_api  # noqa: F401  (asked for, before a long crawl, whether it is there)
    except ModuleNotFoundError as err:
        raise ConfigError(
            "pages that scripts draw need playwright", 'pip install "msgcheck[rendering]"'
        ) from err
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise ConfigError(
            "pages that scripts draw need Chromium, and none is found",
            "install it (apt install chromium), or crawl without render",
        )
    return found


class Browser:
    """Draws pages: `async with Browser(...) as draw`, and `draw(url, html)` is the HTML that scripts leave."""

    def __init__(self, fetcher: Fetcher, *, user_agent: str, timeout_s: float) -> None:
        """Take the door to the network. timeout_s: for the drawing of one page."""
        self._fetcher, self._user_agent, self._timeout_ms = fetcher, user_agent, timeout_s * 1000
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def __aenter__(self) -> Browser:
        from playwright.async_api import Error, async_playwright

        self._playwright = await async_playwright().start()
        try:
            self._browser = await self._playwright.chromium.launch(
                executable_path=chromium(),
                args=list(_ARGUMENTS),
                chromium_sandbox=_may_be_sandboxed(),
                handle_sigint=False,
            )
        except Error as err:
            await self._playwright.stop()
            raise ConfigError(
                f"Chromium does not start: {_why(err.message)}",
                "run `chromium --headless about:blank` to see why (its sandbox needs user namespaces), "
                "or crawl without render",
            ) from err
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._browser.close()
        await self._playwright.stop()

    async def __call__(self, url: str, html: bytes, content_type: str) -> bytes | str:
        """Return the page as scripts leave it, in UTF-8; or, in words, why it could not be drawn."""
        from playwright.async_api import Error

        async with self._room:
            context = await self._browser.new_context(
                user_agent=self._user_agent, accept_downloads=False, service_workers="block"
            )
            try:
                return await self._draw(context, url, html, content_type)
            except Error as err:
                return f"its scripts could not be run: {_why(err.message)}"
            finally:
                await context.close()

    async def _draw(self, context: BrowserContext, url: str, html: bytes, content_type: str) -> bytes:
        from playwright.async_api import Error, TimeoutError

        page = await context.new_page()
        page.set_default_timeout(self._timeout_ms)

        async def serve(route: Route) -> None:
            # The page is taken, and closed, while answers are still under way.
            with suppress(Error):
                if not route.request.is_navigation_request():
                    await self._serve(route)
                elif not _is_of(page, route):
                    await route.abort()
                elif route.request.frame != page.main_frame:
                    await self._serve(route)
                # The page itself was fetched already; where a script leads away from it, it stays.
                elif route.request.url.partition("#")[0] == url:
                    await route.fulfill(status=200, body=html, headers={"Content-Type": content_type})
                else:
                    await route.abort()

        async def close(window: Page) -> None:
            with suppress(Error):
                await window.close()

        context.on("page", close)  # windows that scripts open: nobody reads them
        await context.route("**/*", serve)
        await page.goto(url)
        with suppress(TimeoutError):  # a page that keeps asking is never quiet: it is taken as it is by then
            await page.wait_for_load_state("networkidle", timeout=_QUIET_MS)
        return (await page.content()).encode("utf-8", "replace")

    async def _serve(self, route: Route) -> None:
        """Answer what a page asks for, or refuse it: nothing is sent but requests for more of the page."""
        request = route.request
        if request.method != "GET" or request.resource_type in _UNDRAWN:
            await route.abort()
            return
        answer = await self._fetcher.follow(request.url)
        if not answer.status:
            await route.abort()
            return
        head = {name: value for name, value in answer.headers.items() if name not in _DROPPED}
        await route.fulfill(status=answer.status, headers=head, body=answer.body)


def _is_of(page: Page, route: Route) -> bool:
    """Say whether a page, or a frame in it, goes somewhere: and not a window that it opened."""
    from playwright.async_api import Error

    try:
        return route.request.frame.page == page
    except Error:  # a new window asks before it has a frame
        return False


def _may_be_sandboxed() -> bool:
    """Say whether Chromium starts with its sandbox, without which a hole in it is one in this machine: not for root."""
    return not (hasattr(os, "getuid") and os.getuid() == 0)


def _why(message: str) -> str:
    """Return the line of an error of the browser that tells most: of a start, the one that Chromium said itself."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["it does not say why"]
    return next((line for line in lines if "sandbox" in line.lower()), lines[0])
