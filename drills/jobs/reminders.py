"""The mails about planned drills, district by district, each minute.

They cost next to nothing where there is nothing to tell, and a drill planned or moved on
short notice is told within the minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import current_app

from drills.actions.queue_reminders import queue_reminders
from drills.store.districts import read_districts

LOG = logging.getLogger("drills.jobs")


def remind(at: Callable[[str], datetime], *, at_any_hour: bool = False) -> int:
    """Queue what is due in every district. Gives how many mails were added.

    ``at`` gives the instant for a zone. A district that fails stops no other.
    """
    write = current_app.extensions["drill_letter"]  # the words are the web's
    queued = 0
    for district_id, now in [(row.id, at(row.zone)) for row in read_districts()]:
        try:
            queued += queue_reminders(district_id, now, write, at_any_hour=at_any_hour)
        except Exception:
            LOG.exception("reminders: district %d got none", district_id)
    return queued
