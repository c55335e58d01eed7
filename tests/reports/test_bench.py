"""The benchmark: its table has the agreed shape, and a tiny park is measured for real."""

import json

import pytest
from django.core.management import CommandError, call_command

from park_portal.reports.bench.figures import Figure, times_ms

KEYS = {"name", "value", "floor", "ratio", "goal", "peers"}


def test_a_ratio_is_cost_over_floor_and_a_throughput_is_turned_over():
    assert Figure("interval", value=6, floor=3).ratio == 2
    assert Figure("book", value=50, floor=200, unit="/s").ratio == 4
    assert Figure("page", value=50).ratio is None


def test_deed_and_floor_are_measured_in_turn():
    calls = []
    times = times_ms(lambda n: calls.append(("ours", n)), 2, lambda n: calls.append(("floor", n)))
    assert [len(each) for each in times] == [2, 2]
    assert calls == [(who, n) for n in range(-2, 2) for who in ("ours", "floor")]


def test_production_is_never_emptied(settings):
    settings.PARK_MODE = "production"
    with pytest.raises(CommandError, match="empties"):
        call_command("bench")


@pytest.mark.django_db(transaction=True)
def test_a_tiny_park_is_measured_beside_floors_that_answer_the_same(tmp_path, monkeypatch, capsys):
    """All but HTTP, whose server would look at another database than the tests' own."""
    from park_portal.reports.management.commands import bench

    monkeypatch.setattr(bench, "over_server", lambda *_asked: iter(()))
    call_command("bench", sizes="2000", proposals=60, count=2, out=tmp_path / "bench.json")
    rows = json.loads((tmp_path / "bench.json").read_text())["workloads"]
    assert [row["name"].partition("@")[0] for row in rows] == [
        "interval", "first-free-7d", "first-free-60d", "week", "book-action", "book-action-priced",
        "overlap", "overlap-page", "overlap-page-title",
    ]  # fmt: skip
    assert [row["name"].partition("@")[2] for row in rows] == ["2000"] * 6 + ["60"] * 3
    assert all(row.keys() >= KEYS and row["value"] > 0 for row in rows)
    assert all(row["floor"] > 0 and row["ratio"] > 0 for row in rows[:7])
    assert "interval" in capsys.readouterr().out
