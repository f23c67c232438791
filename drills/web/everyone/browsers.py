"""A browser in plain words, from what it calls itself: "Chrome on Windows".

Only for a person to recognise their own; nothing is decided by it.
"""

from __future__ import annotations

from flask_babel import gettext

# The first that fits; most browsers also name the ones that they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Chromium", "Chromium"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(name: str) -> str:
    """``Chrome on Windows``; "An unknown browser" where nothing is known."""
    browser = next((word for mark, word in BROWSERS if mark in name), None)
    system = next((word for mark, word in SYSTEMS if mark in name), None)
    if browser and system:
        return gettext("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or gettext("An unknown browser")
