"""axe-core's findings on an open page, one line each: WCAG 2.2 A and AA, and its best practices."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
SETTLED = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map((each) => each.finished)),
  new Promise((done) => setTimeout(done, 1000)),
])"""  # colours on their way to another scheme are of neither


def findings(page: Page) -> list[str]:
    """Rule, element and reason; empty on a page without a finding."""
    page.evaluate(SETTLED)
    violations = AXE.run(page).response["violations"]
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}" for found in violations for node in found["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth > innerWidth"))
