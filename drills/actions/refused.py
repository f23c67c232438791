"""What an action raises when it will not do a thing: words for the page, by field."""

from __future__ import annotations


class Refused(Exception):
    """Refused for a reason a person can mend. ``errors`` maps a field's name to words.

    The empty name stands for the whole form. Words are translatable sources; the page
    translates them.
    """

    def __init__(self, message: str = "", **errors: str) -> None:
        self.errors: dict[str, str] = dict(errors)
        if message:
            self.errors[""] = message
        super().__init__(message or "; ".join(errors.values()))


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing first."""


class NotAllowed(Exception):
    """The person's roles do not cover this. Pages answer 404, so as not to tell what exists."""
