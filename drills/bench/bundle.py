"""The evidence bundle of a small and a large district: how long, and how much memory at most.

Each is written by a process of its own, as ``flask export bundle`` does it, so that the peak
is that of the export. Flat means: ten times the buildings, about the same peak.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from drills.actions.change import change
from drills.bench.sample_district import NOW, TODAY, Sample, sample_district
from drills.bench.table import Row, seconds
from drills.permissions import the_system
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.files import FolderFiles
from drills.store.tables import DrillRow, EvidenceRow, RecordRow
from drills.store.year_log import read_log

PAPER = 8_000  # bytes of each file; one a drill held
YEAR, TIMES = "2026-27", 5  # of the sample's four drills a building, so that there are twenty
# A child's peak begins with the memory of the process that it was forked from: a small one.
WATCH = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(used.ru_maxrss)
sys.exit(status != 0)
"""
PER_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # of ru_maxrss


def rows(quick: bool) -> Iterator[Row]:
    """A bundle of each size, after one another."""
    for size in (2, 6) if quick else (100, 1000):
        with sample_district(size) as sample:
            drills = _prove(sample)
            yield _row(sample, size, drills)


def _prove(sample: Sample) -> int:
    """A state's worth of drills, each with a file. Gives how many."""
    files = FolderFiles(sample.folder / "evidence")
    by = the_system(sample.district_id, "America/New_York")
    with change(by, NOW):
        for record, drill in read_log(sample.buildings, YEAR, TODAY):
            db.session.add_all(_again(sample, record, drill, n) for n in range(1, TIMES))
    held = [record.id for record, _ in read_log(sample.buildings, YEAR, TODAY)]
    with change(by, NOW):
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


def _again(sample: Sample, record: RecordRow, drill: DrillRow, number: int) -> DrillRow:
    """The same drill some days before, so that there are as many as in a whole year."""
    day = drill.planned_on - timedelta(days=number)
    row = DrillRow(
        uid=f"{uuid.uuid4()}@drills",
        district_id=sample.district_id,
        year=YEAR,
        type=drill.type,
        planned_on=day,
        planned_at=drill.planned_at,
        state="held",
        created_at=NOW,
        changed_at=NOW,
    )
    row.records.append(
        RecordRow(
            building_id=record.building_id,
            state="submitted",
            held_on=day,
            held_at=record.held_at,
            answers=dict(record.answers),
            recorded_at=NOW,
            submitted_at=NOW,
        )
    )
    return row


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
    answer = subprocess.run(
        [sys.executable, "-S", "-c", WATCH, sys.executable, "-m", "flask", *words],
        cwd=Path(__file__).parents[2],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    took = time.perf_counter() - begun
    peak = int(answer.stdout.split()[-1])
    return Row(
        f"{size:,} buildings, {drills:,} drills, {out.stat().st_size / 1e6:,.0f} MB",
        measured=seconds(took),
        times="1",
        note=f"peak {peak / PER_MB:,.0f} MB of memory",
    )
