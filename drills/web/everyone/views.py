"""The first page after signing in: each person is taken to what they come here for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.keep_verdicts import RANK_AT_RISK, judge_district
from drills.compliance.loading import load_pack
from drills.store.buildings import read_district
from drills.store.people import read_people
from drills.store.verdicts import read_of
from drills.web.access import may, person
from drills.web.district.attention import items
from drills.web.everyone import blueprint
from drills.web.navigation import my_buildings

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Line:
    """One building of mine: its status, what comes next, how urgent."""

    id: int
    name: str
    status: str
    at_risk: bool
    says: str
    next_due: date | None


@blueprint.get("/")
def home() -> str | tuple[str, int] | Response:
    """The district, one's building, a list of one's buildings, or the drills to come."""
    if may("see_district"):
        return redirect(url_for("district.today"))
    if may("see_building"):
        buildings = my_buildings(person())
        if len(buildings) == 1:
            return redirect(url_for("building.page", building_id=buildings[0].id))
        return render_template("everyone/home.html", lines=_lines(buildings))
    if may("see_told"):
        return redirect(url_for("everyone.coming"))
    return render_template("everyone/no_role.html", **_whom_to_ask())


def _lines(buildings: list[Any]) -> list[Line]:
    """The buildings with what is kept of them; judged now where that is of another day."""
    who = person()
    today = clock.today(who.zone)
    pack = load_pack(read_district(who.district_id).jurisdiction)
    ids = [building.id for building in buildings]
    kept = read_of(ids)
    if all(id_ in kept and kept[id_].as_of == today for id_ in ids):
        found = {id_: (k.status, k.rank, k.next_due, k.cells) for id_, k in kept.items()}
    else:
        found = {
            j["building_id"]: (j["status"], j["rank"], j["next_due"], j["cells"])
            for j in judge_district(who.district_id, today, ids)
        }
    lines = []
    for building in buildings:
        if building.id not in found:  # no school calendar for the year yet
            lines.append(Line(building.id, building.name, "", False, "", None))
            continue
        status, rank, due, cells = found[building.id]
        urgent = items(building.id, building.name, cells, pack)
        says = urgent[0].says if urgent else ""
        lines.append(Line(building.id, building.name, status, rank == RANK_AT_RISK, says, due))
    return lines


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
