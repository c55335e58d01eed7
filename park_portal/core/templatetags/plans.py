"""Line drawings of rooms: a space without a photograph shows how it is furnished.

Every drawing fills a 160 x 120 box. Shapes carry classes (`ink` walls and fixtures, `soft` seats,
`top` tables); `drawings.css` tints them by the category of the building, so a drawing has no colours.
"""

from collections.abc import Callable
from math import cos, radians, sin

WALLS = '<path class="wall" d="M122 104H140V16H20v88h86"/><path class="leaf" d="M106 104a16 16 0 0 0 16-14v14"/>'


def box(  # noqa: PLR0917 - x, y, width, height read best in that order
    x: float, y: float, width: float, height: float, kind: str, round_: float = 1.5
) -> str:
    """Return one rectangle; all measures in drawing units."""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"/>'


def dot(x: float, y: float, radius: float, kind: str = "soft") -> str:
    """Return one circle."""
    return f'<circle class="{kind}" cx="{round(x, 1):g}" cy="{round(y, 1):g}" r="{radius:g}"/>'


def rows_of_chairs() -> str:
    """Return a hall: a screen and six rows of twelve chairs with an aisle."""
    across = [33 + 7.2 * seat + (8 if seat > 5 else 0) for seat in range(12)]
    return box(58, 21, 44, 4, "ink") + "".join(
        box(x, 36 + 10 * row, 5, 5.6, "soft") for row in range(6) for x in across
    )


def meeting_table() -> str:
    """Return a meeting room: one table, twelve chairs, a screen."""
    sides = "".join(box(51 + 12.4 * i, y, 7.6, 6, "soft", 2) for i in range(5) for y in (33, 81))
    return (
        box(60, 21, 40, 3.4, "ink")
        + box(46, 42, 68, 36, "top", 4)
        + sides
        + box(37, 55, 6, 9, "soft", 2)
        + box(117, 55, 6, 9, "soft", 2)
    )


def studio() -> str:
    """Return a studio: a mirror wall, a bar and an open floor with mats."""
    mats = "".join(box(36 + 32 * i, 46 + 24 * row, 22, 12, "top", 3) for i in range(3) for row in range(2))
    return box(24, 20, 112, 4, "ink") + box(24, 27, 112, 1.6, "soft", 0.8) + mats


def workshop() -> str:
    """Return a workshop: a tool wall and three benches with stools."""
    tools = "".join(box(30 + 12 * i, 28, 7, 3, "soft", 0.8) for i in range(9))
    benches = ""
    for x in (32, 67, 102):
        benches += box(x, 44, 26, 40, "top", 2) + box(x + 4, 49, 10, 6, "soft", 1) + box(x + 16, 70, 6, 9, "soft", 1)
        benches += dot(x + 13, 92, 3.4)
    return box(24, 20, 112, 5, "ink") + tools + benches


def kitchen() -> str:
    """Return a shared kitchen: a stove line and two worktops with stools."""
    line = box(24, 20, 112, 11, "ink", 2) + "".join(dot(34 + 9 * i, 25.5, 2.6, "hole") for i in range(3))
    for x in (36, 86):
        line += box(x, 46, 38, 42, "top", 3) + dot(x + 10, 56, 4, "ring") + dot(x + 10, 68, 4, "ring")
        line += box(x + 20, 52, 12, 18, "ring")
        line += "".join(dot(x + side, 54 + 13 * i, 3) for side in (-5, 43) for i in range(3))
    return line + box(112, 22.5, 16, 6, "hole", 1)


def stage() -> str:
    """Return a theatre: a stage and six curved rows."""
    seats = ""
    for row in range(6):
        radius, count = 32 + 10 * row, 12 + row // 2 * 2
        for seat in range(count):
            angle = radians(-42 + 84 * seat / (count - 1)) * (0.96 - 0.015 * row)
            if abs(angle) > 0.06:  # the aisle stays free
                seats += dot(80 + radius * sin(angle), 14 + radius * cos(angle), 2.2)
    return '<path class="ink" d="M44 20h72v13q-36 9-72 0z"/>' + seats


def gallery() -> str:
    """Return a gallery: pictures on two walls and five plinths."""
    pictures = "".join(box(32 + 20 * i, y, 14, 3, "ink", 0.8) for i in range(5) for y in (20, 96))
    plinths = ((42, 40), (74, 54), (106, 40), (42, 68), (106, 68))
    return pictures + "".join(box(x, y, 12, 12, "top") + dot(x + 6, y + 6, 2.6) for x, y in plinths)


def lodging() -> str:
    """Return a guest room: two beds, a desk and a wardrobe."""
    beds = ""
    for x in (32, 68):
        beds += box(x, 26, 28, 46, "top", 3) + box(x + 5, 30, 18, 9, "soft", 3) + f'<path class="thin" d="M{x} 50h28"/>'
    return beds + box(108, 26, 22, 12, "ink", 2) + box(106, 56, 24, 14, "top", 2) + box(114, 73, 8, 7, "soft", 2)


def outdoor() -> str:
    """Return a yard: trees round a lawn and two benches; it has no walls."""
    spots = (
        (30, 28),
        (54, 22),
        (106, 22),
        (130, 30),
        (28, 92),
        (132, 92),
        (36, 60),
        (124, 62),
    )
    lawn = '<path class="top" d="M46 60q0-26 34-26t34 26-34 26-34-26z"/>'
    return lawn + "".join(dot(x, y, 9) for x, y in spots) + box(62, 94, 14, 4, "ink") + box(84, 94, 14, 4, "ink")


def office() -> str:
    """Return an office: four pairs of desks facing each other and a shelf."""
    desks = ""
    for x in (32, 62, 92):
        for y in (40, 56):
            desks += box(x, y, 24, 15, "top") + box(x + 7, y + (4 if y == 40 else 8), 10, 3, "ink", 0.8)
            desks += box(x + 8, 32.5 if y == 40 else 72.5, 8, 6, "soft", 2)
    return box(126, 30, 8, 58, "soft", 1) + desks + box(32, 86, 46, 8, "top") + box(62, 21, 36, 3.6, "ink")


def desk_zone() -> str:
    """Return an open desk zone: six tables of four."""
    tables = ""
    for x in (34, 67, 100):
        for y in (30, 66):
            tables += box(x, y, 25, 22, "top", 2) + f'<path class="thin" d="M{x} {y + 11}h25M{x + 12.5} {y}v22"/>'
            tables += "".join(dot(x + dx, y + dy, 2.6) for dx in (6, 19) for dy in (-4, 26))
    return tables


def classroom() -> str:
    """Return a classroom: a board and three rows of desks for three."""
    desks = ""
    for y in (36, 56, 76):
        for x in (32, 66, 100):
            desks += box(x, y, 28, 7, "top") + "".join(box(x + 3 + 8.6 * i, y + 8.6, 5, 5, "soft") for i in range(3))
    return box(62, 21, 36, 3.6, "ink") + desks


PLANS: dict[str, Callable[[], str]] = {
    "classroom": classroom,
    "desk_zone": desk_zone,
    "gallery": gallery,
    "hall": rows_of_chairs,
    "kitchen": kitchen,
    "lodging": lodging,
    "meeting": meeting_table,
    "office": office,
    "outdoor": outdoor,
    "stage": stage,
    "studio": studio,
    "workshop": workshop,
}


def drawing(kind: str) -> str:
    """Return the shapes of one space kind; an unknown kind is an empty room."""
    furnish = PLANS.get(kind)
    walls = "" if kind == "outdoor" else WALLS
    return walls + (furnish() if furnish else "")
