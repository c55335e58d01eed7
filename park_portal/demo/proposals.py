"""Joint proposals of the demo park, in every state of the road, so that each demo person has something on her desk.

The texts are in ``data/proposals.csv``; a story says how many working days before the anchor it begins and how far it
came. Nothing lies after the working day before the anchor but meetings and days by which something is due.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from collaboration.actions import proposals, requests
from collaboration.actions.meetings import Promised
from collaboration.models import Proposal
from collaboration.states import (
    Coordinator,
    MeetingKind,
    PartyRole,
    ProposalKind,
    ReasonCode,
    SectionCode,
    Verdict,
)
from park_portal.core.clock import SEOUL

from .road import Cast, Road, earlier
from .tables import rows


def load(anchor: date) -> int:
    """Write all of them; gives how many."""
    park = Park(anchor)
    for story in (over, agreed, judged, met, fresh, aside):
        story(park)
    return Proposal.objects.count()


class Park:
    """The day around which everything is told."""

    def __init__(self, anchor: date) -> None:
        self.anchor, self.cast = anchor, Cast()
        self.texts = {row["key"]: row for row in rows("proposals")}

    def road(self, key: str, workdays: int, kind: ProposalKind = ProposalKind.PROPOSAL) -> Road:
        """Begin one so many working days before the last one before the anchor."""
        road = Road(self.texts[key], self.cast, earlier(self.anchor, workdays + 1))
        road.begin(kind)
        return road

    def collected(self, key: str, workdays: int, kind: ProposalKind = ProposalKind.PROPOSAL) -> Road:
        road = self.road(key, workdays, kind)
        road.collect()
        return road

    def day(self, days: int) -> date:
        return self.anchor + timedelta(days=days)

    def moment(self, days: int, hour: int) -> datetime:
        return datetime.combine(self.day(days), time(hour), tzinfo=SEOUL)

    def promises(self, *given: tuple[str, str, int]) -> Sequence[Promised]:
        """``(body, text, days from the anchor)`` each."""
        return [Promised(self.cast.bodies[body], text, self.day(days)) for body, text, days in given]


def over(park: Park) -> None:
    """Closed, being closed, and one that is under way with a promise that is late."""
    park.collected("story-theatre", 54).close()
    park.collected("umbrella-class", 42).finish()
    zone = park.collected("zero-waste", 45)
    late = ("org-004", "참여상점 명단과 상점별 용기 수량표를 낸다.", -4)
    coming = ("dept-recycling", "홍보지도 인쇄본을 동 주민센터에 나눈다.", 12)
    zone.run(park.promises(late, coming))


def agreed(park: Park) -> None:
    """Confirmed: two organisations propose together."""
    signs = park.road("gallery-signs", 34)
    with signs.at(0, 16):
        party = proposals.party_ask(
            by=signs.who("writer"), proposal=signs.proposal, organization=park.cast.bodies["org-177"],
            role=PartyRole.JOINT,
        )  # fmt: skip
    with signs.at(1, 9):
        proposals.party_answer(by=park.cast.people["tenant"], party=party, accepts=True)
    signs.collect()
    signs.confirm()


def judged(park: Park) -> None:
    """An opinion with points open, answered and closed; four asked for: late, due soon, new, and not feasible."""
    school = park.collected("repair-school", 24)
    school.issue(park.promises(("dept-jobs-youth", "청년 활동비 지급 기준을 알려 준다.", 7)))
    school.answer(2, 1)
    school.say("clerk", "receiver", SectionCode.SCHEDULE, "발표회는 구청 청년주간과 같은 주에 여는 것이 어떨까요?")
    school.say("writer", "lead", SectionCode.SCHEDULE, "좋습니다. 장소만 정해지면 맞추겠습니다.")
    school.say("writer", "lead", SectionCode.ROLES, "담당자 두 사람을 다음 주 모임에서 정합시다.", internal=True)
    school.say("clerk", "receiver", SectionCode.BUDGET, "활동비 잔액을 과장님과 확인하기로 함.", internal=True)
    school.meet(MeetingKind.WORKING, "2차 실무협의", park.moment(1, 14))
    park.collected("cup-riders", 27).request()
    park.collected("housing-bus", 23).request(accept=False)
    park.collected("village-tour", 18).request(accept=False)
    meal = park.collected("meal-friends", 40)
    meal.request()
    why = "취지는 좋으나 식재료비는 단체의 경상경비라 구에서 낼 수 없습니다. 공간을 함께 쓰는 방법을 찾아보겠습니다."
    meal.give(Verdict.NOT_FEASIBLE, why, (), [ReasonCode.RUNNING_COST])
    with meal.at(2):
        proposals.proposal_decline(by=meal.who("head"), proposal=meal.fresh(), reason=why)


def met(park: Park) -> None:
    """Working together, and a kickoff whose working meeting's minutes wait for approval."""
    lab = park.collected("share-whatever", 20)
    lab.work(park.promises(("org-050", "작업장 진행표를 낸다.", 5), ("dept-governance", "난제 접수 양식을 만든다.", 9)))
    lab.meet(MeetingKind.WORKING, "2차 실무협의", park.moment(3, 10))
    relay = park.collected("relay-news", 14)
    relay.kickoff()
    relay.hold(MeetingKind.WORKING, "실무협의", "첫 여섯 달의 순서와 원고 분량을 정했다.", approve=False)


