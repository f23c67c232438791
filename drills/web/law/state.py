"""One state's drill law on a page: requirements, duties, choices, notes and sources."""

from __future__ import annotations

from flask import abort, render_template, request

from drills import clock
from drills.actions.law import STATE, law_of, state_pack, texts_of
from drills.compliance.coverage import coverage
from drills.compliance.loading import known_jurisdictions, load_pack
from drills.compliance.pack import Pack
from drills.store.buildings import read_building_rows, read_district
from drills.store.tables import DistrictRow
from drills.web.access import may, person
from drills.web.law import blueprint
from drills.web.law.entries import address, choices_of, duties_of, entries_of, sources_of
from drills.web.law_said import is_stale
from drills.web.words import law_words

__all__ = ["blueprint"]


@blueprint.get("/law/<jurisdiction>")
def state(jurisdiction: str) -> str:
    """The law of a state as we read it; the district's own with its local law over it."""
    pack = pack_or_404(jurisdiction)
    district = read_district(person().district_id)
    mine = pack.jurisdiction == district.jurisdiction
    if mine:
        pack = law_of(district)
    today = clock.today(district.zone)
    return render_template(
        "law/state.html",
        pack=pack,
        mine=mine,
        words=law_words,
        address=address,
        tally=coverage([pack]),
        groups=entries_of(
            pack, today, pack.answers(district.settings) if mine else {}, district.labels
        ),
        duties=duties_of(pack, district.labels),
        choices=choices_of(pack),
        sources=sources_of(pack),
        stale=is_stale(pack.reviewed, today),
        others=[(c, name) for c, name in known_jurisdictions().items() if c != pack.jurisdiction],
        compared_with=district.jurisdiction,
        came_from=_came_from(pack),
    )


def state_law(code: str, district: DistrictRow) -> Pack:
    """A state's law without anything laid over it; of the district's own state the newer
    edition that it imported, where it did. Raises LookupError."""
    if code == district.jurisdiction and district.law:
        return state_pack(code, texts_of(district).get(STATE))[0]
    return load_pack(code)


def pack_or_404(jurisdiction: str) -> Pack:
    """The pack of a state's code, in whatever case it is typed."""
    try:
        return load_pack(jurisdiction.upper())
    except LookupError:
        abort(404)


def _came_from(pack: Pack) -> tuple[int, str, str, str] | None:
    """The building and rule whose page led here: ids and names; None where none did."""
    building_id = request.args.get("building", "")
    rule_id = request.args.get("rule", "")
    if not building_id.isascii() or not building_id.isdigit() or len(building_id) > 9:
        return None
    number = int(building_id)
    if not may("see_building", number):
        return None
    rows = read_building_rows(person().district_id, frozenset({number}))
    known = {rule.id: rule for rule in pack.rules}
    if not rows or rule_id not in known:
        return None
    return number, rows[0].name, rule_id, law_words(pack, known[rule_id].name)
