"""What the log form and the record page say where an action refuses: a code becomes words.

Each says what to do, in the form's own words.
"""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

WORDS = {
    "date_missing": lazy_gettext("Enter the day it was held."),
    "date_wrong": lazy_gettext("Enter the day as year, month and day, for example 2026-10-06."),
    "date_to_come": lazy_gettext("This day has not come yet. Enter the day it was held."),
    "time_wrong": lazy_gettext("Enter the time as hours and minutes, for example 09:30."),
    "time_to_come": lazy_gettext("This time has not come yet. Enter the time it started."),
    "before_start": lazy_gettext("This is before it started. Correct one of the two times."),
    "long_after": lazy_gettext("This is more than 12 hours after the start. Correct the time."),
    "minutes_wrong": lazy_gettext("Enter the minutes as a number, for example 4 or 4.5."),
    "no_school_calendar": lazy_gettext(
        "There is no school calendar for this day. Check the year, or have the calendar added."
    ),
    "another_year": lazy_gettext(
        "The drill was planned in another school year. Log this one on its own."
    ),
    "type_wrong": lazy_gettext("Choose which kind it was."),
    "type_planned": lazy_gettext("The plan says another kind. Log this one on its own."),
    "title_missing": lazy_gettext("Say in a few words what kind it was."),
    "title_long": lazy_gettext("Say it in at most 120 letters."),
    "held_as_wrong": lazy_gettext("Choose a drill, a real event or a false alarm."),
    "participants_wrong": lazy_gettext(
        "Enter the number of people as a whole number, for example 320."
    ),
    "parents_notified_on_wrong": lazy_gettext(
        "Enter the day parents were told as year, month and day, for example 2026-10-06."
    ),
    "parents_after": lazy_gettext("This is after the drill. Enter the day parents were told."),
    "in_charge_long": lazy_gettext("Enter the name in at most 120 letters."),
    "notes_long": lazy_gettext("Shorten the notes to 10,000 letters."),
    "key_wrong": lazy_gettext("This form was used for something else. Reload the page."),
    "drill_cancelled": lazy_gettext(
        "This drill was cancelled. If it was held after all, log it on its own."
    ),
    "already_logged": lazy_gettext(
        "Somebody has logged this drill meanwhile. Open their record and compare; what you "
        "typed is still here."
    ),
    "changed_meanwhile": lazy_gettext(
        "Somebody else saved this record while you were writing. Nothing of yours is lost: "
        "compare with what is on record, then save again to put yours in its place."
    ),
    "nothing_logged": lazy_gettext("Nothing is logged here yet. Log the drill first."),
    "not_submitted": lazy_gettext(
        "The record is no longer waiting: it was approved, sent back or locked meanwhile."
    ),
    "own_record": lazy_gettext("You wrote in this record yourself, so somebody else approves it."),
    "proof_missing": lazy_gettext("Something that the law wants on record is missing."),
    "none_chosen": lazy_gettext("Tick at least one record."),
    "too_many_chosen": lazy_gettext("Approve at most 200 records at once."),
    "reason_missing": lazy_gettext(
        "The record was locked. Say why it is changed; the reason stays with it."
    ),
    "year_closed": lazy_gettext(
        "This school year is closed. Change the record and say why; that submits it."
    ),
    "year_closed_reason": lazy_gettext(
        "This school year is closed. Say why this is written down now; the reason stays with it."
    ),
    "nothing_asked": lazy_gettext("No question waits for an answer."),
    "flag_gone": lazy_gettext("The record does not raise this question any more."),
    "answer_missing": lazy_gettext("Write the answer."),
    "window_gone": lazy_gettext("This window is not missed any more. Load the page again."),
    "window_answered": lazy_gettext("Something was said of this window already. See above."),
    "how_missing": lazy_gettext("Choose one of the answers."),
    "words_missing": lazy_gettext("Say why, so that an auditor understands it."),
    "excuse_unknown": lazy_gettext("The law names no such excuse for this rule."),
    "excuse_not_met": lazy_gettext(
        "The law allows this excuse only after more drills had been held than there were."
    ),
    "make_up_missing": lazy_gettext("Choose the drill that makes it up."),
    "make_up_wrong": lazy_gettext(
        "This drill cannot make it up: it must be of the same kind, held after the last day, "
        "and submitted."
    ),
    "make_up_taken": lazy_gettext("This drill makes up another window already."),
    "due_wrong": lazy_gettext("Enter the last day, for example 2026-12-01."),
    "owner_missing": lazy_gettext("Choose whose it is."),
    "action_over": lazy_gettext("Somebody closed this or took it off the record meanwhile."),
    "proof_of_fix_missing": lazy_gettext(
        "Choose what shows that it is mended, or add a photo or a PDF."
    ),
    "proof_file_wrong": lazy_gettext("This file was there before. Choose one added since."),
    "proof_record_wrong": lazy_gettext(
        "This drill does not show the fix: choose a later one in which the problem did not come "
        "back."
    ),
    "file_there_before": lazy_gettext("This file was here already. Add one that shows the fix."),
    "reopen_missing": lazy_gettext("Say what is still wrong."),
    "withdraw_missing": lazy_gettext("Say why it is taken back."),
    "why_missing": lazy_gettext("Say what is wrong or what you ask, so that the building can act."),
    "why_long": lazy_gettext("Say it in at most 2,000 letters."),
    "files_missing": lazy_gettext("Choose at least one photo or PDF."),
    "represents_on_wrong": lazy_gettext(
        "Enter the day as year, month and day, for example 2026-10-06."
    ),
    "represents_on_to_come": lazy_gettext(
        "This day has not come yet. Enter the day that the files show."
    ),
    "no_pupils_missing": lazy_gettext(
        "Tick that no pupil's face or name can be read. Then choose the files again."
    ),
}

FILES = {
    "type": lazy_gettext("%(name)s is no photo and no PDF. Use JPEG, PNG, WebP, HEIC or PDF."),
    "too_large": lazy_gettext("%(name)s is larger than %(most)s MB. Make it smaller."),
    "empty": lazy_gettext("%(name)s is empty. Choose it again."),
    "broken": lazy_gettext("%(name)s cannot be opened; part of it is missing or damaged."),
    "too_many_pixels": lazy_gettext("%(name)s has too many pixels. Use a smaller photo."),
    "active": lazy_gettext(
        "%(name)s holds a script or another file, so it is not kept. Print it to a new PDF and "
        "add that."
    ),
    "encrypted": lazy_gettext("%(name)s is locked with a password. Save it without one."),
    "too_many_pages": lazy_gettext("%(name)s has more than 500 pages. Split it."),
    "too_slow": lazy_gettext("%(name)s took too long to open. Use a smaller file."),
    "erased": lazy_gettext(
        "%(name)s was removed from your records before, so it cannot be added again."
    ),
    "no_space": lazy_gettext(
        "%(name)s was not added: the server’s disk is full. The record itself is kept. Tell your "
        "administrator, then add the file again."
    ),
    "files_down": lazy_gettext(
        "%(name)s was not added: the place where files are kept does not answer. The record itself "
        "is kept. Add the file again in a few minutes."
    ),
    "too_many": lazy_gettext("%(name)s was not added: a record holds at most 10 files."),
}


def refusal_words(code: str) -> str:
    """The words of a refusal."""
    words = WORDS.get(code)
    if words is not None:
        return str(words)
    if code.endswith("_wrong"):
        return gettext("Choose one of the answers.")
    return code


def file_words(name: str, code: str, most_mb: int) -> str:
    """Why one file was not added."""
    return str(FILES[code]) % {"name": name, "most": most_mb}
