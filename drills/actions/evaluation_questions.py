"""The questions that people from outside score, as a district sets them.

Without any of its own, the district asks the usual ones, whose words are the web's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.tables import DistrictRow

OPTION = "evaluation_questions"
MOST = 12
LONGEST = 200


def own_questions(district: DistrictRow) -> tuple[str, ...]:
    """The district's own questions; none where it asks the usual ones."""
    return tuple(district.options.get(OPTION) or ())


def set_questions(by: Person, now: datetime, lines: Iterable[str]) -> tuple[str, ...]:
    """Ask these from now on, one a line; none: the usual ones. Raises NotAllowed or Refused.

    What was signed before keeps the questions as they were asked.
    """
    wanted = tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    if len(wanted) > MOST:
        raise Refused(questions="questions_many")
    if any(len(text) > LONGEST for text in wanted):
        raise Refused(questions="questions_long")
    with change(by, now) as it:
        if not by.may("change_law", now.astimezone(ZoneInfo(by.zone)).date()):
            raise NotAllowed
        row = read_district(by.district_id)
        before = own_questions(row)
        if before != wanted:
            row.options = {**row.options, OPTION: list(wanted)}
            it.note(
                "district.questions_set",
                f"district:{row.id}",
                questions=[list(before), list(wanted)],
            )
    return wanted
