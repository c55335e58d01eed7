import pytest

from tests.factories import BuildingFactory

pytestmark = pytest.mark.django_db


def test_title_speaks_the_pages_language(settings):
    from django.utils.translation import override

    building = BuildingFactory(name="극장동", name_en="Theatre House")
    with override("ko"):
        assert building.title == "극장동"
    with override("en"):
        assert building.title == "Theatre House"
        building.name_en = ""
        assert building.title == "극장동"
