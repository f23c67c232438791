"""A field for a day. What cannot be read stays in the field as it was typed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from markupsafe import Markup
from wtforms import StringField
from wtforms.widgets import DateInput

AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
DAY_WRONG = lazy_gettext("Write the day as year, month and day, for example 2026-10-31.")


class DayInput(DateInput):
    """A browser's own choice of days; a text box where a day cannot be read."""

    def __call__(self, field: DayField, **kwargs: Any) -> Markup:
        if field.data and _read(field.data) is None:
            kwargs["type"] = "text"
        return super().__call__(field, **kwargs)


class DayField(StringField):
    """Holds the text as typed; ``day`` reads it."""

    widget = DayInput()

    @property
    def day(self) -> date | None:
        """The day; None where there is none, and where it cannot be read (then with an
        error beside the field)."""
        text = (self.data or "").strip()
        if not text:
            return None
        found = _read(text)
        if found is None:
            self.errors = [str(DAY_WRONG)]
        return found

    def _value(self) -> str:
        found = _read(self.data or "")
        return found.isoformat() if found else (self.data or "")


def _read(text: str) -> date | None:
    """A day as browsers send it, or as Americans write it where nothing offers a choice."""
    plain = text.strip()
    american = AMERICAN.fullmatch(plain)
    try:
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
        return date.fromisoformat(plain)
    except ValueError:
        return None
