"""Why a local rule is refused: each reason a code with its values, and its sentence.

A local layer may only be stricter than what stands above it. Pages put the codes into
their own language; the sentences here are for the command line. Finding them is
layering.py's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drills.compliance.strict import PackError

SENTENCES: dict[str, str] = {
    "fewer": "asks for {local} drills, and the law above asks for {above}",
    "higher_ceiling": "allows {local} drills, and the law above allows at most {above}",
    "later": "is due {local} after the first day, later than the {above} of the law above",
    "later_day": "is due on {local}, later than {above} in the law above",
    "days_elsewhere": "this rule counts its drills per {per}, so days cannot be set for it"
    " as a whole; write a 'part' with days of its own",
    "more_kinds": "accepts {local}, which the law above does not accept",
    "no_kinds": "leaves no kind of drill for what the law above asks: {above}",
    "contrary": "asks for drills that are {local} and {above} at once",
    "becomes_advisory": "would only be advised, and the law above decides by it",
    "no_number": "has no number in the law above; say 'count' where it shall decide",
    "removes": "a local rule cannot take away what the law above asks",
    "unknown_rule": "is no requirement of the law above{near}",
    "not_modelled": "cannot be counted, so nothing in it can be changed;"
    " write a requirement of your own",
    "number_by_setting": "takes its number from the setting '{above}'; set that under [settings]",
    "number_by_share": "takes its number from another requirement; change that one",
    "no_own_number": "has no number of its own that could be raised; write a 'part'",
    "no_windows": "does not write its windows out; write a 'part'",
    "windows_lent": "its windows serve {above} too; write a 'part'",
    "ceiling": "is a ceiling: only a lower 'count' makes it stricter",
    "repealed": "is no longer law above; write a requirement of your own",
    "lower_setting": "is set to {local}, lower than the {above} of the law above",
    "higher_setting": "is set to {local}, higher than the {above} of the law above",
    "setting_either_way": "is a number that may be stricter either way, so it cannot be changed",
    "set_above": "was set to {above} by the law above",
    "id_taken": "the id is taken by the law above; choose another",
    "wrong_state": "extends {local}, and the law above is {above}'s",
    "layer_order": "is a {local} layer, which cannot stand under a {above} layer",
}


@dataclass(frozen=True, slots=True)
class Laxer:
    """One thing that a layer may not do. ``subject``: a requirement's or setting's id, or ""."""

    layer: str  # the name of the local pack
    subject: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in plain words, with whose rule it is."""
        where = f"{self.layer}, '{self.subject}'" if self.subject else self.layer
        return f"{where}: {SENTENCES[self.code].format(**self.values)}"


class TooLax(PackError):
    """A local pack that would loosen the law above it: every reason at once."""

    def __init__(self, refusals: Sequence[Laxer]) -> None:
        self.refusals = tuple(refusals)
        super().__init__([refusal.sentence for refusal in refusals])
