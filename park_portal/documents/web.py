"""The paper as a web page: the words of ``words.page`` and what the browser needs to draw its charts."""

import json
from typing import Any

from . import charts, words
from .content import Chart, Paper


def paper_page(paper: Paper) -> dict[str, Any]:
    """What ``{% include "documents/paper.html" %}`` reads as ``paper``."""
    page = words.page(paper)
    for part in page["blocks"]:
        if "chart" in part:
            part["chart"] = chart_figure(part["chart"]["source"], paper.language)
        elif "table" in part:
            part["table"] = lined(part["table"])
    return page


def chart_figure(chart: Chart, language: str) -> dict[str, Any]:
    """What ``{% include "components/chart.html" %}`` reads as ``chart``: words, table twin, echarts option as JSON."""
    with words.in_language(language):
        figure = words.chart(chart)
    option = json.dumps(charts.option(chart, language), ensure_ascii=False)
    twin = lined(figure["twin"])
    return figure | {"twin": twin, "option": option, "unit": chart.unit, "height": charts.height(chart)}


def lined(table: dict[str, Any]) -> dict[str, Any]:
    """A table in words whose cells know their look: rows and total of (words, class) pairs; plain text has none."""
    looks = ["num" if column["num"] else "day" if column["narrow"] else "" for column in table["columns"]]

    def line(row: list[str]) -> list[tuple[str, str]]:
        return list(zip(row, looks, strict=True))

    total = line(table["total"]) if table["total"] else None
    return table | {"rows": [line(row) for row in table["rows"]], "total": total}
