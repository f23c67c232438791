"""The first page after signing in: each person is taken to what they come here for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.keep_verdicts import RANK_AT_RISK, RANK_OPEN, judge_district
from drills.actions.law import law_of
from drills.compliance.pack import Pack
from drills.store.buildings import read_district
from drills.store.people import read_people
from drills.store.records import read_expected
from drills.store.tables import DrillRow
from drills.store.verdicts import read_of
from drills.web.access import may, person
from drills.web.district.attention import items, next_step, sentence
from drills.web.everyone import blueprint
from drills.web.format import day, drill_type
from drills.web.navigation import my_buildings

__all__ = ["blueprint"]

GONE_BY = timedelta(30)  # how long a planned drill that nobody wrote about is asked for


@dataclass(frozen=True, slots=True)
class Line:
    """One building of mine: its status and the one thing to do next."""

    id: int
    name: str
    status: str
    at_risk: bool
    says: str  # what to do next
    last: str  # until when, or what else waits
    planned: int | None  # the drill that the step is about: planned for today or gone by
    in_order: bool


@blueprint.get("/")
def home() -> str | tuple[str, int] | Response:
    """The district, one's building, a list of one's buildings, or the drills to come."""
    if may("see_district"):
        return redirect(url_for("district.today"))
    if may("see_building"):
        buildings = my_buildings(person())
        if len(buildings) == 1:
            return redirect(url_for("building.page", building_id=buildings[0].id))
        lines = _lines(buildings)
        judged = [line for line in lines if line.status]
        return render_template(
            "everyone/home.html",
            lines=lines,
            sentence=sentence(sum(line.in_order for line in judged), len(judged), []).first
            if judged
            else "",
        )
    if may("audit"):
        return redirect(url_for("audit.grid"))
    if may("come_to_drills"):
        return redirect(url_for("outside.officer"))
    if may("see_told"):
        return redirect(url_for("everyone.coming"))
    return render_template("everyone/no_role.html", **_whom_to_ask())


def _lines(buildings: list[Any]) -> list[Line]:
    """The buildings with what is kept of them; judged now where that is of another day."""
    who = person()
    today = clock.today(who.zone)
    district = read_district(who.district_id)
    pack = law_of(district)
    ids = [building.id for building in buildings]
    kept = read_of(ids)
    if all(
        id_ in kept and kept[id_].as_of == today and kept[id_].pack_version == pack.version
        for id_ in ids
    ):
        found = {id_: (k.status, k.rank, k.cells) for id_, k in kept.items()}
    else:
        found = {
            j["building_id"]: (j["status"], j["rank"], j["cells"])
            for j in judge_district(who.district_id, today, ids)
        }
    waiting = {
        record.building_id: drill
        for record, drill in reversed(read_expected(ids, today - GONE_BY, today))
    }
    lines = []
    for building in buildings:
        if building.id not in found:  # no school calendar for the year yet
            lines.append(_line(building, "", 0, [], pack, district.labels, None, today))
            continue
        status, rank, cells = found[building.id]
        drill = waiting.get(building.id)
        lines.append(_line(building, status, rank, cells, pack, district.labels, drill, today))
    return lines


def _line(
    building: Any,
    status: str,
    rank: int,
    cells: list[dict[str, Any]],
    pack: Pack,
    labels: dict[str, str],
    drill: DrillRow | None,
    today: date,
) -> Line:
    """The step that comes first: a drill of today or gone by, what is urgent, what is next."""
    at_risk, in_order = rank == RANK_AT_RISK, rank >= RANK_OPEN
    common = (building.id, building.name, status, at_risk)
    urgent = items(building.id, building.name, cells, pack, labels)
    if drill is not None:
        kind = drill_type(drill.type, labels, drill.title)
        if drill.planned_on == today:
            says = gettext("Today: %(kind)s.", kind=kind)
        else:
            says = gettext(
                "Was it held? %(kind)s, planned for %(day)s.", kind=kind, day=day(drill.planned_on)
            )
        return Line(*common, says, urgent[0].says if urgent else "", drill.id, in_order)
    if urgent:
        # What can still be held comes before what is lost.
        first = next((item for item in urgent if item.at_risk), urgent[0])
        return Line(*common, first.says, first.last, None, in_order)
    if not status:
        says = gettext("Ask your district administrator to set up the school year.")
        return Line(*common, says, "", None, False)
    says = next_step(cells, pack, today, labels) or gettext("Nothing more is owed this year.")
    return Line(*common, says, "", None, in_order)


def _whom_to_ask() -> dict[str, Any]:
    """Roles that are over or still to come, and who can give another one."""
    who = person()
    today = clock.today(who.zone)
    coming = [g for g in who.grants if g.starts is not None and g.starts > today]
    over = [g for g in who.grants if g.ends is not None and g.ends < today]
    administrators = [
        row
        for row in read_people(who.district_id)
        if row.left_on is None and any(r.role == "administrator" for r in row.roles)
    ]
    return {"coming": coming, "over": over, "administrators": administrators}
