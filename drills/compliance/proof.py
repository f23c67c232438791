"""What a record must hold before it can be approved: the fields that the state's duties name.

Pure. A duty speaks of a kind of drill and of columns (pack.py). What a record lacks stops
its approval and never its counting. Real events want no answer that makes sense of drills
alone; a false alarm wants nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drills.compliance.pack import Duty
from drills.facts import Drill

# Who signs from outside, and the column that says whether they were there.
SIGNED_WHERE = {"police": "law_enforcement", "fire": "fire_department"}
DRILLS_ONLY = ("announced", "parents_notified_on", "training_given")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column or field that must be on record, and the duties that want it."""

    column: str
    duties: tuple[Duty, ...]

    @property
    def citation(self) -> str:
        """Where the law says so, each place once."""
        return "; ".join(dict.fromkeys(duty.citation for duty in self.duties))


def wanted_of(duties: Sequence[Duty], type_: str, held_as: str = "drill") -> tuple[Wanted, ...]:
    """What the duties want on record of a drill of this kind, in the order of the pack."""
    if held_as == "false_alarm":
        return ()
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.types and type_ not in duty.types:
            continue
        for column in duty.record:
            if held_as == "drill" or column not in DRILLS_ONLY:
                found.setdefault(column, []).append(duty)
    return tuple(Wanted(column, tuple(asked)) for column, asked in found.items())


def missing_of(duties: Sequence[Duty], drill: Drill, in_charge: str) -> tuple[Wanted, ...]:
    """What is wanted and not on record. ``in_charge``: who led it, else who recorded it."""
    return tuple(
        wanted
        for wanted in wanted_of(duties, drill.type, drill.held_as)
        if not _is_there(drill, in_charge, wanted.column)
    )


def signatures_wanted(duties: Sequence[Duty], drill: Drill) -> tuple[Duty, ...]:
    """The duties that want a drill signed by police or fire officers. None where the record
    says that neither was there, and of real events. They never stop an approval: nobody can
    make an officer sign."""
    if drill.held_as != "drill":
        return ()
    return tuple(
        duty
        for duty in duties
        if duty.signed_by
        and (not duty.types or drill.type in duty.types)
        and any(getattr(drill, SIGNED_WHERE[kind]) is not False for kind in duty.signed_by)
    )


def columns_wanted(duties: Sequence[Duty], types: Iterable[str]) -> dict[str, dict[str, Wanted]]:
    """For each kind of drill, its wanted columns by name."""
    return {type_: {w.column: w for w in wanted_of(duties, type_)} for type_ in types}


def _is_there(drill: Drill, in_charge: str, column: str) -> bool:
    """An answer of no, and a count of nought, are answers."""
    if column == "in_charge":
        return bool(in_charge)
    value = getattr(drill, column)
    return value is not None and value != ""
