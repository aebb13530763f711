"""The report in a real browser: nothing hostile runs, nothing is requested, filters and keys work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from msgcheck.report.html import HtmlReporter
from msgcheck.run import Run

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


@pytest.fixture(scope="module")
def whole(remembered: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report with every section as a file."""
    path: Path = tmp_path_factory.mktemp("report") / "whole.html"
    path.write_text(HtmlReporter().render(remembered), encoding="utf-8")
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


def test_new_changed_still_and_gone_are_filtered_and_remembered_in_the_address(
    browser: Browser, whole: str
) -> None:
    page = browser.new_page()
    page.goto(whole, timeout=PATIENCE_MS)
    wait_for(page, "29 findings")
    page.check("[name=status][value=new]", force=True)
    wait_for(page, "1 of 29 findings")
    page.check("[name=status][value=changed]", force=True)
    wait_for(page, "2 of 29 findings")
    assert page.locator("#gone .lookalike:visible").count() == 1  # as it was before
    page.check("[name=status][value=gone]", force=True)
    wait_for(page, "2 of 29 findings, 1 gone")
    assert page.locator("#gone .lookalike:visible").count() == 2
    for value in ("new", "changed"):
        page.uncheck(f"[name=status][value={value}]", force=True)
    wait_for(page, "0 of 29 findings, 1 gone")
    assert page.url.endswith("?status=gone")
    page.reload()
    wait_for(page, "0 of 29 findings, 1 gone")
    playwright.expect(page.locator("#conflicts .empty")).to_be_visible()
    assert page.locator("#gone .lookalike:visible").count() == 1
    page.click("#clear")
    wait_for(page, "29 findings")
    assert page.locator("#gone .lookalike:visible").count() == 0
    page.close()


def test_new_words_lead_to_those_of_before(browser: Browser, whole: str, remembered: Run) -> None:
    assert remembered.history
    was = remembered.history.was[0].id
    page = browser.new_page()
    page.goto(whole, timeout=PATIENCE_MS)
    page.click(f".life a[href='#{was}']")
    playwright.expect(page.locator(f"[id='{was}']")).to_be_in_viewport()
    page.close()


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


