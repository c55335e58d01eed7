"""Charts: one echarts option for the browser and for paper, where the same library runs in an embedded JavaScript.

Calm colours that differ in lightness, patterns on top where there are several series, text beside every picture.
"""

import json
import threading
from typing import Any

import quickjs
import typst
from django.conf import settings
from django.utils import translation

from . import fonts, words
from .content import Chart, Series

# Dark to light by turns, told apart in print and by colour-blind readers; the seventh series repeats with a pattern.
PALETTE = ["#1d4f91", "#e08a2e", "#3f8f7b", "#9b4d7a", "#8a949e", "#c8b24a"]
INK, QUIET, LINE = "#1e2124", "#464c53", "#d8dde3"
FONT = "Pretendard GOV, Noto Sans KR Variable, Noto Sans KR, Noto Sans Korean, sans-serif"
WIDTH, HEIGHT, BAND = 720, 340, 34  # pixels of the picture; a band is one row of a lying bar chart or a heatmap
MEMORY, SECONDS = 256 * 1024 * 1024, 10


def option(chart: Chart, language: str = "ko") -> dict[str, Any]:
    """Return the echarts option of a chart as plain JSON values (no functions), spoken in ``language``."""
    with translation.override(language):
        shared = {
            "animation": False,
            "backgroundColor": "#fff",
            "color": PALETTE,
            "textStyle": {"fontFamily": FONT, "color": INK, "fontSize": 13},
            "aria": {
                "enabled": True,
                "label": {"description": said(chart)},
                "decal": {"show": chart.kind == "pie" or (chart.kind == "bar" and len(chart.series) > 1)},
            },
            "tooltip": {"renderMode": "richText", "confine": True, "trigger": trigger(chart)},
        }
        return shared | {"pie": pie, "heatmap": heatmap}.get(chart.kind, bars)(chart)


def said(chart: Chart) -> str:
    """What the picture shows, for those who listen to it."""
    return chart.summary or chart.title


def trigger(chart: Chart) -> str:
    return "item" if chart.kind in {"pie", "heatmap"} else "axis"


def lying(chart: Chart) -> bool:
    """Whether the names of the categories need the room that only lying bars have."""
    longest = max((len(name) for name in chart.categories), default=0)
    return chart.kind == "bar" and longest * 12 > WIDTH * 0.85 / max(len(chart.categories), 1)


def height(chart: Chart) -> int:
    """Pixels the picture is high."""
    if chart.kind == "heatmap":
        return max(HEIGHT, 110 + BAND * len(chart.series))
    return max(HEIGHT, 90 + BAND * len(chart.categories)) if lying(chart) else HEIGHT


def value(given: Any) -> int | float | None:
    """A figure as JSON knows it."""
    return given if given is None or isinstance(given, int) else float(given)


def legend(chart: Chart) -> dict[str, Any]:
    return {"show": len(chart.series) > 1, "top": 0, "left": 0, "itemGap": 18, "textStyle": {"color": QUIET}}


def bars(chart: Chart) -> dict[str, Any]:
    """Bars (lying ones when the names are long) or lines."""
    flat = lying(chart)
    names = {
        "type": "category",
        "data": list(chart.categories),
        "inverse": flat,
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": QUIET}},
        "axisLabel": {"color": INK, "hideOverlap": True, **({"width": 170, "overflow": "break"} if flat else {})},
    }
    figures = {
        "type": "value",
        "name": chart.unit,
        "nameLocation": "end",
        "nameTextStyle": {"color": QUIET, "align": "left" if flat else "right", "padding": [0, 8, 4, 0]},
        "axisLabel": {"color": QUIET},
        "splitLine": {"lineStyle": {"color": LINE}},
    }
    few = len(chart.categories) * (1 if chart.kind == "line" else len(chart.series)) <= 24
    return {
        "grid": {
            "left": 8,
            "right": 60 if flat else 16,
            "top": 40 + 24 * (len(chart.series) > 1),
            "bottom": 8,
            "containLabel": True,
        },
        "legend": legend(chart),
        "xAxis": figures if flat else names,
        "yAxis": names if flat else figures,
        "series": [one(chart, series, place, few=few, flat=flat) for place, series in enumerate(chart.series)],
    }


def one(chart: Chart, series: Series, place: int, *, few: bool, flat: bool) -> dict[str, Any]:
    """One series of bars or one line; a few figures are written on the picture itself."""
    label = {"show": few, "color": INK, "fontSize": 12, "textBorderColor": "none"}
    drawn = {"type": chart.kind, "name": series.name, "data": [point(figure) for figure in series.values]}
    if chart.kind == "line":
        dash = ("solid", "dashed", "dotted")[place % 3]
        symbol = ("circle", "rect", "triangle", "diamond")[place % 4]
        style = {"width": 2.5, "type": dash}
        side = {"position": "bottom" if place else "top", "show": few and len(chart.series) <= 2}
        return drawn | {"symbol": symbol, "symbolSize": 7, "lineStyle": style, "label": label | side}
    return drawn | {"barMaxWidth": 40, "barGap": "15%", "label": label | {"position": "right" if flat else "top"}}


