"""Make the import template of a district: its state's questions, its buildings to choose from."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.allowed import allowed_today
from drills.actions.law import law_of
from drills.compliance.facts_asked import facts_asked
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_district
from drills.workbooks.template import import_template


def make_template(by: Person, now: datetime) -> bytes:
    """The empty template as an .xlsx. Raises NotAllowed."""
    allowed_today(by, now, "set_up")
    district = read_district(by.district_id)
    pack = law_of(district)
    return import_template(
        district.name,
        pack.name,
        by.name,
        now.astimezone(ZoneInfo(by.zone)),
        facts_asked(pack),
        [row.name for row in read_building_rows(by.district_id)],
    )
