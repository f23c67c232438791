"""Whether a fault means that a disk is full: the database's, or that of the files."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "53100"  # PostgreSQL's code


def disk_is_full(error: BaseException | None) -> bool:
    """Whether it, or what lies behind it, says so."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if isinstance(error, DBAPIError):
            said = getattr(error.orig, "sqlstate", "") == DISK_FULL
            if said or "disk is full" in str(error.orig):
                return True
        error = error.__cause__
    return False
