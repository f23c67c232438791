"""A log and a building file read and judged: what ``flask check`` shows in one form or other.

No words for people and no exit status here; see check.py, check_text.py, check_json.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from drills.commands.law_files import read_file, with_local
from drills.compliance.dating import requirements_for
from drills.compliance.flags import Flag, flags
from drills.compliance.judging import judge
from drills.compliance.laxer import TooLax
from drills.compliance.loading import load_pack, read_pack
from drills.compliance.pack import Pack, Requirement
from drills.compliance.reasons import Reasons, explain
from drills.compliance.strict import PackError
from drills.compliance.verdict import RequirementVerdict, Verdict
from drills.exchange.building_file import BuildingFile, read_building
from drills.exchange.drill_log import read_log
from drills.exchange.problems import FileProblems, Problem, nearest, quoted
from drills.facts import Building, Drill, Waiver


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: what it asks, how it stands, and why."""

    requirement: Requirement
    verdict: RequirementVerdict
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Checked:
    """A building's school year as of a day, judged from its files."""

    building: Building
    pack: Pack
    verdict: Verdict
    rows: tuple[Row, ...]
    flags: tuple[Flag, ...]


def check_files(
    log: Path,
    building: Path,
    as_of: date,
    local: Sequence[Path] = (),
    state: Path | None = None,
) -> Checked:
    """Read the files and judge, with files of local law laid over the state's: that of the
    file ``state``, or of this release.

    Raises FileProblems with the problems of all.
    """
    problems: list[Problem] = []
    drills: tuple[Drill, ...] = ()
    found: BuildingFile | None = None
    pack: Pack | None = None
    try:
        drills = read_log(read_bytes(log), str(log))
    except FileProblems as wrong:
        problems += wrong.problems
    try:
        found = read_building(read_bytes(building), str(building))
        pack = pack_of(found, local, state)
    except FileProblems as wrong:
        problems += wrong.problems
    if problems or found is None or pack is None:
        raise FileProblems(problems)
    return check(pack, found.building, drills, as_of, found.waivers)


def check(
    pack: Pack,
    building: Building,
    drills: tuple[Drill, ...],
    as_of: date,
    waivers: Sequence[Waiver] = (),
) -> Checked:
    """Judge a building's drills as of a day, with reasons and questions."""
    calendar = building.calendar
    requirements = requirements_for(pack, building)
    verdict = judge(
        requirements,
        drills,
        as_of,
        calendar=calendar,
        records_begin=building.records_begin,
        waivers=waivers,
    )
    rows = tuple(
        Row(requirement, found, explain(requirement, found, drills, as_of, calendar))
        for requirement, found in zip(requirements, verdict.requirements, strict=True)
    )
    asked = flags(building, [d for d in drills if d.date <= as_of], requirements, pack.duties)
    return Checked(building, pack, verdict, rows, tuple(asked))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises FileProblems where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or type(error).__name__})"
        raise FileProblems([Problem(str(path), 0, "", what, "Give the path of a file")]) from None


def pack_of(found: BuildingFile, local: Sequence[Path] = (), state: Path | None = None) -> Pack:
    """The state's pack, once it knows the settings too. Raises FileProblems."""
    building = found.building
    try:
        pack = _state_pack(state) if state else load_pack(building.jurisdiction)
    except PackError as error:
        right = "drills/packs/README.md says how to write it"
        raise FileProblems([Problem("law", 0, "", f, right) for f in error.faults]) from None
    except LookupError as error:
        what = f"there is no law of {building.jurisdiction} here"
        right = str(error).rpartition("; ")[2]
        right = right[:1].upper() + right[1:]
        raise FileProblems([found.problem("jurisdiction", what, right)]) from None
    try:
        pack = with_local(pack, local)
    except TooLax as error:
        right = "A local rule may only be stricter than the law above it"
        raise FileProblems([Problem("local law", 0, "", f, right) for f in error.faults]) from None
    except PackError as error:
        right = "drills/packs/README.md says how to write it"
        raise FileProblems([Problem("local law", 0, "", f, right) for f in error.faults]) from None
    if pack.jurisdiction != building.jurisdiction:
        what = f"the building is in {building.jurisdiction}, the law is that of {pack.jurisdiction}"
        raise FileProblems([found.problem("jurisdiction", what, "Give the law of its state")])
    known = {setting.id: setting for setting in pack.settings}
    problems = []
    for name, value in building.settings.items():
        place = f"settings.{name}"
        setting = known.get(name)
        if setting is None:
            what = f"the setting {quoted(name)} is not known in {building.jurisdiction}"
            right = f"The nearest known name is {nearest(name, known)}" if known else "Remove it"
            problems.append(found.problem(place, what, right))
        elif setting.options and value not in setting.options:
            what = f"the setting {name} is {quoted(value)}"
            right = f"Known are {', '.join(setting.options)}"
            problems.append(found.problem(place, what, right))
        elif not setting.options and not re.fullmatch(r"[0-9]{1,4}", value):
            what = f"the setting {name} is {quoted(value)}, which is not a whole number"
            problems.append(found.problem(place, what, "Write digits, such as 4"))
    if problems:
        raise FileProblems(problems)
    return pack


def _state_pack(file: Path) -> Pack:
    """A state's pack from a file. Raises PackError."""
    return read_pack(read_file(file), str(file))
