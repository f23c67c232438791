"""Hand over a district's year with all that proves it: a ZIP that can be checked without us.

It is written front to back, fifty buildings at a time, so a thousand buildings need no more
memory than fifty. Its shape is exchange/bundle.py's, what is in the workbook
export_contents.py's.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from typing import IO, Any

from drills.actions.change import change
from drills.actions.export_closed import closed_files
from drills.actions.export_contents import Tell, contents_of, may_export, nobody
from drills.actions.export_workbook import Exported, file_name, hash_of
from drills.actions.law import files_used, law_faults
from drills.compliance.laxer import Laxer
from drills.exchange import bundle
from drills.exchange.archive import Archive
from drills.exchange.building_file import write_building
from drills.exchange.drill_log import STARTS_A_FORMULA, write_log
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.chain_lines import read_chain_lines
from drills.store.database import one_moment
from drills.store.files import Files
from drills.workbooks.compliance import write_compliance_workbook
from drills.workbooks.contents import Batch, Contents, EvidenceEntry, JudgedBuilding, Wishes

VERDICT_HEADS = ("building", "folder", "verdict", "command")
EVIDENCE_HEADS = (
    "building",
    "record",
    "held_on",
    "type",
    "path",
    "name",
    "represents_on",
    "uploaded_at",
    "uploaded_by",
    "sha256",
    "original_sha256",
)
CALENDAR_HEADS = ("buildings", "what", "from", "to", "school_days", "why")


def export_bundle(
    by: Person,
    now: datetime,
    out: IO[bytes],
    files: Files,
    as_of: date | None = None,
    year: str | None = None,
    tell: Tell = nobody,
    wishes: Wishes = Wishes(),  # noqa: B008 - a frozen value
    only: Collection[int] | None = None,
) -> Exported:
    """Write the evidence bundle to an open file that can be read again.

    ``files`` holds the evidence; ``only`` narrows to the buildings that an auditor sees.
    Raises NotAllowed, or Refused without a school calendar.
    """
    today = may_export(by, now, only, year)
    with one_moment():
        told = contents_of(by, now, as_of, year, tell, only, wishes)
        written = _Written(told, by.district_id, out, files, only)
        try:
            manifest = written.write(today)
        finally:
            written.archive.close()
    with change(by, now) as it:
        it.note(
            "export.bundle",
            f"district:{by.district_id}",
            manifest_sha256=manifest,
            year=told.year,
            as_of=told.as_of.isoformat(),
            buildings=told.total,
            files=len(written.archive.entries),
            not_there=len(written.not_there),
            witness=told.witness.number,
            pack=told.pack.version,
        )
    out.seek(0, 2)
    return Exported(file_name(told, "-evidence.zip"), out.tell(), hash_of(out), manifest)


class _Written:
    """One bundle being written."""

    def __init__(
        self,
        told: Contents,
        district_id: int,
        out: IO[bytes],
        files: Files,
        only: Collection[int] | None,
    ) -> None:
        self.told, self.district_id, self.files, self.only = told, district_id, files, only
        self.archive = Archive(out, told.exported_at)
        self.not_there: list[dict[str, str]] = []
        row = read_district(district_id)
        self.law = [
            (bundle.law_path(layer, told.state), layer, text) for layer, text in files_used(row)
        ]
        self.faults = [f.sentence if isinstance(f, Laxer) else f for f in law_faults(row)]

    def write(self, today: date) -> str:
        """Everything; gives the SHA-256 of the manifest."""
        told, archive = self.told, self.archive
        for path, _, text in self.law:
            archive.add(path, text)
        with (
            _spool() as workbook,
            _Table(VERDICT_HEADS) as self.verdicts,
            _Table(EVIDENCE_HEADS) as self.evidence,
        ):
            write_compliance_workbook(replace(told, batches=self._batches()), workbook)
            workbook.seek(0)
            archive.add_file(bundle.WORKBOOK, workbook)
            archive.add_file(bundle.VERDICTS, self.verdicts.read())
            archive.add_file(bundle.EVIDENCE_INDEX, self.evidence.read())
        self._add_calendar()
        if told.closing is not None:
            closed = closed_files(
                self.district_id, told.year, told.closing.number, told.state, self.only
            )
            for path, text in closed:
                archive.add(path, text)
        self._add_chain(today)
        archive.add(bundle.VERIFY, bundle.verify_page())
        archive.add(bundle.README, self._readme())
        text = bundle.manifest(self._head(), archive.entries, self.not_there)
        return archive.add(bundle.MANIFEST, text).sha256

    def _batches(self) -> Iterator[Batch]:
        """Each batch on its way to the workbook, once its buildings' files are written."""
        for batch in self.told.batches:
            for one in batch.buildings:
                self._add_building(one)
            count: dict[int, int] = {}
            for file in batch.evidence:
                count[file.record] = count.get(file.record, 0) + 1
                self._add_evidence(file, count[file.record])
            yield batch

    def _add_building(self, one: JudgedBuilding) -> None:
        folder = bundle.building_folder(one.key)
        building = replace(one.building, settings=self._settings())
        self.archive.add(f"{folder}/building.yaml", write_building(building, one.waivers))
        self.archive.add(f"{folder}/log.csv", write_log(one.drills))
        self.verdicts.row(one.name, folder, one.verdict.status, self._command(one.key))

    def _settings(self) -> dict[str, str]:
        """The district's choices that the law asks for; others have no say in a verdict."""
        known = {setting.id for setting in self.told.pack.settings}
        return {name: value for name, value in self.told.settings.items() if name in known}

    def _command(self, key: str) -> str:
        as_of = self.told.as_of.isoformat()
        return bundle.check_command(key, as_of, [path for path, _, _ in self.law])

    def _add_evidence(self, file: EvidenceEntry, number: int) -> None:
        path = bundle.evidence_path(
            file.key, file.held_on.isoformat(), file.type, file.record, number, file.kind
        )
        try:
            opened = self.files.open(file.sha256)
        except OSError:
            why = "the file is not in the store of this installation"
            self.not_there.append({"path": path, "sha256": file.sha256, "why": why})
            path = ""
        else:
            with opened:
                found = self.archive.add_file(path, opened).sha256
            if found != file.sha256:
                why = f"its record has the SHA-256 {file.sha256}: the file was altered"
                self.not_there.append({"path": path, "sha256": file.sha256, "why": why})
        self.evidence.row(
            file.building,
            file.record,
            file.held_on,
            file.type,
            path,
            file.name,
            file.represents_on,
            file.uploaded_at,
            file.uploaded_by,
            file.sha256,
            file.original_sha256,
        )

    def _add_calendar(self) -> None:
        with _Table(CALENDAR_HEADS) as lines:
            for line in self.told.calendar:
                count = "" if line.school_days is None else line.school_days
                lines.row(line.buildings, line.what, line.starts, line.ends, count, line.why)
            self.archive.add_file(bundle.CALENDAR, lines.read())

    def _add_chain(self, today: date) -> None:
        with _spool() as details:
            until, bare = self.told.witness.number, self.only is not None
            lines = read_chain_lines(self.district_id, until, today, bare=bare)

            def texts() -> Iterator[str]:
                for line in lines:
                    details.write(f"{line.details}\n".encode())
                    yield line.text

            self.archive.add_lines(bundle.CHAIN, texts())
            details.seek(0)
            self.archive.add_file(bundle.CHAIN_DETAILS, details)

    def _readme(self) -> str:
        told = self.told
        names = {layer.kind: f"{layer.name}, {layer.version}" for layer in told.pack.layers}
        names.setdefault("state", f"{told.pack.name}, {told.pack.version}")
        laws = [(path, f"the law used: {names.get(kind, kind)}") for path, kind, _ in self.law]
        exported = f"Exported by {told.exported_by}, {told.exported_at:%Y-%m-%d %H:%M} {told.zone}."
        return bundle.readme(
            told.district,
            told.year,
            told.as_of.isoformat(),
            exported,
            laws,
            self._command("NAME"),
            self.faults,
            f"Closed at {told.closing.at:%Y-%m-%d %H:%M} by {told.closing.by}."
            if told.closing is not None
            else "",
        )

    def _head(self) -> dict[str, Any]:
        told = self.told
        hashes = {entry.path: entry.sha256 for entry in self.archive.entries}
        return {
            "district": told.district,
            "jurisdiction": told.state,
            "year": told.year,
            "as_of": told.as_of.isoformat(),
            "exported_by": told.exported_by,
            "exported_at": f"{told.exported_at:%Y-%m-%d %H:%M} ({told.zone})",
            "law": [
                {"layer": layer, "path": path, "sha256": hashes[path]}
                for path, layer, _ in self.law
            ],
            "chain": {
                "file": bundle.CHAIN,
                "rows": told.witness.number,
                "newest_hash": told.witness.hash,
            },
        }


def _spool() -> IO[bytes]:
    """A file for what is only known piece by piece; on disk once it is large."""
    return tempfile.SpooledTemporaryFile(max_size=1 << 20)


class _Table:
    """A CSV being filled on disk; no text in it starts a formula."""

    def __init__(self, heads: tuple[str, ...]) -> None:
        self._file = _spool()
        self.row(*heads)

    def row(self, *values: object) -> None:
        """Add a row."""
        out = StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(_safe(str(value)) for value in values)
        self._file.write(out.getvalue().encode())

    def read(self) -> IO[bytes]:
        """The file, to be read from its beginning."""
        self._file.seek(0)
        return self._file

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _safe(text: str) -> str:
    return f"'{text}" if STARTS_A_FORMULA.match(text) else text
