"""Every table, gathered so that the metadata is whole once this is imported."""

from drills.store.tables.calendars import DayOffRow, SchoolYearRow
from drills.store.tables.closing import ClosedBuildingRow, ClosedYearRow, KeptLawRow
from drills.store.tables.drills import DrillRow, EvidenceRow, RecordRow
from drills.store.tables.exports import ExportRow
from drills.store.tables.keeping import AuditRow, JobRunRow, KeptVerdictRow, MailRow
from drills.store.tables.law import LawFileRow
from drills.store.tables.life import (
    CorrectiveActionRow,
    FlagAnswerRow,
    RecordVersionRow,
    RemarkRow,
    WindowAnswerRow,
)
from drills.store.tables.outside import EvaluationRow, OfficerAbsenceRow, OutsideLinkRow
from drills.store.tables.people import (
    AttemptRow,
    LinkRow,
    PersonRow,
    RoleBuildingRow,
    RoleRow,
    SessionRow,
)
from drills.store.tables.places import BuildingRow, BuildingYearRow, DistrictRow
from drills.store.tables.planning import (
    AcceptedPlanRow,
    BlackoutRow,
    OfficerAwayRow,
    OfficerRow,
    PlanDraftRow,
    PlanSettingsRow,
)
from drills.store.tables.removal import ErasureRow, HoldRow
from drills.store.tables.sharing import FeedRow, ImportRow

__all__ = [
    "AcceptedPlanRow",
    "AttemptRow",
    "AuditRow",
    "BlackoutRow",
    "BuildingRow",
    "BuildingYearRow",
    "ClosedBuildingRow",
    "ClosedYearRow",
    "CorrectiveActionRow",
    "DayOffRow",
    "DistrictRow",
    "DrillRow",
    "ErasureRow",
    "EvaluationRow",
    "EvidenceRow",
    "ExportRow",
    "FeedRow",
    "FlagAnswerRow",
    "HoldRow",
    "ImportRow",
    "JobRunRow",
    "KeptLawRow",
    "KeptVerdictRow",
    "LawFileRow",
    "LinkRow",
    "MailRow",
    "OfficerAbsenceRow",
    "OfficerAwayRow",
    "OfficerRow",
    "OutsideLinkRow",
    "PersonRow",
    "PlanDraftRow",
    "PlanSettingsRow",
    "RecordRow",
    "RecordVersionRow",
    "RemarkRow",
    "RoleBuildingRow",
    "RoleRow",
    "SchoolYearRow",
    "SessionRow",
    "WindowAnswerRow",
]
