"""An import's faults and questions in words: what is wrong, and what to write instead.

The codes come from workbooks/reading.py and the import actions. Where a slip of the pen
has advice of its own (the date that is probably meant), English shows that.
"""

from __future__ import annotations

from flask_babel import get_locale, gettext, lazy_gettext

from drills.actions.import_found import Question
from drills.actions.refused import Refused
from drills.web.format import day
from drills.web.people_words import WORDS as PEOPLE_WORDS
from drills.web.setup.refusals import WORDS as SETUP_WORDS
from drills.web.words import flag_words
from drills.workbooks.reading import Fault

# code -> what is wrong, what to do. %(value)s is what stands there, %(near)s what may be meant.
FAULTS = {
    "sheet_twice": (
        lazy_gettext("Two sheets have this name."),
        lazy_gettext("Keep one of them."),
    ),
    "too_many_rows": (
        lazy_gettext("The sheet has more than %(value)s rows."),
        lazy_gettext("Divide it into several files."),
    ),
    "column_unknown": (
        lazy_gettext("The column “%(value)s” is not known."),
        lazy_gettext("Call it %(near)s if that is meant, or take it out."),
    ),
    "column_twice": (
        lazy_gettext("The column “%(value)s” is there twice."),
        lazy_gettext("Keep one of the two."),
    ),
    "column_missing": (
        lazy_gettext("The column %(value)s is missing."),
        lazy_gettext("Add it to the first row, or start from the template again."),
    ),
    "mark_unknown": (
        lazy_gettext("%(value)s stands in the first column."),
        lazy_gettext("Leave it empty in rows that are to be imported."),
    ),
    "cell_without_head": (
        lazy_gettext("%(value)s stands in a column without a name."),
        lazy_gettext("Move it, or name the column in the first row."),
    ),
    "formula": (
        lazy_gettext("The cell holds a formula whose value cannot be read."),
        lazy_gettext("Type the value itself."),
    ),
    "cell_date": (
        lazy_gettext("%(value)s is not a date."),
        lazy_gettext("Write year, month and day, for example 2026-10-06."),
    ),
    "cell_time": (
        lazy_gettext("%(value)s is not a time."),
        lazy_gettext("Write hours and minutes of 24 hours, for example 09:30."),
    ),
    "cell_yes_no": (
        lazy_gettext("%(value)s is neither yes nor no."),
        lazy_gettext("Write yes or no, or leave it empty if it is not known."),
    ),
    "cell_choice": (
        lazy_gettext("%(value)s is not one of the choices."),
        lazy_gettext("Choose one of the cell's list."),
    ),
    "cell_number": (
        lazy_gettext("%(value)s is not a whole number."),
        lazy_gettext("Write digits, for example 420."),
    ),
    "cell_missing": (
        lazy_gettext("The cell is empty."),
        lazy_gettext("Fill it in, for example %(near)s, or take the row out."),
    ),
    "building_twice": (
        lazy_gettext("The building is in row %(near)s already."),
        lazy_gettext("Keep one of the two rows, or give this one a name of its own."),
    ),
    "key_taken": (
        lazy_gettext("%(near)s has the key %(value)s already."),
        lazy_gettext("Write another key for this building."),
    ),
    "grades_half": (
        lazy_gettext("Only one of the two grades is filled in."),
        lazy_gettext("Fill in the lowest and the highest, or neither."),
    ),
    "building_unknown": (
        lazy_gettext("There is no building “%(value)s”, here or on the sheet Buildings."),
        lazy_gettext("Correct the name, or add the building to the sheet Buildings."),
    ),
    "buildings_empty": (
        lazy_gettext("The role has no buildings."),
        lazy_gettext("Write the buildings divided by semicolons, or all."),
    ),
    "person_differs": (
        lazy_gettext("“%(value)s” is not what the first row with this e-mail says."),
        lazy_gettext("Write %(near)s in both rows, or correct the e-mail address."),
    ),
    "email_taken": (
        lazy_gettext("Somebody with the address %(value)s has an account already."),
        lazy_gettext("Each person needs an address of their own."),
    ),
    "roles_many": (
        lazy_gettext("One person has more than %(value)s roles."),
        lazy_gettext("Put buildings of the same role into one row."),
    ),
    "date_to_come": (
        lazy_gettext("%(value)s has not come yet."),
        lazy_gettext("Correct the date. Coming drills are planned, not imported."),
    ),
    "no_calendar": (
        lazy_gettext("There is no school calendar for %(near)s."),
        lazy_gettext("Correct the date, or set up the calendar of that year first."),
    ),
    "year_closed": (
        lazy_gettext("The school year %(near)s is closed, and this drill is not on record."),
        lazy_gettext("Take the row out. A drill found late is logged on its own, with a reason."),
    ),
    "parents_after": (
        lazy_gettext("%(value)s is after the drill."),
        lazy_gettext("Write the day parents were told of it beforehand."),
    ),
    "title_missing": (
        lazy_gettext("A drill of another kind has no title."),
        lazy_gettext("Say in a few words what kind it was."),
    ),
    "title_long": (
        lazy_gettext("The title is too long."),
        lazy_gettext("Use at most 120 characters."),
    ),
    "notes_long": (
        lazy_gettext("The notes are too long."),
        lazy_gettext("Use at most 10,000 characters."),
    ),
    "name_long": (
        lazy_gettext("The name is too long."),
        lazy_gettext("Use at most 120 characters."),
    ),
    "day_far": (
        lazy_gettext("%(value)s is far off."),
        lazy_gettext("Is the year right?"),
    ),
}
NEAREST_BUILDING = lazy_gettext("Write %(near)s if that is meant.")
QUESTIONS = {
    "no_records_begin": lazy_gettext(
        "%(name)s has no past drills here and no first day of records: what was due since "
        "%(day)s will count as missed. Fill in records_begin if your records start later."
    ),
    "building_closed": lazy_gettext("%(name)s is closed. The import does not open it again."),
    "building_other_name": lazy_gettext(
        "This key belongs to %(name)s, which keeps its name. Is %(value)s another building?"
    ),
    "person_left": lazy_gettext(
        "The account of %(name)s was ended. The import does not let them back in."
    ),
    "person_roles": lazy_gettext(
        "%(name)s is here with other roles. The import changes nobody's roles; do that on "
        "their page."
    ),
    "row_twice": lazy_gettext(
        "The same drill of %(day)s stands in the file twice. It is imported once."
    ),
}
UPLOADS = {
    "import_missing": lazy_gettext("Choose the file first."),
    "import_empty": lazy_gettext("The file is empty. Save it again and choose it once more."),
    "import_large": lazy_gettext(
        "The file is too large. Take pictures and other sheets out, or divide it."
    ),
    "import_type": lazy_gettext(
        "This is no Excel workbook. Fill in the template and save it as .xlsx."
    ),
    "import_locked": lazy_gettext(
        "The file is locked with a password, or in the old .xls form. Save it without a "
        "password as .xlsx."
    ),
    "import_broken": lazy_gettext(
        "The file cannot be opened; part of it is damaged. Save it again as .xlsx."
    ),
    "import_unpacked": lazy_gettext(
        "The file holds far more than a template does. Copy your rows into a fresh template."
    ),
    "import_no_sheet": lazy_gettext(
        "The workbook has none of the sheets Buildings, People and Past drills. Fill in the "
        "template."
    ),
    "imported_already": lazy_gettext("This file was imported already. Nothing was added twice."),
    "import_faults": lazy_gettext(
        "Something must be mended first. Nothing was imported: see what is listed below."
    ),
    "import_changed": lazy_gettext(
        "Something changed here since you opened the page, so nothing was imported yet. Look "
        "over what would be added now, then confirm."
    ),
    "import_nothing": lazy_gettext("Everything in this file is here already."),
}


