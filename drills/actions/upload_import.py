"""Keep an uploaded template until it is imported or dropped: nothing uploaded is lost.

What stands in it is import_check.py's; a file that cannot be opened at all is not kept.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.refused import NotAllowed, Refused
from drills.permissions import Person
from drills.store.database import db
from drills.store.imports import delete_upload, lock_upload
from drills.store.tables import ImportRow
from drills.workbooks.package import NotATemplate
from drills.workbooks.reading import read_template

LONGEST_FILE_NAME = 200


def keep_upload(
    by: Person,
    now: datetime,
    name: str,
    content: bytes,
    most_bytes: int,
    instead_of: int | None = None,
) -> int:
    """Keep a file and give its id; ``instead_of`` is the mended file's former self.

    Raises NotAllowed, or Refused with a code on ``file``: missing, large, type, locked,
    broken, unpacked, no_sheet.
    """
    allowed_today(by, now, "set_up")
    if not name and not content:
        raise Refused(file="import_missing")
    if len(content) > most_bytes:
        raise Refused(file="import_large")
    try:
        read_template(content)
    except NotATemplate as wrong:
        raise Refused(file=f"import_{wrong.code}") from None
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        if instead_of is not None:
            old = lock_upload(instead_of, by.district_id)
            if old is not None and old.imported_at is None:
                it.note("import.dropped", f"import:{old.id}", name=old.name, mended=True)
                delete_upload(old)
        row = ImportRow(
            district_id=by.district_id,
            person_id=by.id,
            name=_tidy(name),
            content=content,
            uploaded_at=now,
        )
        db.session.add(row)
        db.session.flush()
        sha256 = hashlib.sha256(content).hexdigest()
        it.note("import.uploaded", f"import:{row.id}", name=row.name, sha256=sha256)
        return row.id


def drop_upload(by: Person, now: datetime, import_id: int) -> str:
    """Throw a file away that is not imported; gives its name.

    Raises NotAllowed, or Refused where it was imported meanwhile.
    """
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        row = lock_upload(import_id, by.district_id)
        if row is None:
            raise NotAllowed
        if row.imported_at is not None:
            raise Refused("imported_already")
        name = row.name
        it.note("import.dropped", f"import:{row.id}", name=name, mended=False)
        delete_upload(row)
        return name


def _tidy(name: str) -> str:
    """A file's name without folders, short enough to keep."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in last if c.isprintable())
    return printable[-LONGEST_FILE_NAME:] or "template.xlsx"
