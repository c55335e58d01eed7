"""Putting a draft of the plan in order: results counted again, sub-projects moved and removed, files laid beside it."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from collaboration.models import LinkagePlan, PlanAttachment, SubProject
from collaboration.rules import plans as rules
from collaboration.rules.plans import PLAN
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.documents.actions import file_purge, file_store

from .plan_rows import recount
from .plans import paper_follow, plan_lock, say
from .rows import write


@transaction.atomic
def plan_recount(*, by: Person, plan: LinkagePlan) -> LinkagePlan:
    """Count last year's results again; only the counted grounds change."""
    plan = plan_lock(plan.pk)
    rules.check_plan_recount(by, plan)
    recount(plan, plan.previous)
    say("plan.recount", plan, by)
    paper_follow(plan, by)
    return plan


@transaction.atomic
def sub_project_remove(*, by: Person, sub_project: SubProject) -> None:
    """Take a sub-project out of the draft, with its stages and roles."""
    sub_project.plan = plan = plan_lock(sub_project.plan_id)
    rules.check_sub_project_remove(by, sub_project)
    say("sub_project.remove", plan, by, sub_project=sub_project.pk, title=sub_project.title)
    sub_project.delete()
    paper_follow(plan, by)


@transaction.atomic
def sub_project_shift(*, by: Person, sub_project: SubProject, up: bool) -> None:
    """Change places with the one before or after it; at the end of the row nothing happens."""
    plan = plan_lock(sub_project.plan_id)
    rules.check_plan_write(by, plan)
    rows = list(plan.sub_projects.order_by("position"))
    here = [row.pk for row in rows].index(sub_project.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    one, other = rows[here], rows[there]
    was, wanted = one.position, other.position
    write(one, position=0)  # two never share a place, not even for a moment
    write(other, position=was)
    write(one, position=wanted)
    say("sub_project.shift", plan, by, sub_project=one.pk, to=wanted)
    paper_follow(plan, by)


@transaction.atomic
def plan_attachment_add(*, by: Person, plan: LinkagePlan, name: str, upload: UploadedFile) -> PlanAttachment:
    """Lay a file beside the plan; the paper lists it. Raises ValidationError when it is not what it says it is."""
    plan = plan_lock(plan.pk)
    rules.check_plan_write(by, plan)
    file = file_store(by=by, subject_type=PLAN, subject_id=plan.pk, purpose="attachment", upload=upload)
    attachment = PlanAttachment.objects.create(
        plan=plan, file=file, name=name.strip() or file.name[:120], by=by, at=clock.now()
    )
    say("plan_attachment.add", plan, by, attachment=attachment.pk)
    paper_follow(plan, by)
    return attachment


@transaction.atomic
def plan_attachment_remove(*, by: Person, attachment: PlanAttachment) -> None:
    """Take a file away again, while the plan is open."""
    plan = plan_lock(attachment.plan_id)
    rules.check_plan_write(by, plan)
    file = attachment.file
    say("plan_attachment.remove", plan, by, attachment=attachment.pk)
    attachment.delete()
    file_purge(by=by, file=file, reason="withdrawn")
    paper_follow(plan, by)
