"""All of a district's data and files in one ZIP, for another installation or for keeping.

The shape is exchange/district_archive.py's; reading it in is import_everything.py's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from drills.actions.building_rules import key_from
from drills.actions.change import change
from drills.actions.export_contents import may_export
from drills.actions.export_workbook import Exported, hash_of
from drills.exchange import district_archive as shape
from drills.exchange.archive import Archive
from drills.permissions import Person
from drills.store.audited import canonical
from drills.store.buildings import read_district
from drills.store.chain_lines import read_chain_lines
from drills.store.database import one_moment
from drills.store.files import Files
from drills.store.tables import EvidenceRow
from drills.store.whole_district import carried_tables, plain_rows
from drills.store.year_log import newest_change


def export_everything(by: Person, now: datetime, out: IO[bytes], files: Files) -> Exported:
    """Write the district to an open file that can be read again. Raises NotAllowed."""
    may_export(by, now)
    with one_moment():
        district = read_district(by.district_id)
        name, jurisdiction = district.name, district.jurisdiction
        archive = Archive(out, now)
        try:
            tables, gone = _rows_and_files(archive, by.district_id, files)
            number, newest = newest_change(by.district_id)
            _add_chain(archive, by.district_id, number)
            archive.add(
                shape.README,
                shape.README_TEXT.format(
                    district=name,
                    exported=f"{now:%Y-%m-%d %H:%M} UTC",
                    counts=f"{sum(tables.values()):,} rows in {len(tables)} tables.",
                ),
            )
            head = {
                "district": name,
                "jurisdiction": jurisdiction,
                "exported_at": now.isoformat(),
                "exported_by": by.name,
                "chain": {"file": shape.CHAIN, "rows": number, "newest_hash": newest},
            }
            text = shape.manifest(head, tables, archive.entries, gone)
            listed = archive.add(shape.MANIFEST, text).sha256
        finally:
            archive.close()
    with change(by, now) as it:
        it.note(
            "export.everything",
            f"district:{by.district_id}",
            manifest_sha256=listed,
            rows=sum(tables.values()),
            files=len(archive.entries),
            witness=number,
        )
    out.seek(0, 2)
    saved_as = f"{key_from(name) or 'district'}-everything-{now:%Y-%m-%d}.zip"
    return Exported(saved_as, out.tell(), hash_of(out), listed)


def _rows_and_files(
    archive: Archive, district_id: int, files: Files
) -> tuple[dict[str, int], list[str]]:
    """Every table, then the files that evidence speaks of; what is gone is told."""
    counts: dict[str, int] = {}
    wanted: dict[str, None] = {}
    evidence = EvidenceRow.__tablename__
    for name, table in carried_tables().items():
        counts[name] = 0

        def lines(name: str = name, table: object = table) -> Iterator[str]:
            for row in plain_rows(carried_tables()[name], district_id):
                counts[name] += 1
                if name == evidence:
                    wanted.update(dict.fromkeys(filter(None, _hashes(row))))
                yield canonical(row)

        archive.add_lines(shape.table_path(name), lines())
    gone = []
    for digest in wanted:
        try:
            file = files.open(digest)
        except OSError:
            gone.append(digest)
            continue
        with file:
            found = archive.add_file(shape.file_path(digest), file).sha256
        if found != digest:
            gone.append(digest)
    return counts, gone


def _hashes(row: dict[str, object]) -> tuple[str, str]:
    return str(row.get("sha256") or ""), str(row.get("thumbnail_sha256") or "")


def _add_chain(archive: Archive, district_id: int, number: int) -> None:
    with tempfile.SpooledTemporaryFile(max_size=1 << 20) as details:

        def texts() -> Iterator[str]:
            for line in read_chain_lines(district_id, number, None):
                details.write(f"{line.details}\n".encode())
                yield line.text

        archive.add_lines(shape.CHAIN, texts())
        details.seek(0)
        archive.add_file(shape.CHAIN_DETAILS, details)
