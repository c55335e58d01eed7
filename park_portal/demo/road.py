"""The road of one joint proposal in the demo, walked by the real actions at moments of the past.

Every step lets the clock stand where it was taken. Steps that come before are walked by those that come after:
``confirm`` issues the opinion, which asks for it, and so on back to whoever is in charge.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from collaboration.actions import meetings, opinions, proposals, talk, texts
from collaboration.models import BudgetItem, Meeting, Proposal
from collaboration.states import (
    BudgetSource,
    Coordinator,
    MeetingKind,
    PartyRole,
    PointKind,
    ProposalKind,
    SectionCode,
    Verdict,
)
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.workdays import is_workday

from .tables import many, rows

SECTIONS = (SectionCode.BACKGROUND, SectionCode.AIM, SectionCode.CONTENT, SectionCode.ROLES, SectionCode.SCHEDULE,
            SectionCode.EFFECT)  # fmt: skip
PLACE = "미래청 회의실 203"
POINTS = (
    opinions.Said(SectionCode.CONTENT, PointKind.CONDITION, "참가자 안전보험에 가입하고 증서를 시작 전에 내 주세요."),
    opinions.Said(SectionCode.SCHEDULE, PointKind.QUESTION, "우리 구 다른 행사와 날짜가 겹치지 않습니까?"),
    opinions.Said(SectionCode.ROLES, PointKind.CONDITION, "역할을 맡은 담당자의 이름과 연락처를 적어 주세요."),
    opinions.Said(SectionCode.EFFECT, PointKind.REMARK, "주민이 직접 이어 가는 점이 좋습니다."),
)
ANSWERS = (
    "시작 2주 전에 단체 안전보험에 가입하고 증서를 내겠습니다.",
    "구 누리집의 행사 일정과 맞춰 보았고, 겹치는 날은 없습니다.",
    "담당자 두 사람의 이름과 연락처를 제안서에 적었습니다.",
)


TABLES = ("operator", "departments", "organizations")


class Cast:
    """People and bodies by their keys in the demo's tables."""

    def __init__(self) -> None:
        people = {person.email.removesuffix("@demo.park"): person for person in Person.objects.all()}
        self.people = people
        names = {row["key"]: row["name"] for table in TABLES for row in rows(table)}
        bodies = {body.name: body for body in Organization.objects.select_related("parent")}
        self.bodies = {key: bodies[name] for key, name in names.items()}


