"""A running server and a real browser for tests that look at pages as people do.

``live_server(app)`` serves an app of conftest.py, form tokens on, and gives its address;
``browser`` is one Chromium for the whole run; ``visit`` opens a window of it, signed in.
All tests have these three fixtures. No page is tested here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from drills.store.tables import PersonRow
from tests.browser import launch
from tests.conftest import sign_in

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


class Quiet(WSGIRequestHandler):
    """Tells nobody about each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve an app in a thread; the address without a slash at its end."""
    app.config.update(WTF_CSRF_ENABLED=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def live_server() -> Iterator[Callable[[Flask], str]]:
    """``live_server(app)`` starts it and gives its address; it ends with the test."""
    with ExitStack() as running:
        yield lambda app: running.enter_context(serve(app))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


def sign_in_browser(context: BrowserContext, app: Flask, address: str, person: PersonRow) -> None:
    """Give a window's cookies a live session of the person."""
    client = sign_in(app.test_client(), person)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    context.add_cookies([{"name": name, "value": cookie.value, "url": address}])


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """``visit(app, address, person, **options)``: a new window, of a phone unless told.

    A script error or a breach of the page's own policy fails the test.
    """
    with ExitStack() as windows:
        problems: list[str] = []

        def open_window(
            app: Flask, address: str, person: PersonRow | None = None, **options: Any
        ) -> Page:
            context = browser.new_context(**{"viewport": PHONE, "base_url": address, **options})
            windows.callback(context.close)
            context.set_default_timeout(10_000)
            if person is not None:
                sign_in_browser(context, app, address, person)
            context.on("weberror", lambda error: problems.append(str(error.error)))
            context.on(
                "console",
                lambda said: (
                    problems.append(said.text) if "Content Security" in said.text else None
                ),
            )
            return context.new_page()

        yield open_window
    assert not problems, problems
