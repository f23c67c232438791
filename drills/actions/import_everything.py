"""A district of another installation read in: all of it under new numbers, or nothing.

The log of changes of the other installation is kept as a file, since its rows speak of the
old numbers; the new one begins with a row that says where the district comes from and has
the hashes of what was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from drills.actions.change import change
from drills.actions.refused import Refused
from drills.exchange.district_archive import (
    CHAIN,
    CHAIN_DETAILS,
    DistrictArchive,
    NotADistrict,
    table_path,
)
from drills.permissions import the_system
from drills.store.clashes import CLASHES
from drills.store.districts import district_named
from drills.store.files import Files
from drills.store.whole_district import (
    NOT_MADE_AGAIN,
    Making,
    carried_tables,
    once_only,
    unknown_names,
    values_taken,
)


class CannotImport(Refused):
    """Why a district is not read in: a code and what it is about."""

    def __init__(self, code: str, *about: str) -> None:
        self.code, self.about = code, about
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Brought:
    """What was read in."""

    district_id: int
    name: str
    rows: int
    files: int
    not_there: int  # files that were gone before


def import_everything(now: datetime, file: IO[bytes], files: Files) -> Brought:
    """Read a district in. Raises CannotImport, and then nothing of it is here.

    codes: broken, format, missing, altered, unlisted (of the ZIP) · newer (made by a later
    version: names what is unknown) · district_there · there (values that can stand only once).
    """
    try:
        archive = DistrictArchive(file)
    except NotADistrict as wrong:
        raise CannotImport(wrong.code, wrong.about) from None
    tables = [name for name in carried_tables() if name in archive.manifest["tables"]]
    _check(archive, tables)
    count = 0
    for content in archive.files():
        files.put(content)
        count += 1
    kept = {path: files.put(archive.read(path)) for path in (CHAIN, CHAIN_DETAILS)}
    (row,) = archive.rows("district")
    try:
        with change(the_system(0, row["zone"]), now) as it:
            making = Making()
            made = 0
            for name in tables:
                if name in NOT_MADE_AGAIN:
                    continue
                made += making.make(name, archive.rows(name))
                if name == "district":
                    it.founded = making.numbers["district"][row["id"]]
            assert it.founded is not None
            making.finish(it.founded)
            told = archive.manifest
            it.note(
                "district.imported",
                f"district:{it.founded}",
                name=row["name"],
                manifest_sha256=archive.sha256,
                exported_at=told["exported_at"],
                exported_by=told["exported_by"],
                rows=made,
                chain_rows=told["chain"]["rows"],
                chain_newest_hash=told["chain"]["newest_hash"],
                chain_sha256=kept[CHAIN],
                chain_details_sha256=kept[CHAIN_DETAILS],
            )
            district_id = it.founded
    except CLASHES:
        raise CannotImport("there", "somebody added one of its values meanwhile") from None
    with change(the_system(district_id, row["zone"]), now) as it:
        it.rejudge_all()
    return Brought(district_id, row["name"], made, count, len(archive.manifest["not_there"]))


def _check(archive: DistrictArchive, tables: list[str]) -> None:
    """Whether the district can be made here, before anything is."""
    columns = {
        name: set().union(*(row.keys() for row in archive.rows(name)))
        for name in archive.manifest["tables"]
    }
    unknown = unknown_names(columns)
    if unknown:
        raise CannotImport("newer", *unknown)
    for name in ("district", "building", "person"):
        if name not in tables:
            raise CannotImport("missing", table_path(name))
    districts = list(archive.rows("district"))
    if len(districts) != 1:
        raise CannotImport("broken", table_path("district"))
    if district_named(districts[0]["name"]) is not None:
        raise CannotImport("district_there", districts[0]["name"])
    for name in tables:
        for column in once_only(carried_tables()[name]):
            values = [v for row in archive.rows(name) if (v := row.get(column)) is not None]
            taken = values_taken(name, column, values)
            if taken:
                raise CannotImport("there", f"{name}.{column}", *taken[:10])
