"""Reading single fields of the local rules' forms: a mistake is put beside its field.

What a whole form says is local_form.py's and local_numbers.py's.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import StringField

LARGEST_NUMBER = 366
LONGEST = {"name": 40, "says": 300, "summary": 300, "citation": 120, "title": 200, "note": 300}


def form_has_errors(form: FlaskForm) -> bool:
    """Whether anything stands beside a field."""
    return any(field.errors for field in form)


def whole_number(field: StringField) -> int | None:
    """The number typed; None where there is none, or a wrong one (then refused)."""
    text = (field.data or "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:6]) <= LARGEST_NUMBER:
        refuse_field(
            field, gettext("Enter a whole number from 1 to %(most)s.", most=LARGEST_NUMBER)
        )
        return None
    return int(text)


def needed_text(field: StringField, key: str, words: str) -> str:
    """The text typed; refused with these words where there is none."""
    text = short_text(field, key)
    if not text:
        refuse_field(field, words)
    return text


def short_text(field: StringField, key: str) -> str:
    """The text in one line; refused where it is too long."""
    text = " ".join((field.data or "").split())
    if len(text) > LONGEST[key]:
        refuse_field(field, gettext("Use at most %(most)s characters.", most=LONGEST[key]))
    return text


def refuse_field(field: Any, words: str) -> None:
    """Put words beside a field."""
    field.errors = [words]
