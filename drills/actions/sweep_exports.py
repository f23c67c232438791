"""Delete each night what processes that were killed have left of exports.

What was acknowledged is never touched. The bytes of erased evidence are erasures.py's.
"""

from __future__ import annotations

from datetime import datetime

from drills.store.exports import ExportFiles
from drills.workbooks.parts import sweep_parts


def sweep_exports(now: datetime, exports: ExportFiles) -> int:
    """Files that no export speaks of any more, and workbooks begun more than a day ago; gives
    how many."""
    return exports.sweep() + sweep_parts(now)
