"""The director's page: are we compliant today, who is not, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from drills import clock
from drills.actions.keep_verdicts import RANK_OPEN, judge_district
from drills.compliance.loading import load_pack
from drills.compliance.pack import Pack, Rule
from drills.store.buildings import read_district
from drills.store.calendars import year_on
from drills.store.verdicts import count_by_rank, read_most_urgent, read_page
from drills.web.access import person
from drills.web.district import blueprint
from drills.web.district.attention import Item, items, sentence, urgency

__all__ = ["blueprint"]

PAGE = 60  # buildings of the grid on one page
MOST_URGENT = 12


@dataclass(frozen=True, slots=True)
class GridRow:
    """One building of the grid: its verdict and its cells by requirement."""

    id: int
    name: str
    status: str
    cells: dict[str, dict[str, Any]]


@blueprint.get("/today")
def today() -> str:
    """One sentence, what needs attention, the grid of buildings by requirements."""
    who = person()
    now = clock.today(who.zone)
    as_of, error = _chosen_day(now)
    district = read_district(who.district_id)
    pack = load_pack(district.jurisdiction)
    page = max(request.args.get("page", 1, type=int), 1)
    year = year_on(who.district_id, as_of)
    urgent, rows, ranks = _find(who.district_id, as_of, now, page, pack)
    total = sum(ranks.values())
    in_order = sum(count for rank, count in ranks.items() if rank >= RANK_OPEN)
    return render_template(
        "district/today.html",
        as_of=as_of,
        is_today=as_of == now,
        error=error,
        year=year,
        pack=pack,
        sentence=sentence(in_order, total, urgent),
        urgent=urgent[:MOST_URGENT],
        more=max(0, total - in_order - len({i.building_id for i in urgent[:MOST_URGENT]})),
        rows=rows,
        columns=_columns(pack, rows),
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
    )


def _chosen_day(now: date) -> tuple[date, str]:
    text = request.args.get("as_of", "")
    if not text:
        return now, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return now, gettext("Enter a day as year, month and day, for example 2026-10-31.")


def _find(
    district_id: int, as_of: date, now: date, page: int, pack: Pack
) -> tuple[list[Item], list[GridRow], dict[int, int]]:
    """Urgent lines, the page's rows and counts by rank: kept for today, else judged now."""
    first = (page - 1) * PAGE
    if as_of == now:
        kept = read_page(district_id, first, PAGE)
        if all(k.as_of == now for _, k in kept):
            rows = [GridRow(b.id, b.name, k.status, _by_id(k.cells)) for b, k in kept]
            urgent = [
                item
                for b, k in read_most_urgent(district_id, MOST_URGENT)
                for item in items(b.id, b.name, k.cells, pack)
            ]
            return sorted(urgent, key=urgency), rows, count_by_rank(district_id)
    judged = judge_district(district_id, as_of)
    rows = [GridRow(j["building_id"], j["name"], j["status"], _by_id(j["cells"])) for j in judged]
    ranks: dict[int, int] = {}
    for one in judged:
        ranks[one["rank"]] = ranks.get(one["rank"], 0) + 1
    urgent = [i for j in judged for i in items(j["building_id"], j["name"], j["cells"], pack)]
    return sorted(urgent, key=urgency), rows[first : first + PAGE], ranks


def _by_id(cells: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {cell["id"]: cell for cell in cells}


def _columns(pack: Pack, rows: list[GridRow]) -> list[Rule]:
    """The rules that bind at least one building shown, what decides before what advises."""
    used = [
        rule
        for rule in pack.rules
        if any(row.cells.get(rule.id, {}).get("status") != "not_applicable" for row in rows)
    ]
    return sorted(used, key=lambda rule: rule.advisory)
