"""The style page shows every part in every state; here it is checked, and in a browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from werkzeug.serving import make_server

from tests.web.style_app import STATUSES, style_app

ROOT = Path(__file__).resolve().parents[2]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("[!_]*.html"))
PAGES = ["/", *(f"/error/{name}" for name in ERRORS)]


class Balance(HTMLParser):
    """Notes every element that is closed in the wrong place or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        """Only SVG closes its own elements: nothing to balance."""

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture(scope="module")
def html() -> dict[str, str]:
    """Every page of the style app, rendered."""
    client = style_app().test_client()
    return {path: client.get(path).get_data(as_text=True) for path in PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_elements_are_closed_where_they_belong(html, path):
    balance = Balance()
    balance.feed(html[path])
    assert not balance.wrong
    assert not balance.open


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline(html, path):
    soup = BeautifulSoup(html[path], "html.parser")
    for element in soup.find_all(True):
        inline = {a for a in element.attrs if a == "style" or a.startswith("on")}
        assert not inline, element
    assert not soup.find_all("style")
    assert not [s for s in soup.find_all("script") if not s.get("src")]


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_references_resolve(html, path):
    soup = BeautifulSoup(html[path], "html.parser")
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for element in soup.find_all(attrs={attribute: True}):
            for name in re.split(r"\s+", " ".join([element[attribute]]).strip()):
                assert name in ids, element
    for link in soup.select(".error-summary a"):
        assert link["href"].removeprefix("#") in ids


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_title_one_main_one_first_heading(html, path):
    soup = BeautifulSoup(html[path], "html.parser")
    assert soup.title.string.strip().endswith("Westbrook Public Schools")
    assert soup.html["lang"] == "en"
    assert len(soup.find_all("main")) == len(soup.find_all("h1")) == 1
    levels = [int(h.name[1]) for h in soup.select("h1, h2, h3, h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_without_a_title_does_not_render():
    app = style_app()
    with app.test_request_context(), pytest.raises(Exception, match="title"):
        app.jinja_env.from_string('{% extends "base.html" %}').render()


def test_every_form_that_changes_something_carries_a_token(html):
    soup = BeautifulSoup(html["/"], "html.parser")
    forms = soup.find_all("form", method="post")
    assert len(forms) >= 4
    for form in forms:
        assert form.select_one("input[name=csrf_token]")["value"], form


def test_every_status_has_its_own_shape_and_a_word():
    app = style_app()
    with app.test_request_context():
        macros = app.jinja_env.get_template("_macros/status.html").module
        kinds = [{"status": s} for s in STATUSES]
        kinds += [{"status": "open", "at_risk": True}, {"status": "missed", "answered": True}]
        shapes = [str(macros.status_shape(**kind)).strip() for kind in kinds]
        assert len(set(shapes)) == len(shapes)
        for kind in kinds:
            for show in (True, False):
                said = BeautifulSoup(str(macros.status(show_word=show, **kind)), "html.parser")
                assert said.get_text(strip=True)
                assert said.svg["aria-hidden"] == "true"


def test_an_advisory_shape_is_the_outline_of_its_own():
    app = style_app()
    with app.test_request_context():
        macros = app.jinja_env.get_template("_macros/status.html").module
        for status in ("met", "missed", "needs_decision"):
            assert "fill" not in str(macros.status_shape(status, advisory=True))


def test_a_field_keeps_what_was_typed_and_says_what_is_wrong(html):
    soup = BeautifulSoup(html["/"], "html.parser")
    minutes = soup.find(id="minutes")
    assert minutes["value"] == "six"
    assert minutes["aria-invalid"] == "true"
    assert soup.find(id="minutes-error").get_text(strip=True)
    name = soup.find(id="name")
    assert name["aria-describedby"].split() == ["name-hint", "name-error"]
    assert soup.select_one("#building option[selected]")["value"] == "2"


def test_the_summary_links_a_choice_to_its_first_button(html):
    soup = BeautifulSoup(html["/"], "html.parser")
    links = {a["href"] for a in soup.select(".error-summary a")}
    assert links == {"#name", "#day", "#minutes", "#told-0"}


def test_the_first_view_is_light():
    """Everything a page loads, compressed: under 150 kB."""
    import gzip

    client = style_app().test_client()
    page = client.get("/").data
    soup = BeautifulSoup(page, "html.parser")
    sheets = [link["href"] for link in soup.select("link[rel=stylesheet]")]
    weight = sum(len(gzip.compress(client.get(path).data)) for path in sheets)
    assert weight + len(gzip.compress(page)) < 60_000


# --- in a browser -----------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The style app, served."""
    server = make_server("127.0.0.1", 0, style_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def open_page(browser, address, width=1280, **media):
    """A page of that width, with what the browser complained about."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **media)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.goto(address)
    return page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser, address, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(browser, address, width, color_scheme=scheme)
    found = Axe().run(page).response["violations"]
    told = [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found]
    page.close()
    assert not told


@pytest.mark.browser
def test_axe_finds_nothing_on_the_error_pages(browser, address):
    from axe_playwright_python.sync_playwright import Axe

    for path in PAGES[1:]:
        page = open_page(browser, address + path)
        found = [v["id"] for v in Axe().run(page).response["violations"]]
        page.close()
        assert not found, path


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_no_page_scrolls_sideways(browser, address, width):
    page = open_page(browser, address, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not [c for c in page.complaints if "Content Security Policy" in c]
    page.close()


@pytest.mark.browser
def test_what_a_thumb_presses_is_large_enough(browser, address):
    page = open_page(browser, address, 390)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
             '.btn, .form-control, .form-select, .choice, .grid a, .person-menu summary')]
           .map(e => [e.className, e.getBoundingClientRect()])
           .filter(([, box]) => box.height && box.height < 43.9)
           .map(([name, box]) => `${name} ${box.height}`)"""
    )
    page.close()
    assert not small


@pytest.mark.browser
def test_the_keyboard_reaches_the_page_and_the_menu(browser, address):
    page = open_page(browser, address + "/error/404")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator(".person-menu summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Sign out").is_visible()
    assert page.get_by_role("button", name="Español").is_visible()
    page.close()


@pytest.mark.browser
def test_problems_are_the_first_thing_reached(browser, address):
    page = open_page(browser, address)
    assert "error-summary" in page.evaluate("document.activeElement.className")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "name"
    page.close()


@pytest.mark.browser
def test_shapes_stay_when_colours_are_taken_away(browser, address):
    page = open_page(browser, address, forced_colors="active")
    colours = page.evaluate(
        "[...new Set([...document.querySelectorAll('.status-icon')]"
        ".map(e => getComputedStyle(e).color))]"
    )
    cut = page.evaluate("getComputedStyle(document.querySelector('.status-icon .cut')).stroke")
    page.close()
    assert len(colours) == 1
    assert cut != colours[0]


@pytest.mark.browser
def test_nothing_moves_for_those_who_ask(browser, address):
    page = open_page(browser, address, reduced_motion="reduce")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".filter(e => getComputedStyle(e).transitionProperty !== 'none').length"
    )
    page.close()
    assert moving == 0


@pytest.mark.browser
def test_paper_has_title_district_day_and_no_controls(browser, address):
    page = open_page(browser, address)
    page.emulate_media(media="print")
    head = page.locator(".print-head")
    assert head.is_visible()
    assert "Westbrook Public Schools" in head.inner_text()
    assert "November" in head.inner_text()
    assert page.locator(".btn:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.close()
