"""When a photo was taken, said as people say it; the camera's own words are what is kept."""

from __future__ import annotations

from datetime import datetime

from drills.web.format import clock_time, day

LENGTH = len("2026:10:06 10:02:11")


def taken_words(said: str) -> str:
    """``Tue, Oct 6, 10:02 a.m.``, by the camera's clock; its own words where they are odd."""
    try:
        at = datetime.strptime(said[:LENGTH], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - as it says
    except ValueError:
        return said
    return f"{day(at.date())}, {clock_time(at.time())}"