def point(figure: Any) -> dict[str, Any]:
    """A figure with its own words, since a JSON option cannot hold a formatting function."""
    return {"value": value(figure), "label": {"formatter": "" if figure is None else words.say(figure, "decimal")}}


def pie(chart: Chart) -> dict[str, Any]:
    series = chart.series[0]
    figures = [value(figure) or 0 for figure in series.values]
    whole = sum(figures) or 1
    parts = [
        {"name": name, "value": figure, "label": {"formatter": slice_words(name, figure, whole, chart.unit)}}
        for name, figure in zip(chart.categories, figures, strict=True)
    ]
    style = {"borderColor": "#fff", "borderWidth": 2}
    label = {"color": INK, "textBorderColor": "none", "lineHeight": 18}
    shape = {"radius": ["38%", "68%"], "center": ["50%", "52%"], "startAngle": 90}
    return {
        "series": [{"type": "pie", "name": series.name, "data": parts, "itemStyle": style, "label": label, **shape}]
    }


def slice_words(name: str, figure: float, whole: float, unit: str) -> str:
    share = words.say(figure / whole, "percent")
    return f"{name.replace('{', '(').replace('}', ')')}\n{words.number(figure)}{unit} ({share})"


def heatmap(chart: Chart) -> dict[str, Any]:
    """Columns are categories, rows are series; light to dark."""
    known = [figure for series in chart.series for figure in series.values if figure is not None] or [0]
    low, high = min(0, *known), max(1, *known)

    def ink(figure: Any) -> str:
        return "#fff" if (figure - low) / (high - low) > 0.55 else INK

    cells = [
        {"value": [x, y, value(figure)], "label": {"formatter": words.say(figure, "decimal"), "color": ink(figure)}}
        for y, series in enumerate(chart.series)
        for x, figure in enumerate(series.values)
        if figure is not None
    ]
    axis = {"type": "category", "axisTick": {"show": False}, "axisLine": {"show": False}, "axisLabel": {"color": INK}}
    few = len(cells) <= 260 and len(chart.categories) <= 16
    return {
        "grid": {"left": 8, "right": 16, "top": 8, "bottom": 48, "containLabel": True},
        "xAxis": axis | {"data": list(chart.categories)},
        "yAxis": axis | {"data": [series.name for series in chart.series], "inverse": True},
        "visualMap": shades(low, high, chart.unit),
        "series": [
            {
                "type": "heatmap",
                "data": cells,
                "label": {"show": few, "fontSize": 11, "textBorderColor": "none"},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            }
        ],
    }


def shades(low: Any, high: Any, unit: str) -> dict[str, Any]:
    """The scale of a heatmap, with its two ends in words."""
    return {
        "min": value(low),
        "max": value(high),
        "calculable": False,
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "itemWidth": 14,
        "itemHeight": 160,
        "text": [f"{words.number(edge)}{unit}" for edge in (high, low)],
        "textStyle": {"color": QUIET},
        "inRange": {"color": ["#f3f7fb", "#a9c4e4", "#1d4f91"]},
    }


# --------------------------------------------------------------------------------- drawing on the server

# QuickJS has no timers, and none are needed: nothing moves on paper.
PRELUDE = "globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {};"
DRAW = """
function draw(option, width, height) {
  const chart = echarts.init(null, null, {renderer: "svg", ssr: true, width, height});
  chart.setOption(JSON.parse(option));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.stringify(svg);
}
"""
_local = threading.local()  # a JavaScript context belongs to the thread that made it


def context() -> quickjs.Context:
    """This thread's JavaScript with echarts loaded (0.2 s once, 22 MB), within limits of memory and time."""
    if not hasattr(_local, "context"):
        made = quickjs.Context()
        made.set_memory_limit(MEMORY)
        made.set_max_stack_size(1024 * 1024)
        made.eval(PRELUDE)
        made.eval((settings.NPM_ROOT / "echarts/dist/echarts.min.js").read_text(encoding="utf-8"))
        made.eval(DRAW)
        made.set_time_limit(SECONDS)
        _local.context = made
    return _local.context


def svg(chart: Chart, language: str = "ko") -> str:
    """Return the chart as SVG text of 720 pixels width. Raises quickjs.JSException when it takes too long."""
    drawing = printable_option(option(chart, language))
    try:
        drawn = context().get("draw")(json.dumps(drawing), WIDTH, height(chart))
    except quickjs.JSException:
        del _local.context  # whatever went wrong, the next chart begins afresh
        raise
    return json.loads(drawn)


def printable_option(part: Any) -> Any:
    if isinstance(part, str):
        return fonts.printable(part)
    if isinstance(part, dict):
        return {name: printable_option(inner) for name, inner in part.items()}
    return [printable_option(inner) for inner in part] if isinstance(part, list) else part


PICTURE = (
    b"#set page(width: auto, height: auto, margin: 0pt)\n"
    b"#image(bytes(sys.inputs.svg), width: float(sys.inputs.width) * 0.75pt)"
)


def png(drawing: str, ppi: float = 192) -> bytes:
    """Return the SVG text of ``svg`` as a PNG picture with the right font, for HWPX and mail."""
    inputs = {"svg": drawing, "width": str(WIDTH)}
    return typst.Compiler(PICTURE, font_paths=fonts.faces(), sys_inputs=inputs).compile(format="png", ppi=ppi)
