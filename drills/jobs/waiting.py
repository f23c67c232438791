"""The weekly mails about what waits too long, district by district."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import current_app

from drills.actions.mail_waiting import mail_waiting
from drills.store.districts import read_districts

LOG = logging.getLogger("drills.jobs")


def remind_of_waiting(at: Callable[[str], datetime], *, at_any_hour: bool = False) -> int:
    """Queue what is due in every district; gives how many mails. A district that fails stops
    no other."""
    write = current_app.extensions["waiting_letter"]  # the words are the web's
    queued = 0
    for district_id, now in [(row.id, at(row.zone)) for row in read_districts()]:
        try:
            queued += mail_waiting(district_id, now, write, at_any_hour=at_any_hour)
        except Exception:
            LOG.exception("waiting: district %d was not told", district_id)
    return queued
