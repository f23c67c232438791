"""The evidence bundle of a small and a large district: how long, and how much memory at most.

Each is written by a process of its own, as ``flask export bundle`` does it, so that the peak
is that of the export. Flat means: ten times the buildings, about the same peak.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from drills.actions.change import change
from drills.bench.sample_district import NOW, TODAY, Sample, sample_district
from drills.bench.table import Row, seconds
from drills.permissions import the_system
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.files import Files
from drills.store.tables import EvidenceRow
from drills.store.year_log import read_log

PAPER = 8_000  # bytes of each file; one a drill held
PER_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # of ru_maxrss


def rows(quick: bool) -> Iterator[Row]:
    """A bundle of each size, after one another."""
    for size in (4, 40) if quick else (100, 1000):
        with sample_district(size) as sample:
            drills = _prove(sample)
            yield _row(sample, size, drills)


def _prove(sample: Sample) -> int:
    """A file for each drill held. Gives how many."""
    files = Files(sample.folder / "evidence")
    held = [record.id for record, _ in read_log(sample.buildings, "2026-27", TODAY)]
    with change(the_system(sample.district_id, "America/New_York"), NOW):
        for id_ in held:
            digest = files.put(b"%PDF-1.7 " + os.urandom(PAPER))
            db.session.add(
                EvidenceRow(
                    record_id=id_,
                    sha256=digest,
                    original_sha256=digest,
                    kind="application/pdf",
                    name="roster.pdf",
                    size=PAPER,
                    represents_on=TODAY,
                    uploaded_at=NOW,
                )
            )
    return len(held)


def _row(sample: Sample, size: int, drills: int) -> Row:
    name = read_district(sample.district_id).name
    out = sample.folder / "bundle.zip"
    words = ["export", "bundle", "--district", name, "--as-of", TODAY.isoformat(), "-o", str(out)]
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith("DRILLS_")},
        "DRILLS_DATA": str(sample.folder),
        "DRILLS_SECRET_KEY": "a key of the bench that signs nothing for anybody",
    }
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "flask", *words],
        cwd=Path(__file__).parents[2],
        env=env,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - begun
    if status:
        raise RuntimeError("the bundle was not written")
    return Row(
        f"{size:,} buildings, {drills:,} drills, {out.stat().st_size / 1e6:,.0f} MB",
        measured=seconds(took),
        times="1",
        note=f"peak {used.ru_maxrss / PER_MB:,.0f} MB of memory",
    )
