"""Which buildings stand otherwise after a change: judged before and after, inside one write.

What is kept for pages is keep_verdicts.py's; here the difference is put into the audit
row, so that the page can still tell it tomorrow.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from drills.actions.keep_verdicts import judge_district
from drills.compliance.pack import Pack

Standing = dict[int, dict[str, Any]]


def standing(district_id: int, today: date, year: str, pack: Pack | None = None) -> Standing:
    """Each building's verdict as of today, by building; by another law where one is given."""
    return {
        found["building_id"]: {
            "name": found["name"],
            "status": found["status"],
            "rules": {
                cell["id"]: [cell["status"], cell["counted"], cell["needed"]]
                for cell in found["cells"]
                if not cell["advisory"]
            },
        }
        for found in judge_district(district_id, today, year=year, pack=pack)
    }


def changes_between(before: Standing, after: Standing) -> list[dict[str, Any]]:
    """The buildings whose verdict, or whose count of any rule, is not what it was, by name.

    Each as {"building", "name", "was", "now", "rules": [{"id", "was", "now"}]}, where a
    rule's ``was`` and ``now`` are [status, counted, needed], or None where the law before,
    or after, has no such rule.
    """
    found = []
    for building_id, now in after.items():
        was = before.get(building_id)
        if was is None or was == now:
            continue
        rules = [
            {"id": id_, "was": was["rules"].get(id_), "now": now["rules"].get(id_)}
            for id_ in dict.fromkeys((*now["rules"], *was["rules"]))
            if was["rules"].get(id_) != now["rules"].get(id_)
        ]
        found.append(
            {
                "building": building_id,
                "name": now["name"],
                "was": was["status"],
                "now": now["status"],
                "rules": rules,
            }
        )
    return found
