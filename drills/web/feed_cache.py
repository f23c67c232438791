"""Calendars made lately, packed, by the version of what they were made from.

Each server process keeps its own; nothing is lost where one is made anew, since the same
data give the same bytes and hence the same tag.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

MOST_BYTES = 32 * 1024 * 1024  # packed


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A calendar as it is sent."""

    version: tuple[object, ...]
    tag: str
    packed: bytes
    changed_at: datetime

    def plain(self) -> bytes:
        """For readers that cannot unpack."""
        return gzip.decompress(self.packed)


class KeptFeeds:
    """The calendars of one process, the longest unread dropped first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, KeptFeed] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(
        self,
        feed_id: int,
        version: tuple[object, ...],
        make: Callable[[], tuple[bytes, datetime]],
    ) -> KeptFeed:
        """The feed's calendar of this version, made if it is not kept."""
        with self._lock:
            kept = self._kept.get(feed_id)
            if kept is not None and kept.version == version:
                self._kept.move_to_end(feed_id)
                return kept
        content, changed_at = make()
        tag = hashlib.sha256(content).hexdigest()[:32]
        # No time in the packing: the same calendar is the same bytes.
        made = KeptFeed(version, tag, gzip.compress(content, 6, mtime=0), changed_at)
        with self._lock:
            before = self._kept.pop(feed_id, None)
            self._bytes += len(made.packed) - (len(before.packed) if before else 0)
            self._kept[feed_id] = made
            while self._bytes > MOST_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1].packed)
        return made

    def forget(self) -> None:
        """Drop all: for measuring."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def kept_feeds(app: Flask) -> KeptFeeds:
    """The calendars of this app."""
    return app.extensions.setdefault("kept_feeds", KeptFeeds())
