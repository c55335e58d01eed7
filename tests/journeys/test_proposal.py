"""A joint proposal from its first word to its confirmation: five people, each in her own browser."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from collaboration.models import Meeting, Opinion, Proposal
from park_portal.core import clock
from tests.collaboration.people import cast
from tests.factories import MeetingFactory

from .test_people import DESK, PHONE, button_of, tick, visit, wrong_on  # noqa: F401 - visit is a fixture

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "시장 다회용기 순환"
POINT = "세척을 누가 하는지 적어 주세요."


def url(name: str, *args: object) -> str:
    return reverse(f"collaboration:{name}", args=args)


@pytest.fixture
def people(visit):  # noqa: F811
    """The five, each with a page of her own: the proposer on a phone."""
    who = cast()
    pages = {name: visit(getattr(who, name), DESK) for name in ("clerk", "head", "planner", "staff")}
    return who, {"proposer": visit(who.proposer, PHONE), **pages}


def desk(page: Page) -> dict[str, list[str]]:
    """What stands on a person's desk: the code of each part with the titles in it."""
    page.goto(url("joint-desk"))
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("main section[aria-labelledby]")].map(section =>
           [section.getAttribute("aria-labelledby"),
            [...section.querySelectorAll(".pp-mine__t")].map(item => item.textContent.trim())]))"""
    )


def desks(pages: dict[str, Page], **expected: dict[str, list[str]]) -> None:
    """Every desk as a whole: who is not named has an empty one."""
    for name, page in pages.items():
        assert desk(page) == expected.get(name, {}), name


def press(page: Page, path: str, action: str) -> None:
    """Go to a page and press the button of the form that does ``action``."""
    page.goto(path)
    button_of(page, action).click()
    page.wait_for_load_state()


def send(page: Page) -> None:
    """The one primary button of a form that is sent to its own page."""
    page.locator("main form:not([action]) button.primary, main button.primary[form]").first.click()
    page.wait_for_load_state()


def workshop_held(who) -> None:
    """The half-year has its workshop, whatever the day of the test: no desk asks for one."""
    done = {"minutes": "-", "minutes_by": who.staff, "approved_by": who.planner, "approved_at": clock.now()}
    MeetingFactory(kind="workshop", proposal=None, state="approved", starts_at=clock.now(),
                   ends_at=clock.now() + timedelta(hours=1), **done)  # fmt: skip


def written(page: Page) -> Proposal:
    """The tenant writes a draft on her phone and hands it in."""
    page.goto(url("proposal-begin"))
    page.locator("main [name=title]").fill(TITLE)
    tick(page, "fields_of_work", "environment")
    send(page)
    expect(page.locator("main .pp-f--err [name=summary]")).to_be_visible()
    expect(page.locator("main [name=title]")).to_have_value(TITLE)
    page.locator("main [name=summary]").fill("시장 골목의 다회용기를 함께 씻고 돌려쓰게 합니다.")
    send(page)
    page.wait_for_url("**/write/")
    page.locator("main [name=section_aim]").fill("시장 골목에서 다회용기를 돌려쓰게 합니다.")
    page.locator("main [name=section_content]").fill("상점 열 곳에 용기를 빌려주고 씻어서 돌려보냅니다.")
    send(page)
    proposal = Proposal.objects.get()
    press(page, proposal.get_absolute_url(), url("proposal-submit", proposal.pk))
    return proposal


def met(who, pages: dict[str, Page], proposal: Proposal) -> Meeting:
    """The coordinator calls the kickoff; the clerk keeps the minutes, the tenant approves them."""
    planner, clerk, tenant = pages["planner"], pages["clerk"], pages["proposer"]
    planner.goto(f"{url('meeting-call')}?proposal={proposal.pk}")
    planner.locator("main [name=place]").fill("미래청 회의실 203")
    send(planner)
    meeting = Meeting.objects.get(proposal=proposal)
    met = {"meetings": [TITLE]}
    desks(
        pages, planner={"turns": [TITLE], **met}, clerk=met, head=met, proposer=met, staff={"progress": [TITLE], **met}
    )
    Meeting.objects.filter(proposal=proposal).update(
        starts_at=clock.now() - timedelta(hours=2), ends_at=clock.now() - timedelta(hours=1)
    )
    clerk.goto(url("minutes-write", meeting.pk))
    clerk.locator("main [name=minutes]").fill("제안을 듣고 함께 하기로 했습니다.")
    came = clerk.locator("main label:has([name=came])")
    for number in range(came.count()):
        came.nth(number).click()
    send(clerk)
    press(tenant, meeting.get_absolute_url(), url("minutes-approve", meeting.pk))
    return meeting


def judged(pages: dict[str, Page], proposal: Proposal) -> Opinion:
    """The clerk takes the request up and writes; the head gives it."""
    clerk, head = pages["clerk"], pages["head"]
    opinion = Opinion.objects.get()
    press(clerk, proposal.get_absolute_url(), url("opinion-accept", opinion.pk))
    clerk.goto(opinion.get_absolute_url())
    tick(clerk, "verdict", "conditional")
    clerk.locator("main [name=text]").fill("조건을 지키면 추진할 수 있습니다.")
    clerk.locator("main [name=section_0]").select_option("content")
    clerk.locator("main [name=text_0]").fill(POINT)
    clerk.locator("main button[form=opinion]:not([name])").click()
    clerk.wait_for_load_state()
    head.goto(opinion.get_absolute_url())
    expect(head.locator("main [name=text_0]")).to_have_value(POINT)
    head.locator("main button[name=issue]").click()
    head.wait_for_load_state()
    return opinion


def test_five_people_bring_a_proposal_to_its_confirmation(people):
    who, pages = people
    workshop_held(who)
    tenant, clerk, planner, staff = (pages[name] for name in ("proposer", "clerk", "planner", "staff"))
    axe, wrong = Axe(), []

    proposal = written(tenant)
    road = proposal.get_absolute_url()
    waits = {"acknowledge": [TITLE]}
    desks(pages, planner=waits, staff=waits)
    wrong += wrong_on(planner, url("joint-desk"), axe)
    for page in (planner, staff):
        press(page, road, url("proposal-acknowledge", proposal.pk))
    desks(pages, planner={"turns": [TITLE]}, staff={"progress": [TITLE]})

    planner.goto(road)
    form = planner.locator(f'form[action="{url("party-ask", proposal.pk)}"]')
    form.locator("xpath=ancestor::details/summary").click()
    form.locator("[name=organization]").select_option(str(who.department.pk))
    form.locator("[name=role]").select_option("receiver")
    button_of(planner, url("party-ask", proposal.pk)).click()
    planner.wait_for_load_state()
    waiting = {"progress": [TITLE]}
    desks(pages, planner=waiting, staff=waiting, clerk={"parts": [TITLE]}, head={"parts": [TITLE]})
    clerk.goto(road)
    clerk.locator("main button[name=accepts]").click()
    clerk.wait_for_load_state()

    meeting = met(who, pages, proposal)
    desks(pages, proposer={"turns": [TITLE]}, planner={"progress": [TITLE]}, staff={"progress": [TITLE]})
    wrong += wrong_on(clerk, meeting.get_absolute_url(), axe)

    press(tenant, road, url("opinion-request", proposal.pk))
    mine, theirs = {"opinions": [TITLE]}, {"owed": [TITLE]}
    desks(pages, clerk=mine, head=mine, planner=theirs, staff=theirs)
    opinion = judged(pages, proposal)
    under_way = {"planner": {"progress": [TITLE]}, "staff": {"progress": [TITLE]}}
    desks(pages, proposer={"turns": [TITLE], "points": [POINT]}, **under_way)
    wrong += wrong_on(planner, road, axe) + wrong_on(clerk, opinion.get_absolute_url(), axe)

    point = opinion.points.get()
    wrong += wrong_on(tenant, road, axe)
    tenant.goto(url("point-answer", point.pk))
    tenant.locator("main [name=answer]").fill("푸른강 마을기업이 씻습니다.")
    send(tenant)
    desks(pages, clerk={"turns": [TITLE], "points": [POINT]}, head={"turns": [TITLE], "points": [POINT]}, **under_way)
    press(clerk, road, url("point-close", point.pk))

    desks(pages, planner={"turns": [TITLE]}, staff={"progress": [TITLE]})
    planner.goto(url("proposal-move", proposal.pk, "confirm"))
    send(planner)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.confirmed_id) == ("confirmed", opinion.version_id)
    desks(pages, proposer={"turns": [TITLE]})
    for path in (road, url("proposal-list"), url("joint-desk"), url("proposal-begin")):
        wrong += wrong_on(tenant, path, axe)
    assert not wrong, "\n".join(wrong)