def fresh(park: Park) -> None:
    """Written, handed in, taken note of, and asked of a department."""
    park.road("bag-library", 2)
    park.road("phone-letters", 3).submit()
    fix_day = park.road("fix-day", 4)
    fix_day.submit()
    fix_day.note("coordinator", Coordinator.PLANNING)
    mentors = park.road("young-mentors", 5, ProposalKind.RESOURCE_REQUEST)
    mentors.submit()
    mentors.note("coordinator", Coordinator.PLANNING)
    room = park.collected("grandpa-room", 10, ProposalKind.RESOURCE_REQUEST)
    with room.at(1, 14):
        party = proposals.party_ask(
            by=park.cast.people["coordinator"], proposal=room.fresh(), organization=park.cast.bodies["org-177"],
            role=PartyRole.CONCERNED,
        )  # fmt: skip
    with room.at(1, 16):
        proposals.party_answer(by=park.cast.people["tenant"], party=party, accepts=True)
        requests.request_match(by=park.cast.people["coordinator"], proposal=room.fresh())
    bikes = park.collected("bike-clinic", 8)
    bikes.match()
    bikes.meet(MeetingKind.KICKOFF, "초동미팅", park.moment(2, 15))


def aside(park: Park) -> None:
    """Merged, returned, on hold, withdrawn; the one merged into is asked of a department."""
    coordinator = park.cast.people["coordinator"]
    bench = park.collected("night-bench", 6)
    bench.ask()
    other = park.collected("shared-bench", 9)
    with other.at(6):
        proposals.proposal_merge(by=coordinator, proposal=other.fresh(), into=bench.fresh())
    market = park.collected("night-market", 7)
    with market.at(1):
        reason = "골목을 비우는 시간의 안전관리와 상인 동의를 적어 주세요."
        proposals.proposal_return(by=coordinator, proposal=market.fresh(), reason=reason)
    bags = park.collected("banner-bags", 35)
    bags.work()
    with bags.at(2):
        reason = "선거 뒤에 현수막이 나오므로 그때까지 멈춥니다."
        proposals.proposal_hold(by=coordinator, proposal=bags.fresh(), reason=reason)
    lab = park.collected("living-lab", 15)
    with lab.at(1):
        reason = "측정기를 빌려주기로 한 곳과 약속이 바뀌었습니다."
        proposals.proposal_withdraw(by=lab.who("writer"), proposal=lab.fresh(), reason=reason)
