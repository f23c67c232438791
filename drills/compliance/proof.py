"""What a record must hold before it can be approved: what the state's duties name.

Pure. A duty speaks of a kind of drill and of columns, files and signatures (duty.py). What a
record lacks stops its approval and never its counting. What the law only advises, what we
are not sure of, and the signature of an officer, whom nobody can make sign, are wishes: they
are shown and stop nothing. Real events want no answer that makes sense of drills alone; a
false alarm wants nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from drills.compliance.duty import NOTES_TELL, OFFICERS, Duty
from drills.facts import Drill

# Who signs from outside, and the column that says whether they were there.
SIGNED_WHERE = {"police": "law_enforcement", "fire": "fire_department"}
DRILLS_ONLY = ("announced", "parents_notified_on", "training_given")

FIELD, FILE, SIGNATURE = "field", "file", "signature"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that must be on record, and the duties that want it.

    ``sort``: a field (``name`` is its column), a file (``name`` says which), or a signature
    (``name`` joins those of whom one is enough: ``police+fire``).
    """

    sort: str
    name: str
    duties: tuple[Duty, ...]

    @property
    def citation(self) -> str:
        """Where the law says so, each place once."""
        return "; ".join(dict.fromkeys(duty.citation for duty in self.duties))

    @property
    def signers(self) -> tuple[str, ...]:
        """Of whom one signature is enough."""
        return tuple(self.name.split("+")) if self.sort == SIGNATURE else ()

    @property
    def tells(self) -> tuple[str, ...]:
        """What the notes must tell, by the names of a pack; empty for all else."""
        if (self.sort, self.name) != (FIELD, "notes"):
            return ()
        told = {word for duty in self.duties for word in duty.notes_tell}
        return tuple(word for word in NOTES_TELL if word in told)

    @property
    def binds(self) -> bool:
        """Whether the record cannot be approved without it."""
        by_school = not self.signers or "school" in self.signers
        return by_school and any(duty.binds for duty in self.duties)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What a record holds. ``in_charge``: who led it, else who recorded it; ``files`` that
    are attached; ``signed``: who has signed it, police, fire or the school."""

    drill: Drill
    in_charge: str = ""
    files: int = 0
    signed: frozenset[str] = frozenset()


def wants_of(duty: Duty) -> tuple[Wanted, ...]:
    """All that one duty wants of a record, of whichever drill it speaks."""
    found = [(FIELD, column) for column in duty.record] + [(FILE, file) for file in duty.files]
    if duty.signed_by:
        found.append((SIGNATURE, "+".join(duty.signed_by)))
    return tuple(Wanted(sort, name, (duty,)) for sort, name in found)


def wanted_of(duties: Sequence[Duty], drill: Drill) -> tuple[Wanted, ...]:
    """What the duties want on record of a drill: fields in the order of the pack, then files,
    then signatures. A signature from outside is not wanted where the record says that none
    of those who could give it was there, nor of real events."""
    if drill.held_as == "false_alarm":
        return ()
    is_drill = drill.held_as == "drill"
    found: dict[tuple[str, str], list[Duty]] = {}
    for duty in duties:
        if not duty.speaks_of(drill.type, drill.date):
            continue
        for one in wants_of(duty):
            if one.sort == FIELD:
                asked = is_drill or one.name not in DRILLS_ONLY
            else:
                signers = [who for who in one.signers if _may_sign(drill, who)]
                asked = is_drill and (one.sort == FILE or bool(signers))
            if asked:
                found.setdefault((one.sort, one.name), []).append(duty)
    order = (FIELD, FILE, SIGNATURE)
    return tuple(
        Wanted(sort, name, tuple(asked))
        for (sort, name), asked in sorted(found.items(), key=lambda item: order.index(item[0][0]))
    )


def missing_of(duties: Sequence[Duty], has: OnRecord) -> tuple[Wanted, ...]:
    """What is wanted and not on record, wishes with the rest: ``binds`` tells them apart."""
    return tuple(one for one in wanted_of(duties, has.drill) if not is_there(has, one))


def is_there(has: OnRecord, wanted: Wanted) -> bool:
    """Whether the record holds it. An answer of no, and a count of nought, are answers; which
    file is the form that the law means nobody but a reader can tell, so any file stands."""
    if wanted.sort == FILE:
        return has.files > 0
    if wanted.sort == SIGNATURE:
        return not has.signed.isdisjoint(wanted.signers)
    if wanted.name == "in_charge":
        return bool(has.in_charge)
    value = getattr(has.drill, wanted.name)
    return value is not None and value != ""


def wanted_by_type(
    duties: Sequence[Duty], types: Iterable[str], day: date
) -> dict[str, tuple[Wanted, ...]]:
    """What is wanted of each kind of drill held on a day of which nothing is known yet."""
    return {type_: wanted_of(duties, Drill(day, type_)) for type_ in types}


def _may_sign(drill: Drill, who: str) -> bool:
    return who not in OFFICERS or getattr(drill, SIGNED_WHERE[who]) is not False
