"""The weekly mails with the newest hash of each district's log of changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import current_app

from drills.actions.mail_witness import mail_witness
from drills.store.districts import read_districts

LOG = logging.getLogger("drills.jobs")


def witness(at: Callable[[str], datetime], *, at_any_hour: bool = False) -> int:
    """Queue what is due in every district; gives how many mails. A district that fails stops
    no other."""
    write = current_app.extensions["witness_letter"]  # the words are the web's
    queued = 0
    for district_id, now in [(row.id, at(row.zone)) for row in read_districts()]:
        try:
            queued += mail_witness(district_id, now, write, at_any_hour=at_any_hour)
        except Exception:
            LOG.exception("witness: district %d got none", district_id)
    return queued
