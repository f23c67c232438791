"""Which Chromium the tests drive, how it is started, and how it gets onto the machine.

No page is opened here. Standard library only at import, since ./test asks for the browser
before it asks pytest anything.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from drills.bootstrap import CannotGoOn, apt_install, say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# Chromium without the parts that nobody sees headless: a window costs a quarter of the time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = (
    "--no-sandbox",  # root in a container has no user namespaces; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers give 64 MB of shared memory
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
HOW_TO_GET_IT = (
    "Chromium is missing. Install it (Debian: apt-get install -y chromium fonts-liberation; "
    "macOS: brew install --cask chromium; any: .venv/bin/python -m playwright install chromium)"
)


@cache
def find_chromium() -> Path | None:
    """A Chromium of this machine that starts, or None."""
    found = [shutil.which(name) for name in NAMES]
    for path in [*filter(None, found), *APPLICATIONS]:
        # Ubuntu's chromium-browser may be a script that only says where the real one is.
        if Path(path).exists() and _runs([path, "--version"]):
            return Path(path)
    return None


def playwrights_own(python: str | Path = sys.executable) -> Path | None:
    """The Chromium that Playwright has downloaded for itself, or None."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True)
    path = Path(answer.stdout.strip() or "nowhere")
    return path if path.exists() else None


def get_chromium(python: Path) -> None:
    """Make sure that there is one, installing it where we may. Raises CannotGoOn."""
    found = bool(find_chromium() or playwrights_own(python))
    # Ubuntu's package is a snap, which does not work in a container.
    if _system() == "debian" and not shutil.which(SHELL):
        # Where there is one already, the quicker one is fetched only if apt knows of it.
        if not found or _runs(["apt-cache", "show", SHELL]):
            got = apt_install(SHELL, "fonts-liberation")
            if not got and not found:
                apt_install("chromium", "fonts-liberation")
        find_chromium.cache_clear()
        found = found or find_chromium() is not None
    if found:
        return
    say("Installing Chromium with Playwright …")
    installed = subprocess.run([python, "-m", "playwright", "install", "chromium"])
    if installed.returncode or not playwrights_own(python):
        raise CannotGoOn(HOW_TO_GET_IT)


def launch(playwright: Playwright) -> Browser:
    """Start it, without a window. Raises CannotGoOn where there is none."""
    path = find_chromium() or playwrights_own()
    if path is None:
        raise CannotGoOn(HOW_TO_GET_IT)
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _system() -> str:
    """The ID of the Linux distribution, such as debian or ubuntu; "" elsewhere."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return ""
    return next((line[3:].strip('"') for line in lines if line.startswith("ID=")), "")
