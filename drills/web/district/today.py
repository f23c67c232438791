"""The director's page: are we compliant today, who is not, and what to do first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask import Response, make_response, render_template, request
from flask_babel import ngettext

from drills import clock
from drills.actions.close_year import may_close
from drills.actions.keep_verdicts import (
    RANK_ANSWERED,
    RANK_AT_RISK,
    RANK_DECIDE,
    RANK_MET,
    RANK_MISSED,
    RANK_OPEN,
    judge_district,
)
from drills.actions.law import law_of
from drills.compliance.pack import Pack
from drills.store.absences import read_coming_absences
from drills.store.buildings import read_building_rows, read_district
from drills.store.calendars import year_before
from drills.store.closed_years import is_closed
from drills.store.corrective import count_actions
from drills.store.records import read_expected
from drills.store.school_years import read_year_rows
from drills.store.tables import DrillRow
from drills.store.verdicts import all_kept_for, count_by_rank, read_most_urgent, read_page
from drills.store.waiting import count_waiting_for
from drills.web.access import person
from drills.web.building.corrective import actions_wait_words
from drills.web.chosen_day import ChosenDay, chosen_day, this_page
from drills.web.district import blueprint
from drills.web.district.attention import Item, items, pick, sentence
from drills.web.district.columns import columns_of, groups_of
from drills.web.district.grid import GridRow, cell_of
from drills.web.district.queue import waiting_words
from drills.web.words import law_words

__all__ = ["blueprint"]

PAGE = 50  # buildings of the grid on one page
MOST_URGENT = 12
NOT_IN_ORDER = (RANK_MISSED, RANK_DECIDE, RANK_AT_RISK)


@dataclass(frozen=True, slots=True)
class Found:
    """The district on a day: what is urgent, buildings by rank, and one page of the grid."""

    urgent: list[Item]
    ranks: dict[int, int]
    rows: list[GridRow]
    page: int
    pages: int


@blueprint.get("/today")
def today() -> Response:
    """One sentence, what needs attention, the grid of buildings by requirements."""
    who = person()
    chosen = chosen_day(who.district_id, clock.today(who.zone))
    district = read_district(who.district_id)
    pack = law_of(district)
    only_urgent = request.args.get("show") == "attention"
    page = request.args.get("page", 1, type=int)
    found = _find(chosen, pack, page, only_urgent, district.labels)
    total = sum(found.ranks.values())
    in_order = sum(found.ranks.get(rank, 0) for rank in (RANK_OPEN, RANK_MET))
    answered = found.ranks.get(RANK_ANSWERED, 0)
    shown = pick(found.urgent, MOST_URGENT)
    columns, more_columns = columns_of(pack, [row.cells for row in found.rows])
    waiting, to_remove = _waiting_for_me(chosen)
    answer = render_template(
        "district/today.html",
        chosen=chosen,
        this_page=this_page,
        page_link=lambda number: this_page(page=number),
        words=law_words,
        pack=pack,
        sentence=sentence(in_order, total, found.urgent, answered),
        in_order=in_order,
        urgent=shown,
        planned=_planned(shown, chosen),
        absences=read_coming_absences(who.district_id, chosen.today) if chosen.is_today else [],
        more=max(0, total - in_order - answered - len({i.building_id for i in shown})),
        rows=found.rows,
        columns=columns,
        groups=groups_of(columns),
        more_columns=more_columns,
        cell_of=cell_of,
        total=total,
        waiting=waiting,
        to_mend=_to_mend(chosen),
        to_close=_to_close(chosen),
        to_remove=to_remove,
        any_building=total > 0 or _any_building(who.district_id),
        only_urgent=only_urgent,
        page=found.page,
        pages=found.pages,
    )
    return make_response(answer, chosen.code)


def _waiting_for_me(chosen: ChosenDay) -> tuple[str, str]:
    """How many records wait for approval and how many removals for a decision, in words;
    empty where none, or on another day."""
    who = person()
    if not chosen.is_today:
        return "", ""
    records, removals = count_waiting_for(
        who.district_id,
        who.buildings_for("approve_records", chosen.today),
        who.buildings_for("confirm_erasure", chosen.today),
        who.id,
    )
    decide = ngettext(
        "%(num)d removal waits for your decision",
        "%(num)d removals wait for your decision",
        removals,
    )
    return waiting_words(records) if records else "", decide if removals else ""


def _to_mend(chosen: ChosenDay) -> str:
    """How many corrective actions are open and late, in words; empty where none."""
    if not chosen.is_today:
        return ""
    who = person()
    covered = who.buildings_for("see_district", chosen.today)
    return actions_wait_words(*count_actions(who.district_id, covered, chosen.today))


def _to_close(chosen: ChosenDay) -> str:
    """The school year before this one, where it is over and not closed; empty otherwise."""
    who = person()
    if not chosen.is_today or not may_close(who, chosen.today):
        return ""
    before = year_before(chosen.today)
    rows = read_year_rows(who.district_id) if before in chosen.years else []
    over = any(row.year == before and day < chosen.today for row, day in rows)
    return before if over and not is_closed(who.district_id, before) else ""


def _find(
    chosen: ChosenDay, pack: Pack, page: int, only_urgent: bool, labels: dict[str, str]
) -> Found:
    """The district as kept for today; judged now where the day is another or the night's
    judging has not run."""
    district_id = person().district_id
    if chosen.year is None:
        return Found([], {}, [], 1, 1)
    if chosen.is_today and all_kept_for(district_id, chosen.as_of, chosen.year, pack.version):
        ranks = count_by_rank(district_id)
        page, pages = _page_of(ranks, page, only_urgent)
        narrowed = NOT_IN_ORDER if only_urgent else None
        kept = read_page(district_id, (page - 1) * PAGE, PAGE, narrowed)
        worst = [
            *read_most_urgent(district_id, MOST_URGENT, [RANK_MISSED]),
            *read_most_urgent(district_id, MOST_URGENT, [RANK_DECIDE, RANK_AT_RISK]),
        ]
        urgent = [i for b, k in worst for i in items(b.id, b.name, k.cells, pack, labels)]
        rows = [GridRow.of(b.id, b.name, k.status, k.rank, k.cells) for b, k in kept]
        return Found(urgent, ranks, rows, page, pages)
    judged = judge_district(district_id, chosen.as_of, year=chosen.year)
    ranks = dict(Counter(one["rank"] for one in judged))
    page, pages = _page_of(ranks, page, only_urgent)
    troubled = [one for one in judged if one["rank"] in NOT_IN_ORDER]
    listed = (troubled if only_urgent else judged)[(page - 1) * PAGE : page * PAGE]
    urgent = [
        item
        for one in troubled
        for item in items(one["building_id"], one["name"], one["cells"], pack, labels)
    ]
    rows = [
        GridRow.of(one["building_id"], one["name"], one["status"], one["rank"], one["cells"])
        for one in listed
    ]
    return Found(urgent, ranks, rows, page, pages)


def _page_of(ranks: dict[int, int], wanted: int, only_urgent: bool) -> tuple[int, int]:
    """The page that is shown and how many there are; a number out of range is brought in."""
    listed = sum(n for rank, n in ranks.items() if not only_urgent or rank in NOT_IN_ORDER)
    pages = max(1, -(-listed // PAGE))
    return min(max(wanted, 1), pages), pages


def _any_building(district_id: int) -> bool:
    """Asked only where nothing could be judged: is it the calendar or the buildings?"""
    return bool(read_building_rows(district_id))


def _planned(shown: list[Item], chosen: ChosenDay) -> dict[tuple[int, str], DrillRow]:
    """By building and requirement, the planned drill that would settle a line in time."""
    live = [item for item in shown if item.at_risk and item.last_day is not None]
    if not live or not chosen.is_today:
        return {}
    pack = law_of(person().district_id)
    last = max(item.last_day or date.min for item in live)
    expected = read_expected({item.building_id for item in live}, chosen.as_of, last)
    found: dict[tuple[int, str], DrillRow] = {}
    for item in live:
        accepts = pack.rule(item.requirement).accepts
        for record, drill in expected:
            fits = record.building_id == item.building_id and drill.type in accepts
            if fits and drill.planned_on <= (item.last_day or date.max):
                found.setdefault((item.building_id, item.requirement), drill)
    return found
