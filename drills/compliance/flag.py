"""One flag: a question about a record, and its words in English.

When each is raised is flags.py's and the files beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from drills.facts import Drill

SENTENCES: dict[str, str] = {
    "not_a_school_day": "Was school in session on this day? Add a note or correct the date.",
    "outside_school_year": "This day is not in the school year. Is the date right?",
    "outside_school_hours": "Were pupils in the building at this hour? Add a note or correct "
    "the time.",
    "identical_rows": "The same drill stands in the log more than once; it counts once.",
    "within_the_hour": "Two drills within the hour. Are both times right?",
    "several_in_one_day": "%(count)s drills on one day. Is the date right?",
    "bunched_at_year_end": "%(count)s of the year's %(all)s drills fell in its last %(days)s "
    "days. Are the dates right?",
    "bunched_in_window": "%(count)s of %(all)s drills fell in the last %(days)s days before "
    "%(due)s. Are the dates right?",
    "same_minute": "%(count)s drills at the same minute of the day. Were the times noted down?",
    "same_hour": "All drills of this kind fell in the same hour; the law asks for different times.",
    "same_weekday": "All drills of this kind fell on one weekday; the law asks for other days.",
    "recorded_late": "Written down %(days)s days after it was held. What was it noted from?",
    "entered_together": "%(count)s drills of several months were written down within %(hours)s "
    "hours. What were they noted from?",
    "copied_text": "%(count)s records have the same notes, word for word. Was it the same each "
    "time?",
    "headcount": "The number of people is far from the enrollment. Is it right?",
    "evacuation_time": "It took under %(low)s seconds or over %(high)s minutes. Is that right?",
    "parents_notice": "Parents hear in the days before a drill. Is the day they heard right?",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """When a record was written down: the instant, its day where the district is, and
    whether it came with an import, which says so itself."""

    at: datetime
    on: date
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A question about one or more drills; the first is the one it is asked of.

    ``about`` is what it was raised by (the day, the minute, the headcount): while it stays
    the same, so does the question. ``numbers`` stand in the sentence.
    """

    code: str
    drills: tuple[Drill, ...]
    about: str = ""
    numbers: tuple[tuple[str, str | int], ...] = ()

    @property
    def sentence(self) -> str:
        """The question in English."""
        return SENTENCES[self.code] % dict(self.numbers)

    @property
    def refs(self) -> tuple[str, ...]:
        """The records that it speaks of, by what the caller knows them by."""
        return tuple(drill.ref for drill in self.drills if drill.ref)


NEVER_RECORDED: Mapping[str, Recorded] = {}