@dataclass
class Road:
    """One proposal on its way. ``day`` is when the next step is taken; every step moves it on by working days."""

    row: dict[str, str]
    cast: Cast
    day: date
    proposal: Proposal | None = None

    def who(self, column: str) -> Person:
        return self.cast.people[self.row[column]]

    def body(self, column: str) -> Organization:
        return self.cast.bodies[self.row[column]]

    def at(self, workdays: int, hour: int = 10, minute: int = 0) -> AbstractContextManager[None]:
        """Go on by that many working days and let the clock stand there."""
        self.day = later(self.day, workdays)
        return clock.standing_at(datetime.combine(self.day, time(hour, minute), tzinfo=SEOUL))

    def fresh(self) -> Proposal:
        return Proposal.objects.get(pk=self.proposal.pk)

    # -------------------------------------------------------------------- up to collected

    def begin(self, kind: ProposalKind = ProposalKind.PROPOSAL) -> None:
        facts = {"summary": self.row["summary"], "fields": many(self.row["fields"]), "place": self.row["place"]}
        with self.at(0):
            self.proposal = proposals.proposal_begin(
                by=self.who("writer"), lead=self.body("lead"), title=self.row["title"], kind=kind, facts=facts
            )
        if kind == ProposalKind.RESOURCE_REQUEST:  # five lines are all
            return
        said = {code: self.row[code].replace("|", "\n") for code in SECTIONS if self.row[code]}
        money = budget(self.day.year)
        with self.at(0, 15):
            texts.proposal_write(by=self.who("writer"), proposal=self.proposal, sections=said, budget=money)

    def submit(self) -> None:
        with self.at(1):
            proposals.proposal_submit(by=self.who("writer"), proposal=self.proposal)

    def note(self, name: str, side: Coordinator) -> None:
        with self.at(1, 11):
            proposals.proposal_acknowledge(by=self.cast.people[name], proposal=self.proposal, side=side)

    def collect(self) -> None:
        self.submit()
        self.note("coordinator", Coordinator.PLANNING)
        self.note("staff", Coordinator.CENTRE)

    # -------------------------------------------------------------------- who is in charge, meetings

    def ask(self) -> None:
        with self.at(1, 14):
            self.party = proposals.party_ask(
                by=self.cast.people["coordinator"], proposal=self.fresh(), organization=self.body("receiver"),
                role=PartyRole.RECEIVER,
            )  # fmt: skip

    def match(self) -> None:
        self.ask()
        with self.at(1, 16):
            proposals.party_answer(by=self.who("clerk"), party=self.party, accepts=True)

    def meet(
        self,
        kind: MeetingKind,
        title: str,
        starts: datetime,
        agenda: Sequence[str] = ("제안 설명", "역할 나누기"),
        caller: str = "coordinator",
    ) -> Meeting:
        guests = [meetings.Guest(self.body("lead"), self.who("writer")), meetings.Guest(self.body("receiver"))]
        guests.append(meetings.Guest(self.cast.bodies["operator"], self.cast.people["staff"]))
        return meetings.meeting_call(
            by=self.cast.people[caller], kind=kind, title=f"{self.row['title']} {title}", starts_at=starts,
            ends_at=starts + timedelta(minutes=90), proposal=self.fresh(), place=PLACE, guests=guests, agenda=agenda,
        )  # fmt: skip

    def hold(
        self,
        kind: MeetingKind,
        title: str,
        minutes: str,
        promises: Sequence[meetings.Promised] = (),
        approve: bool = True,
    ) -> Meeting:
        """Call it, come together three working days later, and keep the minutes; the proposer approves them."""
        starts = datetime.combine(later(self.day, 3), time(14), tzinfo=SEOUL)
        with self.at(0, 17):
            meeting = self.meet(kind, title, starts)
        came = list(meeting.attendances.values_list("pk", flat=True))
        decided = [meetings.Decided("역할을 나누고 담당자를 정한다.", SectionCode.ROLES)]
        with self.at(3, 17):
            meetings.minutes_write(
                by=self.who("clerk"), meeting=meeting, minutes=minutes, came=came, decisions=decided, promises=promises
            )
        if approve:
            with self.at(1, 9):
                meetings.minutes_approve(by=self.who("writer"), meeting=meeting)
        return meeting

    def kickoff(self, promises: Sequence[meetings.Promised] = ()) -> None:
        self.match()
        minutes = "제안 취지를 듣고 서로 할 수 있는 일을 이야기했다.\n다음 실무협의 전에 제안서를 함께 고치기로 했다."
        self.hold(MeetingKind.KICKOFF, "초동미팅", minutes, promises)

    def work(self, promises: Sequence[meetings.Promised] = ()) -> None:
        self.kickoff(promises)
        self.revise(SectionCode.ROLES, "\n운영센터: 회의 장소와 장비", "초동미팅에서 나눈 역할을 적었습니다.")
        self.hold(MeetingKind.WORKING, "실무협의", "역할과 일정을 정하고 예산을 함께 살폈다.")

    def revise(self, section: SectionCode, more: str, note: str) -> None:
        said = self.fresh().current.sections.get(code=section).text
        with self.at(1, 13):
            texts.proposal_write(by=self.who("writer"), proposal=self.proposal, sections={section: said + more})
        with self.at(0, 18):
            texts.proposal_revise(by=self.who("writer"), proposal=self.proposal, note=note)

    # -------------------------------------------------------------------- the opinion

    def request(self, promises: Sequence[meetings.Promised] = (), *, accept: bool = True) -> None:
        self.work(promises)
        with self.at(1, 10):
            self.opinion = opinions.opinion_request(by=self.who("writer"), proposal=self.fresh())
        if accept:
            with self.at(1, 10):
                opinions.opinion_accept(by=self.who("clerk"), opinion=self.opinion)

    def give(self, verdict: Verdict, text: str, points: Sequence[opinions.Said], reasons: Sequence[str] = ()) -> None:
        with self.at(4, 16):
            opinions.opinion_write(
                by=self.who("clerk"), opinion=self.opinion, verdict=verdict, text=text, points=points, reasons=reasons
            )
        with self.at(1, 10):
            self.opinion = opinions.opinion_issue(by=self.who("head"), opinion=self.opinion)

    def issue(self, promises: Sequence[meetings.Promised] = ()) -> None:
        self.request(promises)
        self.give(Verdict.CONDITIONAL, "아래 조건을 지키면 함께 추진할 수 있습니다.", POINTS)

    def answer(self, count: int, close: int) -> None:
        """Answer the first points, and close the first of these."""
        points = list(self.opinion.points.order_by("position")[:count])
        with self.at(1, 10):
            for point, answer in zip(points, ANSWERS, strict=False):
                opinions.point_answer(by=self.who("writer"), point=point, answer=answer)
        with self.at(1, 15):
            for point in points[:close]:
                opinions.point_close(by=self.who("clerk"), point=point)

    # -------------------------------------------------------------------- confirmed and after

    def confirm(self, promises: Sequence[meetings.Promised] = ()) -> None:
        self.issue(promises)
        self.answer(3, 3)
        with self.at(1, 11):
            proposals.proposal_confirm(by=self.cast.people["coordinator"], proposal=self.fresh())

    def run(self, promises: Sequence[meetings.Promised] = ()) -> None:
        self.confirm(promises)
        with self.at(2, 9):
            proposals.proposal_start(by=self.who("writer"), proposal=self.fresh())

    def finish(self) -> None:
        self.run()
        with self.at(8, 9):
            proposals.proposal_finish(by=self.who("writer"), proposal=self.fresh())

    def close(self) -> None:
        self.finish()
        with self.at(3, 9):
            proposals.proposal_close(by=self.cast.people["coordinator"], proposal=self.fresh())

    def say(self, column: str, body: str, section: SectionCode, text: str, *, internal: bool = False) -> None:
        with self.at(0, 18, 30):
            talk.comment_add(
                by=self.who(column), proposal=self.fresh(), section=section, organization=self.body(body), text=text,
                internal=internal,
            )  # fmt: skip


def later(day: date, workdays: int) -> date:
    while workdays:
        day += timedelta(days=1)
        workdays -= is_workday(day)
    return day


def earlier(day: date, workdays: int) -> date:
    while workdays:
        day -= timedelta(days=1)
        workdays -= is_workday(day)
    return day


def budget(year: int) -> list[texts.Money]:
    """Of the two budget items of the plan."""
    office, policy = BudgetItem.objects.filter(year=year).order_by("code")
    return [
        texts.Money(office, "홍보물과 안내 책자", 1_200_000, BudgetSource.ANNUAL_PLAN),
        texts.Money(policy, "협의 다과", 150_000, BudgetSource.ASKED_NOW),
    ]
