"""The tables of tenancy, one file a noun."""

from .agreements import Agreement, Allocation, Assessment
from .care import Notice, NoticeRead, Ticket, TicketEntry, TicketPhoto
from .charges import Charge, ChargeRun, DepositRecovery, InterestAccrual, Meter, MeterReading
from .directory import DirectoryEntry, DirectoryPhoto
from .moves import KeyLoan, MoveTask, TaskTemplate, UnitKey
from .papers import TenantPaper
from .rates import InterestRate, MaintenanceRate, MeterRate, RentRate

__all__ = [
    "Agreement",
    "Allocation",
    "Assessment",
    "Charge",
    "ChargeRun",
    "DepositRecovery",
    "DirectoryEntry",
    "DirectoryPhoto",
    "InterestAccrual",
    "InterestRate",
    "KeyLoan",
    "MaintenanceRate",
    "Meter",
    "MeterRate",
    "MeterReading",
    "MoveTask",
    "Notice",
    "NoticeRead",
    "RentRate",
    "TaskTemplate",
    "TenantPaper",
    "Ticket",
    "TicketEntry",
    "TicketPhoto",
    "UnitKey",
]
