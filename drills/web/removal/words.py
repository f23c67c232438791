"""What the pages about removal say where an action refuses."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

WORDS = {
    "what_missing": lazy_gettext("Choose what is to be removed."),
    "erasure_reason_missing": lazy_gettext("Say why. The reason stays on record for good."),
    "why_long": lazy_gettext("Say it in at most 2,000 letters."),
    "erased_already": lazy_gettext("This file was removed already."),
    "asked_already": lazy_gettext("Somebody has asked for this already; it waits for a decision."),
    "no_words": lazy_gettext("There are no words in this record that could be removed."),
    "nothing_logged": lazy_gettext("Nothing is logged here yet."),
    "decided_already": lazy_gettext("Somebody decided on this a moment ago."),
    "own_asking": lazy_gettext("You asked for this yourself, so somebody else decides."),
    "on_hold": lazy_gettext("A hold stands over it. Nothing is removed until that is lifted."),
    "held_already": lazy_gettext("A hold stands over this record already."),
    "not_over": lazy_gettext("The time for which these records are kept is not over."),
}


def refusal_words(code: str) -> str:
    """The words of a refusal."""
    return str(WORDS.get(code) or gettext("This cannot be done now. Load the page again."))
