"""Refusals about people and passwords in words: what is wrong, and what to do.

The codes come from actions (sign_in, choose_password, people_rules, manage_people).
"""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm

from drills.actions.refused import Refused
from drills.actions.sign_in import TooManyTries
from drills.web.format import short_day

WORDS = {
    "sign_in_wrong": lazy_gettext(
        "E-mail and password do not go together. Check both, or choose a new password."
    ),
    "link_over": lazy_gettext("This link was used already or is too old. Ask for a new one."),
    "password_short": lazy_gettext(
        "Use at least 10 characters. Three or four words that do not belong together are good."
    ),
    "password_long": lazy_gettext("Use at most 200 characters."),
    "password_own_words": lazy_gettext(
        "This is little more than a name from your district, which is guessed first. Use words "
        "that have nothing to do with your schools."
    ),
    "password_guessed": lazy_gettext(
        "This one is guessed early. Make it longer, or use three or four words that do not "
        "belong together."
    ),
    "password_old_wrong": lazy_gettext("This is not your password so far. Type it once more."),
    "password_same": lazy_gettext("This is the password you have. Choose another one."),
    "password_again": lazy_gettext("The two are not the same. Type the new password twice."),
    "name_missing": lazy_gettext("Give the person's name."),
    "name_long": lazy_gettext("Use at most 120 characters for the name."),
    "title_long": lazy_gettext("Use at most 120 characters for the title."),
    "email_missing": lazy_gettext("Give an e-mail address: it is what the person signs in with."),
    "email_wrong": lazy_gettext("Write the e-mail address like name@example.org."),
    "email_taken": lazy_gettext(
        "Somebody with this e-mail address has an account already. Each person needs their own."
    ),
    "role_missing": lazy_gettext("Choose a role."),
    "role_buildings_missing": lazy_gettext("Tick at least one building, or choose every building."),
    "role_buildings_unknown": lazy_gettext("One of these buildings is gone. Tick them again."),
    "auditor_ends_missing": lazy_gettext("Give the last day: an auditor's account always has one."),
    "auditor_years_missing": lazy_gettext("Tick the school years that the auditor may see."),
    "role_ends_early": lazy_gettext("The last day is before the first. Correct one of them."),
    "day_wrong": lazy_gettext("Write the day as year, month and day, for example 2026-10-31."),
    "no_administrator": lazy_gettext(
        "After this, nobody would administer the district. Make somebody else administrator first."
    ),
    "own_account": lazy_gettext(
        "You cannot end your own account. Ask another administrator to do it."
    ),
    "account_ended": lazy_gettext(
        "Somebody ended this account a moment ago. Let the person back in first."
    ),
    "changed_meanwhile": lazy_gettext(
        "Somebody else saved this person after you opened the page. What you typed is still "
        "below. Look at what is there now, then save again to put yours in its place."
    ),
}


def words_for(code: str) -> str:
    """The words of a code; words that are none of our codes are given back as they are."""
    return str(WORDS.get(code, code))


def refusal_words(refused: Refused) -> dict[str, str]:
    """A refusal's words by field; the empty name stands for the whole form."""
    if isinstance(refused, TooManyTries):
        return {"": wait_words(refused.minutes)}
    return {name: words_for(code) for name, code in refused.errors.items()}


def wait_words(minutes: int) -> str:
    """When to try again."""
    return ngettext(
        "Too many tries. Try again in %(num)d minute.",
        "Too many tries. Try again in %(num)d minutes.",
        minutes,
    )


def show_refusal(form: FlaskForm, refused: Refused) -> dict[str, str]:
    """Put a refusal's words beside their fields; give back those that have no field."""
    rest = {}
    for name, words in refusal_words(refused).items():
        if name and name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            rest[name] = words
    return rest


ROLE_NAMES = {
    "administrator": lazy_gettext("Administrator"),
    "director": lazy_gettext("Safety director"),
    "principal": lazy_gettext("Principal"),
    "staff": lazy_gettext("Staff member"),
    "officer": lazy_gettext("Officer"),
    "auditor": lazy_gettext("Auditor"),
}
ROLE_HINTS = {
    "administrator": lazy_gettext("Sets up buildings, calendar, people; sees all."),
    "director": lazy_gettext("Sees the whole district, plans, sends records back."),
    "principal": lazy_gettext("Plans and logs the drills of their buildings."),
    "staff": lazy_gettext("Sees the drills that staff are told of beforehand."),
    "officer": lazy_gettext("Police, security, fire: sees when drills are, in their buildings."),
    "auditor": lazy_gettext("Reads what was held and its proof until a last day; changes nothing."),
}


def role_name(role: str) -> str:
    """A role as people call it."""
    return str(ROLE_NAMES.get(role, role))


def span_words(starts: date | None, ends: date | None) -> str:
    """From when to when a role is held, in words; empty where it has no end and no beginning."""
    if starts and ends:
        return gettext("%(first)s to %(last)s", first=short_day(starts), last=short_day(ends))
    if starts:
        return gettext("from %(first)s", first=short_day(starts))
    if ends:
        return gettext("until %(last)s", last=short_day(ends))
    return ""
