"""What the pages for people from outside say: kinds of guests, the usual questions, scores,
and refusals.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from drills.actions.evaluation_questions import own_questions
from drills.store.tables import DistrictRow, EvaluationRow

KINDS = {
    "police": lazy_gettext("Police or school security"),
    "fire": lazy_gettext("Fire department"),
    "other": lazy_gettext("Another agency"),
}
USUAL = (
    lazy_gettext("Everyone knew at once what was going on"),
    lazy_gettext("Staff and students did what the plan says"),
    lazy_gettext("Doors, halls and ways out were as they should be"),
    lazy_gettext("Everyone was accounted for"),
    lazy_gettext("Radio, alarm and public address could be heard everywhere"),
)
SCORES = {
    "1": lazy_gettext("1, not at all"),
    "2": lazy_gettext("2"),
    "3": lazy_gettext("3"),
    "4": lazy_gettext("4"),
    "5": lazy_gettext("5, fully"),
    "": lazy_gettext("Not seen"),
}
OVER = {
    "link_unknown": lazy_gettext(
        "There is no drill at this link. Check that it was copied whole, or ask the school for a "
        "new one."
    ),
    "link_used": lazy_gettext(
        "This link was used: what was signed with it is kept. To add something, ask the school "
        "for a new link."
    ),
    "link_ended": lazy_gettext("The school has ended this link. Ask it for a new one."),
    "link_late": lazy_gettext("This link is too old. Ask the school for a new one."),
}
REFUSALS = {
    "guest_kind_missing": lazy_gettext("Choose where they come from."),
    "guest_days_wrong": lazy_gettext("Enter a number of days from 1 to 60."),
    "guest_name_long": lazy_gettext("Say it in at most 120 letters."),
    "drill_is_off": lazy_gettext("This drill is cancelled or was not held."),
    "drill_to_come": lazy_gettext("This drill is still to come. Evaluate it on its day."),
    "too_many_guests": lazy_gettext(
        "Ten links to this drill are open already. End one that is not needed."
    ),
    "signer_name_missing": lazy_gettext("Enter your name."),
    "signer_title_missing": lazy_gettext("Enter your title or rank."),
    "signer_agency_missing": lazy_gettext("Enter your agency or department."),
    "signer_name_long": lazy_gettext("Enter it in at most 120 letters."),
    "signer_title_long": lazy_gettext("Enter it in at most 120 letters."),
    "signer_agency_long": lazy_gettext("Enter it in at most 120 letters."),
    "feedback_long": lazy_gettext("Shorten it to 5,000 letters."),
    "score_missing": lazy_gettext("Choose 1 to 5, or that you did not see it."),
    "questions_many": lazy_gettext("Ask at most 12 questions."),
    "questions_long": lazy_gettext("Keep each question under 200 letters."),
    "too_many_tries": lazy_gettext("Too many tries. Wait a quarter of an hour."),
}


def refusal_words(code: str) -> str:
    """The words of a refusal."""
    return str(REFUSALS.get(code, code))


def questions_of(district: DistrictRow) -> tuple[str, ...]:
    """What is asked, in the reader's language where it is the usual."""
    return own_questions(district) or tuple(str(text) for text in USUAL)


def evaluation_lines(rows: list[EvaluationRow]) -> list[dict[str, Any]]:
    """Signed evaluations for a page: by whom, each answer, and the mean of the scores."""
    return [
        {
            "row": row,
            "kind": str(KINDS[row.kind]),
            "mean": mean_of(row),
            "answers": [
                (a["question"], gettext("not seen") if a["score"] is None else f"{a['score']}/5")
                for a in row.answers
            ],
        }
        for row in rows
    ]


def mean_of(row: EvaluationRow) -> float | None:
    """The mean of what was scored, 1 to 5; None where nothing was."""
    scores = [a["score"] for a in row.answers if a["score"] is not None]
    return sum(scores) / len(scores) if scores else None
