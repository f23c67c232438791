"""Connecticut: the fire and crisis response drills of a year for the board's annual report."""

from __future__ import annotations

from drills.filings.contents import Year
from drills.filings.table import Table

CRISIS = "crisis-every-3-months"
SOURCE = "https://statepolicies.nasbe.org/node/104746"


def report_table(year: Year) -> Table:
    """Fire and crisis response drills by school and day, with how they were evaluated."""
    crisis = year.accepts.get(CRISIS, ())
    rows = []
    for school in year.schools:
        for held in school.held:
            drill = held.drill
            if drill.type != "fire" and drill.type not in crisis:
                continue
            means = [e.mean for e in held.evaluated if e.mean is not None]
            rows.append(
                (
                    school.name,
                    "Fire" if drill.type == "fire" else "Crisis response",
                    held.kind,
                    drill.date,
                    drill.time,
                    drill.duration_seconds,
                    _evaluators(held.evaluated),
                    round(sum(means) / len(means), 1) if means else None,
                    "\n".join(e.feedback for e in held.evaluated if e.feedback) or None,
                )
            )
    return Table(
        f"Fire and crisis response drills, {year.district}, {year.year}",
        (
            "School",
            "Drill",
            "Kind",
            "Date",
            "Time",
            "Seconds",
            "Evaluated by",
            "Mean score (1 to 5)",
            "Feedback",
        ),
        tuple(rows),
        (
            "Conn. Gen. Stat. § 10-222n(a)(5) and (6): drills are evaluated and scored, and the "
            "board reports on its drills every year.",
            f"As quoted at {SOURCE}",
            "No form of the State was seen: a list to report from, not a form.",
        ),
    )


def _evaluators(evaluated: tuple) -> str | None:
    return "; ".join(f"{e.name}, {e.title}, {e.agency}" for e in evaluated) or None
