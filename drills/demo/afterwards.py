"""Does what people did about a record later, by the real actions: sign an evaluation, answer
a question, keep from removal, ask for a removal, close a corrective action.

When, and of which record, is what_happened.py's and replay.py's.
"""

from __future__ import annotations

from datetime import datetime

from drills.actions.answer_flag import answer_flag
from drills.actions.corrective_actions import Proof, close_action
from drills.actions.erase import ask_erasure
from drills.actions.evaluate_drill import Signed, evaluate_as_officer, evaluate_by_link
from drills.actions.flag_rules import flags_of_record
from drills.actions.holds import place_hold
from drills.actions.share_drill import Guest, share_drill
from drills.demo.districts import DemoDistrict, Later
from drills.demo.set_up import Known
from drills.permissions import Person
from drills.store.corrective import read_actions_of
from drills.store.records import read_record
from drills.store.tables import RecordRow


class Afterwards:
    """What is done about the records of one district, whose ids the replay knows."""

    def __init__(
        self, told: DemoDistrict, known: Known, records: dict[tuple[str, str], int]
    ) -> None:
        self.told, self.known, self.records = told, known, records
        self.links: dict[Later, str] = {}

    def do(self, later: Later, principal: Person, at: datetime) -> None:
        """One of them. ``principal`` leads the building that day."""
        getattr(self, f"_{later.does}")(later, principal, at)

    def share(self, later: Later, principal: Person, at: datetime) -> None:
        """Send the link by which somebody signs afterwards."""
        record = self._record(later.building, later.drill)
        guest = Guest(later.kind, f"{later.name}, {later.agency}")
        self.links[later] = share_drill(principal, at, record.id, guest).secret

    def _record(self, building: str, drill: str) -> RecordRow:
        record = read_record(self.records[(building, drill)], self.known.district_id)
        assert record is not None
        return record

    def _sign(self, later: Later, principal: Person, at: datetime) -> None:
        answers = tuple(zip(self.told.questions, later.scores, strict=True))
        if later.officer:
            officer = self.known.person(later.officer)
            signed = Signed(officer.name, later.title, later.agency, answers, later.words)
            record_id = self.records[(later.building, later.drill)]
            evaluate_as_officer(officer, at, record_id, later.kind, signed)
            return
        signed = Signed(later.name, later.title, later.agency, answers, later.words)
        evaluate_by_link(self.links[later], at, signed)

    def _answer(self, later: Later, principal: Person, at: datetime) -> None:
        record = self._record(later.building, later.drill)
        for flag in flags_of_record(record, self.known.district_id):
            if flag.code == later.about:
                answer_flag(principal, at, record.id, flag.code, flag.about, later.words)
                return

    def _hold(self, later: Later, principal: Person, at: datetime) -> None:
        record = self._record(later.building, later.drill)
        director = self.known.person("director")
        place_hold(director, at, record.building_id, later.words, record.id)

    def _remove(self, later: Later, principal: Person, at: datetime) -> None:
        record = self._record(later.building, later.drill)
        photo = next(file for file in record.evidence if file.name.endswith("board.jpg"))
        ask_erasure(principal, at, record.id, later.words, photo.id)

    def _mend(self, later: Later, principal: Person, at: datetime) -> None:
        action = read_actions_of(self.records[(later.building, later.of)])[later.problem]
        proof = Proof(record_id=self.records[(later.building, later.drill)])
        close_action(principal, at, action.id, proof, later.words, version=action.version)
