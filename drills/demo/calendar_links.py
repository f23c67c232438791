"""A calendar link of each sample district, the same at every start.

The database holds only the hash of a link's secret, so the demo keeps the secret in its data
folder. A link that was ended there is made anew.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from drills.actions.share_feed import Wanted, share_feed
from drills.demo.districts import read_districts
from drills.store.feeds import read_feed
from drills.store.people import person_from_row, read_by_email

FILE = "demo-calendar-links.json"


def calendar_links(folder: Path, now: datetime) -> dict[str, str]:
    """The secret of each safety director's link to all planned drills, by district."""
    file = folder / FILE
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    live: dict[str, str] = {}
    for told in read_districts():
        director = next(person for person in told.people if person.role == "director")
        row = read_by_email(told.email(director))
        if row is None or row.left_on is not None:
            continue
        found = read_feed(kept.get(told.name, ""))
        if found is None or found[0].revoked_at is not None:
            secret = share_feed(person_from_row(row), now, Wanted("planners")).secret
        else:
            secret = kept[told.name]
        live[told.name] = secret
    if live != kept:
        file.touch(mode=0o600)
        file.write_text(json.dumps(live, indent=1) + "\n")
    return live