def test_numbers_lead_to_their_quotes_without_javascript(browser: Browser, whole: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(whole, timeout=PATIENCE_MS)
    assert page.locator(".buttons:visible, #decisions:visible").count() == 0
    page.click("#alignment .messages a.against")
    assert page.get_by_text("The setup costs").first.is_visible()
    page.click("#facts summary:has-text('starts at $8')")
    assert page.locator("#facts").get_by_text("Said otherwise").first.is_visible()
    page.click("#glossary summary:has-text('workspace')")
    assert page.locator("#glossary").get_by_text("The place where a ward plans its shifts.").is_visible()
    context.close()


def test_decisions_are_made_taken_back_and_exported(page: Page, fernhall: Run, tmp_path: Path) -> None:
    playwright.expect(page.locator("#decisions")).to_be_hidden()
    hostile = next(f for f in fernhall.findings if "hostile" in f.attribute)
    trial = fernhall.findings[0]
    wish = "trial: 30 days\u2028from \u202e1 May \U0001f600 #'\"\\ {{ 7*7 }} </script>"
    for finding, kind, reason in ((trial, "accept", wish), (hostile, "false_positive", "")):
        card = page.locator(f"[id='{finding.id}']")
        card.locator(".decide").click()
        assert page.evaluate("document.activeElement.type") == "radio"
        card.locator(f"[value={kind}]").check()
        card.locator("input[type=text]").fill(reason)
        card.get_by_role("button", name="Keep").click()
        playwright.expect(card.locator(".decided")).to_have_count(1)
        assert page.evaluate("document.activeElement.className") == "quiet decide"
    use = page.locator(".use").first
    use.hover()
    use.locator(".decide").click()
    page.keyboard.press("Escape")
    playwright.expect(page.locator("form.decision")).to_have_count(0)
    playwright.expect(page.locator("#decisions span")).to_have_text("2 decisions")
    with page.expect_download() as waiting:
        page.click("#export")
    assert waiting.value.suggested_filename == "msgcheck-decisions.yaml"
    waiting.value.save_as(tmp_path / "decisions.yaml")
    told = yaml.safe_load((tmp_path / "decisions.yaml").read_text(encoding="utf-8"))
    assert told["version"] == 1
    first, second = told["decisions"]
    assert (first["id"], first["code"], first["decision"]) == (trial.id, "MC101", "accept")
    assert first["reason"] == wish
    assert first["about"] == "Free trial length"
    assert first["date"].isoformat() == page.evaluate("new Date().toLocaleDateString('sv')")
    assert first["quotes"][0] == trial.places[0].quote
    assert second["quotes"] == [place.quote for place in hostile.places]
    card.locator(".decide").click()
    card.get_by_role("button", name="Take back").click()
    playwright.expect(page.locator("#decisions span")).to_have_text("1 decision")
    playwright.expect(card.locator(".decided")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_what_is_folded_is_printed(browser: Browser, whole: str) -> None:
    page = browser.new_page()
    page.goto(whole, timeout=PATIENCE_MS)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    assert page.locator(".filters:visible, button:visible, .js-only:visible").count() == 0
    assert page.locator("#facts").get_by_text("Said otherwise").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    page.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, whole: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(whole, timeout=PATIENCE_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    page.locator(".conflict .decide").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(
    ("scheme", "width", "query"),
    [
        ("light", 1280, ""),
        ("dark", 1280, "?severity=error&q=trial"),
        ("dark", 360, ""),
        ("light", 360, "?team=sales"),
        ("light", 1280, "?status=new&status=gone"),
    ],
)
def test_axe_finds_nothing(browser: Browser, whole: str, scheme: str, width: int, query: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright")
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(whole + query, timeout=PATIENCE_MS)
    decide = page.locator(".conflict:visible .decide").first
    decide.click()
    page.locator("form.decision input[type=radio]").first.check()
    page.get_by_role("button", name="Keep").click()
    decide.click()
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


# The time from a click on a severity until the page is drawn again, without the 80 ms that a writer is given.
FILTER = (
    "() => { document.querySelector('[name=severity]').click();"
    " return new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 81)); }"
)


def test_two_thousand_findings_open_and_filter_in_under_a_second(
    browser: Browser, fernhall: Run, tmp_path: Path
) -> None:
    some = [f for f in fernhall.findings if "hostile" not in f.attribute]
    many = tuple(
        replace(finding, places=tuple(replace(p, quote=f"{p.quote} {n}") for p in finding.places))
        for n, finding in ((n, some[n % len(some)]) for n in range(2000))
    )
    path = tmp_path / "many.html"
    path.write_text(HtmlReporter().render(replace(fernhall, findings=many)), encoding="utf-8")
    assert path.stat().st_size < 6_000_000
    tries = [opened_and_filtered(browser, path) for _ in range(3)]
    opened, filtered = (min(each) for each in zip(*tries, strict=True))
    print(f"\n2,000 findings: {opened:.2f} s to open, {filtered:.2f} s to filter, of one core")
    assert opened < 1.5  # 0.75 on a quiet machine; neighbours take the caches, and so up to twice the time
    assert filtered < 0.3


def opened_and_filtered(browser: Browser, path: Path) -> tuple[float, float]:
    """Return the seconds of one core that a page takes to open, and to filter: others may be busy beside it."""
    page = browser.new_page()
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        told = metrics.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in told if one["name"] == "TaskDuration"))

    page.goto(path.as_uri(), timeout=PATIENCE_MS)
    wait_for(page, "2,000 findings")
    opened = busy()
    page.evaluate(FILTER)
    filtered = busy() - opened
    page.close()
    return opened, filtered
