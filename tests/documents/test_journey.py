"""The page of a paper in a real browser: charts are drawn, nothing breaks the policy, axe is content."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import DocumentFactory, PersonFactory
from tests.journeys.test_people import DESK, PHONE, visit, wrong_on  # noqa: F401 - visit is a fixture

from .samples import CHART, report

pytestmark = pytest.mark.django_db(transaction=True)
CHARTS = (
    CHART,
    replace(CHART, kind="line", title="추이"),
    replace(CHART, kind="pie", title="구분", series=CHART.series[:1]),
    replace(CHART, kind="heatmap", title="요일별"),
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_charts_are_drawn_under_the_policy(visit, size):  # noqa: F811
    person = PersonFactory()
    paper = report(blocks=(*report().blocks[:4], *CHARTS))
    document = DocumentFactory(subject_id=person.pk, paper=paper)
    page = visit(person, size)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(document.get_absolute_url())
    expect(page.locator("[data-chart] svg")).to_have_count(4)
    figure = page.locator("figure").first
    assert figure.locator("[data-chart]").get_attribute("aria-label") == CHART.summary
    expect(figure.locator("table")).to_be_hidden()  # folded away, one click off
    figure.locator("summary").click()
    expect(figure.locator("td", has_text="33.5")).to_be_visible()
    figure.locator("svg").hover(position={"x": 150, "y": 150})  # the tooltip is drawn inside the picture
    page.wait_for_timeout(200)
    assert said == []
    assert wrong_on(page, document.get_absolute_url(), Axe()) == []


def test_without_script_the_table_says_the_same(browser, browser_context_args, live_server, client):
    person = PersonFactory()
    document = DocumentFactory(subject_id=person.pk, paper=report())
    client.force_login(person)
    context = browser.new_context(**browser_context_args, java_script_enabled=False, base_url=live_server.url)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(document.get_absolute_url())
    expect(page.locator("figure td", has_text="33.5")).to_be_visible()
    expect(page.locator("[data-chart]")).to_be_hidden()
    context.close()
