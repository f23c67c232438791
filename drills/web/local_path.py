"""Where a person is sent on to: only ever an address of our own."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(text: str | None) -> str | None:
    """The path with its question part, where it stays on this host; else None.

    Browsers read ``//host`` and ``/\\host`` as another host, and drop tabs and line breaks.
    """
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text:
        return None
    if any(ord(c) <= 32 or ord(c) == 127 for c in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text
