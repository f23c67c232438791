"""The auditor's pages: the grid as of a past day, a building's drills, and why.

Nothing that is planned shows, and nothing can be changed. Each proof is two clicks from the
grid: a cell leads to why, a drill there to its record with the files. The record's own page
is shared with the schools; web/access.py lets an auditor see those of past days alone. What
an auditor takes home is exports.py's.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, make_response, render_template

from drills.actions.keep_verdicts import judge_district
from drills.actions.law import law_of
from drills.facts import COUNTING
from drills.store.buildings import read_building_rows, read_district
from drills.store.outside import read_evaluations
from drills.store.year_records import count_evidence, read_year_records
from drills.web.access import person
from drills.web.audit import blueprint
from drills.web.audit.chosen import audited_buildings, audited_day
from drills.web.building.answers import answers_of
from drills.web.building.judged import Judged, read_judged
from drills.web.building.why import explained
from drills.web.chosen_day import this_page
from drills.web.district.columns import columns_of, groups_of
from drills.web.district.grid import GridRow, cell_of
from drills.web.format import drill_type
from drills.web.words import law_words

__all__ = ["blueprint"]


@blueprint.get("/audit")
def grid() -> Response:
    """Buildings by requirements as of a past day, and the years."""
    who = person()
    chosen = audited_day()
    district = read_district(who.district_id)
    pack = law_of(district)
    buildings = audited_buildings(chosen)
    rows = []
    if buildings:
        judged = judge_district(who.district_id, chosen.as_of, buildings, year=chosen.year)
        rows = [
            GridRow.of(one["building_id"], one["name"], one["status"], one["rank"], one["cells"])
            for one in judged
        ]
    columns, more = columns_of(pack, [row.cells for row in rows])
    page = render_template(
        "audit/grid.html",
        chosen=chosen,
        this_page=this_page,
        pack=pack,
        words=law_words,
        rows=rows,
        columns=columns,
        groups=groups_of(columns),
        more_columns=more,
        cell_of=cell_of,
        until=max(g.ends for g in who.grants if g.role == "auditor" and g.ends),
    )
    return make_response(page, chosen.code)


@blueprint.get("/audit/buildings/<int:building_id>")
def building(building_id: int) -> Response:
    """Every drill that was held in a building, with how much proves it."""
    who, chosen = person(), audited_day(building_id)
    row = read_building_rows(who.district_id, [building_id], with_closed=True)[0]
    labels = read_district(who.district_id).labels
    held = [
        (record, drill)
        for record, drill in read_year_records(building_id, chosen.year or "")
        if record.state in COUNTING and record.held_on and record.held_on <= chosen.as_of
    ]
    ids = [record.id for record, _ in held]
    page = render_template(
        "audit/building.html",
        chosen=chosen,
        this_page=this_page,
        building=row,
        held=held,
        kind=lambda drill: drill_type(drill.type, labels, drill.title),
        files=count_evidence(ids),
        signed=read_evaluations(ids),
    )
    return make_response(page, chosen.code)


@blueprint.get("/audit/buildings/<int:building_id>/why/<requirement_id>")
def why(building_id: int, requirement_id: str) -> Response:
    """Why a requirement stands as it does: windows, what counted, what did not."""
    judged = _past(read_judged(building_id, audited_day(building_id)))
    try:
        rule = judged.pack.rule(requirement_id)
    except KeyError:
        abort(404)
    pair = judged.pair(requirement_id)
    answers = answers_of(judged, *pair, None) if pair else None
    values = explained(judged, *pair, answers) if pair and answers else {}
    page = render_template(
        "audit/why.html",
        building=judged.row,
        chosen=judged.chosen,
        pack=judged.pack,
        rule=rule,
        words=law_words,
        found=pair[1] if pair else None,
        said=answers.said if answers else [],
        **values,
    )
    return make_response(page, judged.chosen.code)


def _past(judged: Judged) -> Judged:
    """The same without what is planned."""
    day = judged.chosen.as_of
    past = [
        (record, drill)
        for record, drill in judged.records
        if record.state in COUNTING and record.held_on and record.held_on <= day
    ]
    held = [drill for drill in judged.held if drill.date <= day]
    return replace(judged, records=past, held=held)
