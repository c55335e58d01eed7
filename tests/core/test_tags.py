"""Component tags and filters: what a reader hears and sees. Pure; no database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from park_portal.core import drawn, spoken
from park_portal.core.forms import Renderer
from park_portal.core.templatetags import park
from park_portal.core.templatetags.icons import ICONS
from park_portal.core.templatetags.plans import PLANS, drawing

NOON = datetime(2025, 12, 2, 3, 0, tzinfo=UTC)  # 12:00 in Seoul
START = datetime(2025, 12, 5, 5, 0, tzinfo=UTC)  # Friday 14:00 in Seoul


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False), translation.override("ko"):
        yield


def render(source: str, **context) -> str:
    return Template("{% load park %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("ko", 1250000, "1,250,000원"),
        ("ko", 0, "0원"),
        ("ko", -10000, "−10,000원"),
        ("ko", None, "–"),
        ("en", 1250000, "₩1,250,000"),
        ("en", -10000, "−₩10,000"),
    ],
)
def test_won(language, amount, words):
    with translation.override(language):
        assert park.won(amount) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+821000001234", "010-0000-1234"),
        ("+8225550100", "02-555-0100"),
        ("+442079460000", "+44 20 7946 0000"),
        ("no number", "no number"),
        (None, ""),
    ],
)
def test_phone(number, words):
    assert park.phone(number) == words


@pytest.mark.parametrize(
    ("language", "end", "words"),
    [
        ("ko", None, "12월 5일(금) 14:00"),
        ("ko", START + timedelta(hours=2), "12월 5일(금) 14:00–16:00"),
        ("ko", START + timedelta(hours=10), "12월 5일(금) 14:00–24:00"),
        ("ko", START + timedelta(days=1), "12월 5일(금) 14:00 – 12월 6일(토) 14:00"),
        ("en", None, "Fri 5 Dec, 14:00"),
        ("en", START + timedelta(hours=2), "Fri 5 Dec, 14:00–16:00"),
    ],
)
def test_when_speaks_seoul_time(language, end, words):
    with translation.override(language):
        said = render("{% when start end %}|", start=START, end=end)
    assert strip_tags(said) == f"{words}|"


def strip_tags(markup: str) -> str:
    return "".join(part.split(">")[-1] for part in markup.split("<"))


def test_when_gives_machines_both_ends():
    said = park.when(START, START + timedelta(hours=2))
    assert 'datetime="2025-12-05T14:00+09:00"' in said
    assert 'datetime="2025-12-05T16:00+09:00"' in said


def test_when_names_another_year():
    assert "2027년 1월 5일(화)" in park.when(date(2027, 1, 5))
    assert "2025" not in strip_tags(park.when(date(2025, 1, 5)))


def test_when_takes_days_and_ranges_of_days():
    assert strip_tags(park.when("2025-12-05")) == "12월 5일(금)"
    assert strip_tags(park.when(date(2025, 12, 5), date(2025, 12, 7))) == "12월 5일(금)–7일(일)"


def test_when_takes_a_database_range():
    during = SimpleNamespace(lower=START, upper=START + timedelta(hours=1))
    assert strip_tags(park.when(during)) == "12월 5일(금) 14:00–15:00"


def test_when_refuses_a_word_that_is_no_day():
    with pytest.raises(ValueError, match="not an ISO date"):
        spoken.local("tomorrow")


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(days=3, hours=23), "3 days left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=5, minutes=59), "5 hours left"),
        (timedelta(minutes=20), "20 minutes left"),
        (timedelta(minutes=-5), "past"),
        (timedelta(days=-2), "2 days past"),
    ],
)
def test_left_rounds_down(away, words):
    with translation.override("en"):
        assert strip_tags(park.left(NOON + away)) == words


def test_ago_keeps_the_exact_time_in_its_title():
    with translation.override("en"):
        said = park.ago(NOON - timedelta(minutes=7))
    assert strip_tags(said) == "7 minutes ago"
    assert 'title="Tue 2 Dec, 11:53"' in said


def test_badge_says_state_by_colour_mark_and_word():
    said = park.badge("awaiting_payment", "<입금 대기>")
    assert "bg-light-warning" in said
    assert "pp-st--open" in said
    assert "&lt;입금 대기&gt;" in said


def test_badge_of_an_unknown_state_is_gray():
    assert "bg-light-gray" in park.badge("never_heard", "?")


def test_badge_takes_tone_and_mark():
    said = park.badge("", "x", tone="danger", mark="end", size="lg")
    assert {"bg-light-danger", "pp-st--end", "pp-st--lg"} <= set(said.split('"')[1].split())


def test_icon_is_silent_unless_labelled():
    assert 'aria-hidden="true"' in park.icon("bell")
    assert 'role="img" aria-label="알림"' in park.icon("bell", "", "알림")
    with pytest.raises(KeyError):
        park.icon("unicorn")


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_shapes_only(name):
    assert ICONS[name].startswith(("<path", "<circle", "<rect"))
    assert "style=" not in ICONS[name]


def test_alert_wraps_its_block():
    said = render('{% alert "warn" role="status" %}<p>{{ word }}</p>{% endalert %}', word="<b>")
    assert 'class="pp-alert pp-alert--warn" role="status"' in said
    assert "<p>&lt;b&gt;</p>" in said


def test_nothing_says_what_to_do():
    said = render('{% nothing "None yet" sign="mail" level=3 %}<a href="/x/">Go</a>{% endnothing %}')
    assert "<h3" in said
    assert '<a href="/x/">Go</a>' in said


def test_steps_mark_what_is_done_and_where_we_are():
    rows = park.steps(["a", ("b", "note"), "c"], 2)["rows"]
    assert [row["state"] for row in rows] == ["done", "now", ""]
    assert rows[1]["note"] == "note"
    assert all(row["state"] == "done" for row in park.steps(["a", "b"], 3)["rows"])


def test_pager_keeps_the_query_string():
    request = RequestFactory().get("/", {"kind": "hall", "page": "2"})
    links = park.pager(Context({"request": request}), Paginator(range(240), 20).page(2))["links"]
    assert all("kind=hall" in link["url"] for link in links if "url" in link)
    assert [link["number"] for link in links if link.get("current")] == [2]
    assert {"prev", "next"} == {link["rel"] for link in links if link.get("rel")}


def test_pager_of_one_page_draws_nothing():
    request = RequestFactory().get("/")
    assert render("{% pager page %}", page=Paginator([1], 20).page(1), request=request).strip() == ""


@pytest.mark.parametrize("kind", [*PLANS, "unheard_of"])
def test_plan_has_no_colours_of_its_own(kind):
    said = park.plan(kind, "generation")
    assert "pp-plan--n" in said
    assert "#" not in drawing(kind)


def test_rects_are_drawn_in_their_order():
    piece = SimpleNamespace(css="body is-confirmed", x="0.000%", width="50.000%")
    above = SimpleNamespace(css="stop", x="25.000%", width="5.000%")
    assert render("{% rects pieces %}", pieces=[piece, above]) == (
        '<rect class="body is-confirmed" x="0.000%" width="50.000%" height="100%"/>'
        '<rect class="stop" x="25.000%" width="5.000%" height="100%"/>'
    )


def test_strip_is_drawn_in_half_hours():
    bar = drawn.Bar.between([(540, 1320)], [(540, 720)], [])
    assert bar.units == 26
    assert bar.taken == [drawn.Piece(0, 6)]


def test_strip_widens_for_early_and_late_spaces():
    bar = drawn.Bar.between([(420, 1440)], [], [])
    assert (bar.first_hour, bar.last_hour) == (7, 24)


def test_strip_cuts_what_lies_outside():
    bar = drawn.Bar.between([(540, 1320)], [(0, 600), (1300, 1440), (60, 120)], [])
    assert bar.taken == [drawn.Piece(0, 2), drawn.Piece(760 / 30, 20 / 30)]


def test_strip_takes_aware_moments_and_speaks_seoul():
    with translation.override("en"):
        said = render(
            "{% strip hours taken mine=mine refused=True name='Hall' %}",
            hours=(540, 1320),
            taken=[(START, START + timedelta(hours=2))],
            mine=(1320 - 60, 1320),
        )
    assert "Hall Open 09:00–22:00. Taken 14:00–16:00. Not possible 21:00–22:00." in said
    assert "mine--no" in said


def test_a_booking_until_midnight_ends_the_day():
    assert drawn.pairs((START, START + timedelta(hours=10))) == [(840, 1440)]


def building(code="a", name="미래청", box=(0, 0, 100, 50)):
    x, y, width, height = box
    outline = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
    return SimpleNamespace(
        code=code,
        title=name,
        category="specialised",
        outline=outline,
        get_category_display=lambda: "특성화",
        get_absolute_url=lambda: f"/buildings/{code}/",
    )


def test_campus_links_every_building_by_name():
    said = render("{% campus buildings 'b' %}", buildings=[building(), building("b", "<상상청>")])
    assert '<a class="bld bld--g" href="/buildings/a/" aria-label="미래청, 특성화">' in said
    assert "&lt;상상청&gt;" in said
    assert said.count('aria-current="page"') == 1


def test_campus_frames_its_buildings():
    shapes = [drawn.Footprint.of(building(box=(40, 60, 100, 50)), 1)]
    frame = drawn.frame(shapes)
    assert (frame.x, frame.y) == (40 - drawn.MARGIN, 60 - drawn.MARGIN)
    assert (frame.width, frame.height) == (100 + 2 * drawn.MARGIN, 50 + 2 * drawn.MARGIN)


def test_campus_leaves_out_what_has_no_outline():
    nowhere = building()
    nowhere.outline = []
    assert park.campus([nowhere])["shapes"] == []
    assert drawn.frame([]) == drawn.Frame(0, 0, 620, 330)


@pytest.mark.parametrize(
    ("name", "box", "lines"),
    [
        ("미래청", (0, 0, 100, 50), ["미래청"]),
        ("Imagination Hall", (0, 0, 90, 60), ["Imagination", "Hall"]),
        ("Imagination Hall", (0, 0, 90, 20), []),
        ("Imagination", (0, 0, 30, 60), []),
    ],
)
def test_campus_names_fit_their_buildings(name, box, lines):
    assert drawn.Footprint.of(building(name=name, box=box), 1).lines == lines


def test_trees_stand_clear_and_never_move():
    shapes = [drawn.Footprint.of(building(box=(100, 100, 200, 100)), 1)]
    trees = drawn.trees(shapes)
    assert trees
    assert trees == drawn.trees(shapes)
    assert not [tree for tree in trees if 100 < tree.x < 300 and 100 < tree.y < 200]


class Booking(forms.Form):
    default_renderer = Renderer
    title = forms.CharField(label="행사", help_text="도움말", widget=forms.TextInput(attrs={"class": "own"}))
    kind = forms.ChoiceField(label="자격", choices=[("r", "구민")], widget=forms.RadioSelect)
    news = forms.BooleanField(label="소식", required=False)
    secret = forms.CharField(label="비밀번호", widget=forms.PasswordInput)


def test_form_lists_its_errors_with_links_to_the_fields():
    said = str(Booking({}))
    assert 'role="alert"' in said
    for field in ("title", "kind", "secret"):
        assert f'href="#id_{field}"' in said
        assert f'id="id_{field}"' in said


def test_field_is_described_by_hint_and_error():
    said = Booking({})["title"].as_field_group()
    assert 'aria-describedby="id_title_helptext id_title_error"' in said
    assert 'id="id_title_helptext"' in said
    assert 'id="id_title_error"' in said
    assert 'class="krds-input own"' in said


def test_untouched_form_has_no_alert():
    assert 'role="alert"' not in str(Booking())


def test_choices_are_a_named_group():
    said = Booking()["kind"].as_field_group()
    assert 'role="radiogroup"' in said
    assert 'aria-labelledby="id_kind_label"' in said


def test_widget_classes_do_not_pile_up():
    form = Booking()
    str(form)
    assert str(form["title"]).count("krds-input") == 1
    assert form.fields["title"].widget.attrs["class"] == "own"
