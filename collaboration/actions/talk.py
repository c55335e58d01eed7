"""Words and files around a proposal: comments, attachments, following."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from collaboration.models import Attachment, Comment, Follower, Proposal
from collaboration.notifications import proposals as messages
from collaboration.rules.files import check_attachment_add, check_attachment_remove
from collaboration.rules.proposals import check_comment_add, check_follow
from collaboration.states import SectionCode
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.documents.actions import file_purge, file_store

from .rows import proposal_lock, say


@transaction.atomic
def comment_add(
    *, by: Person, proposal: Proposal, section: SectionCode, organization: Organization, text: str, internal: bool
) -> Comment:
    """Say something on a section: to all who take part, or (``internal``) to one's own organisation alone."""
    check_comment_add(by, proposal, organization)
    if not text.strip():
        raise ActionDenied(_("Please write something."), reason="empty")
    comment = Comment.objects.create(
        proposal=proposal,
        section=section,
        version=proposal.current,
        author=by,
        organization=organization,
        internal=internal,
        text=text.strip(),
        at=clock.now(),
    )
    say("comment.add", proposal, by, section=section, internal=internal)
    if not internal:
        messages.comment_added(comment)
    return comment


@transaction.atomic
def attachment_add(*, by: Person, proposal: Proposal, name: str, upload: UploadedFile) -> Attachment:
    """Add a file, where no opinion speaks of those there are. Raises ValidationError when it is not what it says."""
    proposal = proposal_lock(proposal.pk)
    check_attachment_add(by, proposal)
    file = file_store(
        by=by, subject_type="collaboration.proposal", subject_id=proposal.pk, purpose="attachment", upload=upload
    )
    attachment = Attachment.objects.create(
        proposal=proposal, file=file, name=name.strip() or file.name, by=by, at=clock.now()
    )
    say("attachment.add", proposal, by, attachment=attachment.pk)
    return attachment


@transaction.atomic
def attachment_remove(*, by: Person, attachment: Attachment) -> None:
    """Take a file away again, until an opinion is asked for."""
    attachment.proposal = proposal = proposal_lock(attachment.proposal_id)
    check_attachment_remove(by, attachment)
    file = attachment.file
    say("attachment.remove", proposal, by, attachment=attachment.pk)
    attachment.delete()
    file_purge(by=by, file=file, reason="withdrawn")


@transaction.atomic
def proposal_follow(*, by: Person, proposal: Proposal, follow: bool) -> None:
    """Hear of it, or no longer; doing either twice changes nothing."""
    if follow:
        check_follow(by, proposal)
        Follower.objects.get_or_create(proposal=proposal, person=by)
    else:
        Follower.objects.filter(proposal=proposal, person=by).delete()
