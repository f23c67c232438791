"""Switch a district's public page of past drills on or off, under an address of its choice."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.filed import district_with_page

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHORTEST, LONGEST = 3, 60


def show_publicly(by: Person, now: datetime, slug: str) -> None:
    """Show past drills at /public/<slug> from now on; an empty one ends the page. Raises
    NotAllowed, or Refused: slug_wrong, slug_taken."""
    wanted = slug.strip().lower() or None
    if wanted and not (SHORTEST <= len(wanted) <= LONGEST and SLUG.fullmatch(wanted)):
        raise Refused(slug="slug_wrong")
    try:
        with change(by, now) as it:
            if not by.may("change_law", now.astimezone(ZoneInfo(by.zone)).date()):
                raise NotAllowed
            row = read_district(by.district_id)
            other = district_with_page(wanted) if wanted else None
            if other is not None and other.id != row.id:
                raise Refused(slug="slug_taken")
            if row.public_slug == wanted:
                return
            it.note("district.public_page", f"district:{row.id}", address=[row.public_slug, wanted])
            row.public_slug = wanted
    except CLASHES:
        raise Refused(slug="slug_taken") from None
