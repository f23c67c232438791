"""The director's queue: records that wait for approval, what each lacks, several at once.

A record's own page is building/records.py's; asking and sending back go there and return.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from drills import clock
from drills.actions.approve_records import Approved, approve_records, why_not
from drills.actions.record_rules import lacking
from drills.actions.refused import Refused
from drills.store.buildings import read_building_rows, read_district
from drills.store.calendars import year_on
from drills.store.life import (
    count_waiting_by_building,
    read_last_queries,
    read_some_records,
    read_waiting,
    writers_of,
)
from drills.store.on_record import read_beside
from drills.store.same_files import count_same_files
from drills.store.tables import BuildingRow, DistrictRow, RecordRow, RemarkRow
from drills.store.year_records import count_evidence
from drills.web.access import person
from drills.web.building.asked import Question, questions_about
from drills.web.building.history import HELD_AS
from drills.web.building.proof_words import lacks_words, wishes_words
from drills.web.building.refusals import refusal_words
from drills.web.district import blueprint
from drills.web.format import drill_type, short_day

__all__ = ["blueprint"]

PAGE = 50
MOST_NAMED = 10  # records whose missing things are said one by one


@dataclass(frozen=True, slots=True)
class Waiting:
    """One record of the queue. ``why_not`` is the code of why it cannot be approved by the
    person signed in, ``lacks`` what is missing, in words."""

    record: RecordRow
    building: BuildingRow
    kind: str
    held_as: str
    files: int
    why_not: str
    lacks: str
    wishes: str  # what the law asks for besides, and holds nothing up
    query: RemarkRow | None
    also_there: int  # files that stand with another drill too
    questions: list[Question]

    @property
    def ready(self) -> bool:
        """Whether nothing stands against approving it."""
        return not self.why_not


@blueprint.get("/records")
def records() -> Response:
    """What waits for approval, those held first at the top; ``?building=`` narrows."""
    return _page()


@blueprint.post("/records/approve")
def approve() -> Response:
    """Approve the records that are ticked, each as the version that was shown."""
    ticked = [text for text in request.form.getlist("record") if text.isdecimal()]
    versions = {
        int(text): int(version)
        for text in ticked
        if (version := request.form.get(f"version-{text}", "")).isdecimal()
    }
    try:
        done = approve_records(person(), clock.now(), versions)
    except Refused as refused:
        return _page(refused)
    if done.done:
        flash(
            ngettext(
                "%(num)d record was approved.", "%(num)d records were approved.", len(done.done)
            ),
            "success",
        )
    for code in dict.fromkeys(done.refused.values()):
        number = sum(c == code for c in done.refused.values())
        flash(
            ngettext(
                "%(num)d record was not approved. %(why)s",
                "%(num)d records were not approved. %(why)s",
                number,
                why=_why(code, done),
            ),
            "error",
        )
    return redirect(url_for("district.records", **_narrowed()), 303)


def _why(code: str, done: Approved) -> str:
    """Why records were not approved; where something is missing, what in which."""
    if code != "proof_missing":
        return refusal_words(code)
    who = person()
    records = read_some_records(list(done.missing)[:MOST_NAMED], who.district_id)
    names = {b.id: b.name for b in read_building_rows(who.district_id, with_closed=True)}
    labels = read_district(who.district_id).labels
    lines = [
        gettext(
            "%(building)s, %(kind)s on %(day)s: %(what)s.",
            building=names[r.building_id],
            kind=drill_type(r.drill.type, labels, r.drill.title),
            day=short_day(r.held_on),
            what=lacks_words(done.missing[r.id]),
        )
        for r in records
    ]
    return " ".join([gettext("Missing:"), *lines])


def _narrowed() -> dict[str, int]:
    """The building that the list is narrowed to, for the next address."""
    building = request.values.get("building", type=int)
    return {"building": building} if building else {}


def _page(refused: Refused | None = None) -> Response:
    who = person()
    covered = who.buildings_for("approve_records", clock.today(who.zone))
    district = read_district(who.district_id)
    counts = count_waiting_by_building(who.district_id, covered)
    only = request.values.get("building", type=int)
    chosen = next(((id_, name) for id_, name, _ in counts if id_ == only), None)
    total = sum(n for id_, _, n in counts if chosen is None or id_ == chosen[0])
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = [chosen[0]] if chosen else covered
    waiting = _waiting(district, shown, (page - 1) * PAGE)
    answer = render_template(
        "district/records.html",
        waiting=waiting,
        ready=sum(one.ready for one in waiting),
        total=total,
        everything=sum(n for _, _, n in counts),
        counts=counts,
        chosen=chosen,
        error=refusal_words(refused.errors[""]) if refused and "" in refused.errors else "",
        ticked=set(request.form.getlist("record")),
        tick_all=request.args.get("tick") == "all",
        page=page,
        pages=pages,
        page_link=lambda number: url_for("district.records", page=number, **_narrowed()),
    )
    return make_response(answer, 422 if refused else 200)


def _waiting(district: DistrictRow, shown: Collection[int] | None, first: int) -> list[Waiting]:
    """One page of the queue. The number of queries does not grow with it."""
    who = person()
    rows = read_waiting(district.id, shown, first, PAGE)
    ids = [record.id for record, _ in rows]
    writers = writers_of([record for record, _ in rows])
    files, twice = count_evidence(ids), count_same_files(ids, district.id)
    asked = [record.id for record, _ in rows if record.asked_at is not None]
    queries = read_last_queries(asked) if asked else {}
    year = year_on(district.id, clock.today(who.zone))
    raised = questions_about(district.id, [record for record, _ in rows], year)
    beside = read_beside(ids)
    missing = {record.id: lacking(record, district, beside[record.id]) for record, _ in rows}
    return [
        Waiting(
            record,
            building,
            drill_type(record.drill.type, district.labels, record.drill.title),
            str(HELD_AS[record.held_as]) if record.held_as != "drill" else "",
            files.get(record.id, 0),
            why_not(record, district, who.id in writers[record.id], beside[record.id]),
            lacks_words(missing[record.id]),
            wishes_words(missing[record.id]),
            queries.get(record.id),
            twice.get(record.id, 0),
            raised.get(record.id, []),
        )
        for record, building in rows
    ]


def waiting_words(number: int) -> str:
    """``3 records wait for your approval``."""
    return ngettext(
        "%(num)d record waits for your approval",
        "%(num)d records wait for your approval",
        number,
    )
