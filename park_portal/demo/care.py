"""Daily life of the demo's residents: check-lists, keys, meters, requests, notices, papers, the directory.

Written in bulk, past the actions, around the anchor.
"""

import hashlib
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile

from park_portal.accounts.models import Membership, Organization, Person
from park_portal.documents.models import StoredFile
from spaces.models import Building, Space
from spaces.reckoning import midnight
from spaces.states import SpaceKind
from tenants.models import (
    Agreement,
    Allocation,
    DirectoryEntry,
    KeyLoan,
    Meter,
    MeterReading,
    MoveTask,
    Notice,
    NoticeRead,
    TaskTemplate,
    TenantPaper,
    Ticket,
    TicketEntry,
    UnitKey,
)
from tenants.states import DirectoryField, KeyKind, KeyState, MoveKind, PaperKind, TaskState, TicketState

from .tables import rows
from .tenancy import GIVEN_UP, months_on

ENTRIES = 40  # organisations with a page in the directory
METERED = ("miraecheong-401", "miraecheong-501", "miraecheong-204", "miraecheong-302", "sangsangcheong-403",
           "mokgongdong-101")  # fmt: skip
MONTHS_READ = 6
NEWCOMERS = 5  # whose check-lists are still worth a look
INSURED_DAYS = (12, 25, 55, 140, 200, 260, 300, 340, -6)  # days from the anchor on which an insurance lapses
TENANT = "org-004"


def load(anchor: date, now: datetime, bodies: dict[str, Organization]) -> None:
    staff = Person.objects.get(email="staff@demo.park")
    members = {m.organization_id: m.person for m in Membership.objects.current().select_related("person")}
    load_tasks(anchor, bodies, staff)
    load_keys(anchor, members, staff)
    load_meters(anchor, now, staff)
    load_tickets(now, bodies, members, staff)
    load_notices(now, staff)
    load_papers(anchor, bodies, members)
    load_directory(now, bodies, members)


def load_tasks(anchor: date, bodies: dict[str, Organization], staff: Person) -> None:
    """Templates, and the lists of those who moved in lately, move out soon, or are to be extended."""
    templates = TaskTemplate.objects.bulk_create(
        TaskTemplate(
            kind=row["kind"],
            position=int(row["position"]),
            name=row["name"],
            name_en=row["name_en"],
            days=int(row["days"]),
            by_centre=row["by_centre"] == "yes",
        )
        for row in rows("task_templates")
    )
    held = Agreement.objects.holding()
    came = held.filter(previous=None, since__lte=anchor).exclude(allocations=None)
    recent = came.order_by("-since", "pk").distinct()[:NEWCOMERS]
    tenant, leaving = (held.get(occupant=bodies[key]) for key in (TENANT, GIVEN_UP[0]))
    moves = [(MoveKind.MOVE_IN, a, a.since) for a in recent]
    moves += [(MoveKind.MOVE_OUT, leaving, leaving.ends), (MoveKind.EXTENSION, tenant, tenant.until)]
    MoveTask.objects.bulk_create(
        task(template, agreement, day, anchor, staff)
        for kind, agreement, day in moves
        for template in templates
        if template.kind == kind
    )


def task(template: TaskTemplate, agreement: Agreement, day: date, anchor: date, staff: Person) -> MoveTask:
    """Done when its day is more than three days past; the newcomers' briefing takes longer."""
    due = day + timedelta(days=template.days)
    done = due < anchor - timedelta(days=3) and template.days < 14
    return MoveTask(
        agreement=agreement,
        **{name: getattr(template, name) for name in ("kind", "position", "name", "name_en", "by_centre")},
        due_on=due,
        assignee=staff if template.by_centre else None,
        state=TaskState.DONE if done else TaskState.OPEN,
        done_at=midnight(due) + timedelta(hours=15) if done else None,
        done_by=staff if done else None,
    )


