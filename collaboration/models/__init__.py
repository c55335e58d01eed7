"""The tables of joint work, one file a noun."""

from .meetings import AgendaItem, Attendance, Commitment, Decision, Meeting
from .opinions import Opinion, OpinionPoint
from .outline import OUTLINE
from .plans import (
    DepartmentDuty,
    DutyReport,
    LinkagePlan,
    PlanAttachment,
    PlanBudgetLine,
    PlanGround,
    PlanProgress,
    SubProject,
    SubProjectRole,
    SubProjectStage,
)
from .proposals import Acknowledgement, Attachment, Comment, Follower, Handover, Party, Proposal, Turn
from .routes import FieldRoute
from .versions import BudgetItem, BudgetLine, ProposalVersion, Section
from .words import PointWord

__all__ = [
    "OUTLINE",
    "Acknowledgement",
    "AgendaItem",
    "Attachment",
    "Attendance",
    "BudgetItem",
    "BudgetLine",
    "Comment",
    "Commitment",
    "Decision",
    "DepartmentDuty",
    "DutyReport",
    "FieldRoute",
    "Follower",
    "Handover",
    "LinkagePlan",
    "Meeting",
    "Opinion",
    "OpinionPoint",
    "Party",
    "PlanAttachment",
    "PlanBudgetLine",
    "PlanGround",
    "PlanProgress",
    "PointWord",
    "Proposal",
    "ProposalVersion",
    "Section",
    "SubProject",
    "SubProjectRole",
    "SubProjectStage",
    "Turn",
]
