"""What is done under the annual plan: stages moved, progress added and corrected, proposals put where they belong."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from collaboration.models import LinkagePlan, PlanProgress, Proposal, SubProject, SubProjectStage
from collaboration.rules import progress as rules
from collaboration.rules.plans import PLAN
from collaboration.states import StageState
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.documents.actions import file_store

from .plans import plan_lock, say
from .rows import proposal_lock, write
from .rows import say as say_proposal


def sub_project_of(plan: LinkagePlan, pk: int) -> SubProject:
    """A sub-project of the locked plan."""
    sub_project = SubProject.objects.get(pk=pk)
    sub_project.plan = plan
    return sub_project


@transaction.atomic
def stage_move(*, by: Person, stage: SubProjectStage, to: str) -> SubProjectStage:
    """Begin a stage, finish it, or take that back."""
    plan = plan_lock(SubProject.objects.values_list("plan", flat=True).get(pk=stage.sub_project_id))
    stage = SubProjectStage.objects.get(pk=stage.pk)
    stage.sub_project = sub_project_of(plan, stage.sub_project_id)
    rules.check_stage_move(by, stage, to)
    was = stage.state
    write(stage, state=StageState(to))
    say("stage.move", plan, by, stage=stage.pk, was=was, to=to)
    return stage


@transaction.atomic
def progress_add(
    *, by: Person, sub_project: SubProject, on: date, text: str, upload: UploadedFile | None = None
) -> PlanProgress:
    """What was done for a sub-project, with the file that shows it.

    Raises ValidationError where the file is not what it says it is.
    """
    sub_project = sub_project_of(plan_lock(sub_project.plan_id), sub_project.pk)
    rules.check_progress(by, sub_project)
    return _enter(by, sub_project, upload, on=on, text=text)


@transaction.atomic
def progress_correct(
    *, by: Person, entry: PlanProgress, on: date, text: str, upload: UploadedFile | None = None
) -> PlanProgress:
    """A later entry that says what the earlier one should have said; both stay, with their evidence."""
    plan = plan_lock(SubProject.objects.values_list("plan", flat=True).get(pk=entry.sub_project_id))
    entry.sub_project = sub_project_of(plan, entry.sub_project_id)
    rules.check_progress_correct(by, entry)
    return _enter(by, entry.sub_project, upload, corrects=entry, on=on, text=text)


def _enter(
    by: Person, sub_project: SubProject, upload: UploadedFile | None, corrects: PlanProgress | None = None, **said: Any
) -> PlanProgress:
    plan, file = sub_project.plan, None
    if upload:
        file = file_store(by=by, subject_type=PLAN, subject_id=plan.pk, purpose="evidence", upload=upload)
    made = PlanProgress.objects.create(
        sub_project=sub_project, evidence=file, by=by, at=clock.now(), corrects=corrects, **said
    )
    verb = "progress.correct" if corrects else "progress.add"
    say(verb, plan, by, sub_project=sub_project.pk, entry=made.pk, corrects=corrects.pk if corrects else None)
    return made


@transaction.atomic
def proposal_place(*, by: Person, proposal: Proposal, sub_project: SubProject | None) -> Proposal:
    """Put a confirmed proposal under a sub-project of its plan; None: under none. Its figures count there."""
    if proposal.plan_id:
        plan_lock(proposal.plan_id)
    proposal = proposal_lock(proposal.pk)
    rules.check_proposal_place(by, proposal, sub_project)
    write(proposal, sub_project=sub_project)
    say_proposal("proposal.place", proposal, by, sub_project=sub_project.pk if sub_project else None)
    return proposal