def load_keys(anchor: date, members: dict[int, Person], staff: Person) -> None:
    """A key and a card for every room; those of rooms that are let are handed out."""
    spaces = list(Space.objects.filter(kind=SpaceKind.OFFICE).order_by("pk"))
    letting = {row.space_id: row.agreement for row in Allocation.objects.on(anchor).select_related("agreement")}
    keys = UnitKey.objects.bulk_create(
        UnitKey(
            space=space,
            kind=kind,
            label=f"{sign}-{space.code}",
            state=KeyState.OUT if space.pk in letting else KeyState.IN,
        )
        for space in spaces
        for kind, sign in ((KeyKind.KEY, "K"), (KeyKind.CARD, "C"))
    )
    KeyLoan.objects.bulk_create(
        KeyLoan(
            key=key,
            organization_id=agreement.occupant_id,
            holder=members[agreement.occupant_id].name if agreement.occupant_id in members else "담당자",
            out_on=agreement.since,
            by=staff,
        )
        for key in keys
        if (agreement := letting.get(key.space_id))
    )


def load_meters(anchor: date, now: datetime, staff: Person) -> None:
    spaces = {space.code: space for space in Space.objects.filter(code__in=METERED)}
    meters = Meter.objects.bulk_create(
        Meter(
            space=spaces[code],
            kind="electricity",
            serial=f"EL-{2018_000 + at}",
            put_in_on=months_on(anchor, -MONTHS_READ),
        )
        for at, code in enumerate(METERED)
    )
    MeterReading.objects.bulk_create(
        MeterReading(
            meter=meter,
            month=months_on(anchor, back - MONTHS_READ),
            value=Decimal(4_200 + 900 * at + (140 + 35 * at) * back),
            by=staff,
            at=min(midnight(months_on(anchor, back - MONTHS_READ + 1)) + timedelta(hours=10), now),
        )
        for at, meter in enumerate(meters)
        for back in range(MONTHS_READ)
    )


# ------------------------------------------------------------------------------ requests and notices


def load_tickets(now: datetime, bodies: dict[str, Organization], members: dict[int, Person], staff: Person) -> None:
    """Requests about rooms with what was said and done, in several states."""
    wanted = list(rows("tickets"))
    holding = Allocation.objects.on(now.date()).select_related("space__building")
    rooms = {row.agreement.occupant_id: row.space for row in holding.select_related("agreement", "space__building")}
    made = Ticket.objects.bulk_create(ticket(row, now, bodies[row["organization"]], members, rooms) for row in wanted)
    Ticket.objects.exclude(state=TicketState.OPEN).update(assignee=staff)
    TicketEntry.objects.bulk_create(
        TicketEntry(ticket=made_ticket, author=staff, at=at, text=row[words], to_state=state)
        for made_ticket, row in zip(made, wanted, strict=True)
        for at, words, state in (
            (made_ticket.answered_at, "answer", TicketState.IN_PROGRESS),
            (made_ticket.resolved_at, "resolution", TicketState.RESOLVED),
        )
        if at and row[words]
    )


def ticket(
    row: dict[str, str], now: datetime, body: Organization, members: dict[int, Person], rooms: dict[int, Space]
) -> Ticket:
    reported = now - timedelta(hours=int(row["hours_ago"]))
    answered = reported + timedelta(hours=int(row["answered_hours"])) if row["answered_hours"] else None
    over = row["state"] in {TicketState.RESOLVED, TicketState.CLOSED}
    space = rooms[body.pk]
    return Ticket(
        organization=body,
        reporter=members[body.pk],
        space=space,
        building=space.building,
        **{name: row[name] for name in ("category", "title", "text", "state")},
        reported_at=reported,
        answered_at=answered,
        resolved_at=answered + timedelta(hours=22) if answered and over else None,
    )