def fault_words(fault: Fault) -> tuple[str, str]:
    """What is wrong with a cell, and what would be right."""
    if fault.what and str(get_locale() or "en").startswith("en"):
        return f"{fault.what[:1].upper()}{fault.what[1:]}.", f"{fault.right}."
    values = {"value": fault.value, "near": fault.near}
    if fault.code not in FAULTS:
        words = str(SETUP_WORDS.get(fault.code) or PEOPLE_WORDS.get(fault.code) or fault.code)
        if fault.value:
            return gettext("“%(value)s” cannot be taken.", value=fault.value), words
        return gettext("This cannot be taken as it is."), words
    what, right = (str(words) % values for words in FAULTS[fault.code])
    if fault.code == "building_unknown" and fault.near:
        right = f"{str(NEAREST_BUILDING) % values} {right}"
    return what, right


def question_words(question: Question) -> str:
    """What to look at before confirming."""
    if question.flag is not None:
        return f"{question.name}: {flag_words(question.flag)}"
    values = {"name": question.name, "value": question.value, "day": day(question.day)}
    return str(QUESTIONS[question.code]) % values


def upload_words(refused: Refused) -> str:
    """Why a file was not taken, or not imported."""
    code = next(iter(refused.errors.values()), "")
    return str(UPLOADS.get(code, code))
