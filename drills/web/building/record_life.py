"""Where a record stands on its way, for its page: what the law wants of it and what it
lacks, who may approve it, questions and answers, earlier versions.

What can be done with it is records.py's and approval.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drills.actions.approve_records import why_not
from drills.actions.law import law_of
from drills.actions.record_rules import lock_after_days, on_record
from drills.compliance.proof import SIGNATURE, is_there, wanted_of
from drills.facts import WRITTEN
from drills.store.buildings import read_district
from drills.store.corrective import read_actions_of
from drills.store.erasures import read_holds_over
from drills.store.life import read_remarks, read_versions, writers_of
from drills.store.on_record import read_beside
from drills.store.tables import CorrectiveActionRow, HoldRow, RecordRow, RecordVersionRow, RemarkRow
from drills.store.window_answers import read_makes_up
from drills.web.access import may, person
from drills.web.building.proof_words import lacks_words, place_of, wanted_words
from drills.web.building.questions import PROBLEMS
from drills.web.format import day_range
from drills.web.words import law_words


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that the law wants on record: is it there, which law says so, does it hold
    the approval up, and where it is given (address, what to do there)."""

    words: str
    there: bool
    citation: str
    binds: bool = True
    place: tuple[str, str] | None = None


@dataclass(slots=True)
class Life:
    """Where a record stands on its way, for its page. ``why_not`` is the code of why this
    person cannot approve it; ``own``: they wrote in it themselves."""

    proof: list[Proof] = field(default_factory=list)
    lacks: str = ""
    may_approve: bool = False
    why_not: str = ""
    own: bool = False
    remarks: list[RemarkRow] = field(default_factory=list)
    versions: list[RecordVersionRow] = field(default_factory=list)
    lock_days: int = 0
    actions: list[tuple[CorrectiveActionRow, str]] = field(default_factory=list)
    makes_up: list[tuple[str, str, str]] = field(default_factory=list)  # window, rule, its id
    holds: list[HoldRow] = field(default_factory=list)  # while they stand, nothing is removed


def life_of(record: RecordRow) -> Life:
    """The record's approval, proof, remarks and versions, as the person signed in sees them."""
    who = person()
    district = read_district(who.district_id)
    pack = law_of(district)
    duties, rules = pack.duties, {rule.id: rule.name for rule in pack.rules}
    beside = read_beside([record.id])[record.id]
    has = on_record(record, beside)
    wanted = wanted_of(duties, has.drill)
    there = {one: is_there(has, one) for one in wanted}
    written = record.state in WRITTEN
    own = who.id in writers_of([record])[record.id]
    return Life(
        proof=[
            Proof(
                wanted_words(one),
                there[one],
                one.citation,
                one.binds,
                place_of(one, record.id) if written or one.sort == SIGNATURE else None,
            )
            for one in wanted
        ],
        lacks=lacks_words(one for one in wanted if not there[one]),
        may_approve=may("approve_records", record.building_id),
        why_not=why_not(record, district, own, beside),
        own=own,
        holds=read_holds_over(who.district_id, record.building_id, record.id),
        remarks=read_remarks(record.id),
        versions=read_versions(record.id),
        lock_days=lock_after_days(district),
        actions=[
            (row, str(PROBLEMS.get(problem, problem)))
            for problem, row in read_actions_of(record.id).items()
            if row.state != "dropped"
        ],
        makes_up=[
            (
                day_range(row.opens, row.due),
                law_words(pack, rules[row.requirement]) if row.requirement in rules else "",
                row.requirement,
            )
            for row in read_makes_up(record.id)
        ],
    )
