"""The report in a real browser: nothing hostile runs, nothing is requested, filters and keys work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from msgcheck.model import Run
from msgcheck.report.html import HtmlReporter

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

Browser = playwright.Browser
Page = playwright.Page


@pytest.fixture(scope="module")
def address(fernhall: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of Fernhall as a file."""
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(HtmlReporter().render(fernhall), encoding="utf-8")
    return path.as_uri()


PATIENCE_MS = 120_000  # other tests keep both cores busy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The report, open; a script error, a refused style or a request to anywhere fails the test."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("request", lambda request: trouble.append(request.url) if request.url.split("#")[0].split("?")[0]
            != address else None)  # fmt: skip
    page.goto(address, timeout=PATIENCE_MS)
    yield page
    page.close()
    assert trouble == []


def visible(page: Page) -> int:
    """Return how many open findings pass the filter."""
    return int(page.locator(".finding:not(.lookalike):not([hidden])").count())


def wait_for(page: Page, text: str) -> None:
    playwright.expect(page.locator("#shown")).to_have_text(text)


def test_hostile_copy_does_not_run(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe").count() == 0
    assert page.locator("script").count() == 1
    assert "<script>window.hacked=1</script>" in page.inner_text("body")


def test_a_script_that_got_in_would_still_be_refused(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address, timeout=PATIENCE_MS)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked=1\">')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'hacked=1'}))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    page.close()


def test_filters_narrow_and_are_remembered_in_the_address(page: Page) -> None:
    wait_for(page, "23 findings")
    page.check("[name=severity][value=error]", force=True)
    wait_for(page, "6 of 23 findings")
    page.select_option("[name=channel]", "email")
    wait_for(page, "3 of 23 findings")
    assert visible(page) == 3
    assert page.url.endswith("?severity=error&channel=email")
    playwright.expect(page.locator("#terms .empty")).to_be_visible()
    page.reload()
    wait_for(page, "3 of 23 findings")
    assert page.is_checked("[name=severity][value=error]")
    page.click("#clear")
    wait_for(page, "23 findings")
    assert "?" not in page.url


def test_text_code_and_asset_filter(page: Page) -> None:
    page.fill("[name=q]", "  Project SPACE ")
    wait_for(page, "8 of 23 findings")
    assert page.locator("details[data-rest]").first.get_attribute("open") is not None
    page.fill("[name=q]", "")
    page.select_option("[name=code]", "MC103")
    wait_for(page, "3 of 23 findings")
    page.select_option("[name=code]", "")
    page.select_option("[name=asset]", "mails/welcome.eml")
    wait_for(page, "2 of 23 findings")
    assert page.locator(".assets tbody tr:visible").count() == 1
    page.fill("[name=q]", "no such words anywhere")
    wait_for(page, "0 of 23 findings")
    playwright.expect(page.locator("#conflicts .empty")).to_be_visible()


def test_keys_walk_through_the_findings(page: Page) -> None:
    here = "document.activeElement.id"
    ids = page.evaluate("[...document.querySelectorAll('.finding')].map((item) => item.id)")
    page.keyboard.press("j")
    assert page.evaluate(here) == ids[0]
    page.keyboard.press("j")
    assert page.evaluate(here) == ids[1]
    page.keyboard.press("k")
    assert page.evaluate(here) == ids[0]
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("[name=q]") == "jk"


def test_a_finding_is_copied_as_markdown(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".conflict .copy").first.click()
    playwright.expect(page.locator(".conflict .copy").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("### Free trial length (MC101)")


def test_a_link_opens_what_is_folded(page: Page, fernhall: Run) -> None:
    page.evaluate(f"location.hash = '{fernhall.folded[1].id}'")
    playwright.expect(page.locator(f"[id='{fernhall.folded[1].id}']")).to_be_in_viewport()


def test_the_page_is_whole_without_javascript(browser: Browser, address: str, fernhall: Run) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address, timeout=PATIENCE_MS)
    assert page.locator("#filters").is_hidden()
    assert page.locator(".copy:visible").count() == 0
    for finding in fernhall.findings[:9]:
        assert page.locator(f"[id='{finding.id}']").is_visible()
    page.click("#folded summary")
    assert page.get_by_text("Two customers speak, each of itself.").is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 400, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address, timeout=PATIENCE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright")
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(address, timeout=PATIENCE_MS)
    # axe looks only at what is drawn.
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    page.evaluate(
        "const sheet = new CSSStyleSheet();"
        "sheet.replaceSync('* { content-visibility: visible !important }');"
        "document.adoptedStyleSheets = [sheet];"
    )
    broken = axe.Axe().run(page)["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in broken] == []
    page.close()


def test_two_thousand_findings_stay_quick(browser: Browser, fernhall: Run, tmp_path: Path) -> None:
    some = [f for f in fernhall.findings if "hostile" not in f.attribute]
    many = tuple(
        replace(finding, places=tuple(replace(p, quote=f"{p.quote} {n}") for p in finding.places))
        for n, finding in ((n, some[n % len(some)]) for n in range(2000))
    )
    path = tmp_path / "many.html"
    path.write_text(HtmlReporter().render(replace(fernhall, findings=many)), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri(), timeout=PATIENCE_MS)
    wait_for(page, "2,000 findings")
    took_ms = page.evaluate(
        "() => { const began = performance.now(); const box = document.querySelector('[name=severity]');"
        " box.click(); return new Promise((done) => setTimeout(() => requestAnimationFrame("
        "() => done(performance.now() - began)), 90)); }"
    )
    assert took_ms < 3000
    page.close()