def load_notices(now: datetime, staff: Person) -> None:
    """Notices, read by some of those they are for."""
    buildings = {building.code: building for building in Building.objects.all()}
    people = list(Person.objects.filter(memberships__organization__agreements__isnull=False).distinct().order_by("pk"))
    made = Notice.objects.bulk_create(
        Notice(
            **{name: row[name] for name in ("heading", "heading_en", "body", "body_en", "scope", "agreement_kind")},
            building=buildings.get(row["building"]),
            author=staff,
            created_at=now - timedelta(days=int(row["days_ago"]), hours=2),
            published_at=now - timedelta(days=int(row["days_ago"])),
            until=(now + timedelta(days=int(row["days_shown"]))).date(),
            recipients=len(people),
        )
        for row in rows("notices")
    )
    NoticeRead.objects.bulk_create(
        NoticeRead(notice=notice, person=person, at=notice.published_at + timedelta(hours=1 + at))
        for notice in made
        for at, person in enumerate(people)
        if (at + notice.pk) % 3 and person.email != "tenant@demo.park"
    )


# ------------------------------------------------------------------------------ papers and the directory


def load_papers(anchor: date, bodies: dict[str, Organization], members: dict[int, Person]) -> None:
    """Registrations, and insurances of which some lapse soon; and the signed agreement of the demo's tenant."""
    keys = [row["key"] for row in rows("organizations") if row["group"].endswith("private")]
    owners = [bodies[key] for key in keys if bodies[key].pk in members][: len(INSURED_DAYS)]
    for body, days in zip(owners, INSURED_DAYS, strict=True):
        for kind, until in (
            (PaperKind.BUSINESS_REGISTRATION, None),
            (PaperKind.INSURANCE, anchor + timedelta(days=days)),
        ):
            name = {"business_registration": "사업자등록증", "insurance": "화재보험 가입증명서"}[kind]
            given = midnight(anchor - timedelta(days=365 - max(days, 0)))
            file = keep(TenantPaper, body.pk, f"{name}.pdf", members[body.pk], given)
            TenantPaper.objects.create(
                organization=body, kind=kind, file=file, valid_until=until, handed_in_at=given,
                handed_in_by=members[body.pk],
            )  # fmt: skip
    agreement = Agreement.objects.holding().get(occupant=bodies[TENANT])
    staff = Person.objects.get(email="staff@demo.park")
    agreement.file = keep(Agreement, agreement.pk, "입주협약서.pdf", staff, midnight(agreement.signed_on))
    agreement.save(update_fields=["file"])


def keep(subject: type, pk: int, name: str, by: Person, at: datetime) -> StoredFile:
    """A sheet of paper in the private store, as an upload would lie there."""
    data = sheet()
    file = StoredFile(
        subject_type=subject._meta.label_lower,
        subject_id=str(pk),
        purpose="agreement" if subject is Agreement else "paper",
        name=name,
        size=len(data),
        content_type="application/pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )
    file.file.save(name, ContentFile(data), save=False)
    file.save(force_insert=True)
    return file


def sheet() -> bytes:
    """A page of PDF that says what it is: a sample."""
    text = b"BT /F1 18 Tf 72 770 Td (Sample paper of the demo park) Tj ET"
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    data, places = b"%PDF-1.4\n", []
    for number, body in zip(count(1), bodies):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(bodies) + 1, table, len(bodies) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % end


def load_directory(now: datetime, bodies: dict[str, Organization], members: dict[int, Person]) -> None:
    """Pages of organisations, each showing what its people agreed to; most show all but the telephone."""
    living = [row for row in rows("organizations") if bodies[row["key"]].pk in members][:ENTRIES]
    fields = list(DirectoryField.values)
    DirectoryEntry.objects.bulk_create(
        DirectoryEntry(
            organization=bodies[row["key"]],
            story=row["intro"],
            story_en=row["intro_en"],
            website=f"https://{row['email'].partition('@')[2]}/",
            shown=[name for name in fields if name != DirectoryField.PHONE or at % 4 == 0][: 3 + at % 5],
            consented_at=now - timedelta(days=30 + at),
            consented_by=members[bodies[row["key"]].pk],
            published_at=now - timedelta(days=20 + at) if at % 10 != 9 else None,
        )
        for at, row in enumerate(living)
    )
