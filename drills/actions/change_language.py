"""Change the language in which a person reads pages and mails."""

from __future__ import annotations

from datetime import datetime

from drills.actions.change import change
from drills.actions.refused import NotAllowed
from drills.permissions import Person
from drills.store.people import read_person

LANGUAGES = ("en", "es")


def change_language(by: Person, now: datetime, language: str) -> None:
    """Keep the language with the person. Raises NotAllowed for one that we do not speak."""
    if language not in LANGUAGES:
        raise NotAllowed
    with change(by, now) as it:
        row = read_person(by.id, by.district_id)
        if row is None:
            raise NotAllowed
        if row.language != language:
            row.language = language
            it.note("account.language", f"person:{by.id}", language=language)
