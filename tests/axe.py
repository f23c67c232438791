"""What axe says of a page, on a phone and on a desk, light and dark.

The page is loaded once and then shown on each screen, since loading takes longer than
looking. All rules that axe runs by itself are held. No page is opened here.
"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.live import DESK, PHONE

SCREENS = [(PHONE, "light"), (PHONE, "dark"), (DESK, "dark"), (DESK, "light")]
RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Each broken rule's name, with the first elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in page.evaluate(RUN)]


def sound_on_every_screen(page: Page) -> None:
    """axe finds nothing and nothing scrolls sideways, as the page stands, on all four."""
    for size, scheme in SCREENS:
        page.set_viewport_size(size)
        # Without motion: a colour half way between two themes is neither's.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        shown = (page.url, size["width"], scheme)
        assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches"), shown
        assert not (found := violations(page)), (shown, found)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], shown
