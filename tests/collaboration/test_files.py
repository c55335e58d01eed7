"""Files lie still from the request for an opinion on: it speaks of what is there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from collaboration.actions import opinions, proposals, talk
from collaboration.models import Attachment
from collaboration.states import Verdict

from .people import cast, closed, collected, draft, fresh, kicked_off, refused

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def who():
    return cast()


def attach(by, proposal, name="현장"):
    upload = SimpleUploadedFile("사진.png", PNG, "image/png")
    return talk.attachment_add(by=by, proposal=fresh(proposal), name=name, upload=upload)


def remove(by, attachment):
    talk.attachment_remove(by=by, attachment=Attachment.objects.get(pk=attachment.pk))


def test_from_the_request_until_the_opinion_is_taken_back_nothing_is_swapped(who, client_of):
    proposal = kicked_off(who)
    plan = attach(who.proposer, proposal, "계획")
    opinion = opinions.opinion_request(by=who.proposer, proposal=proposal)
    opinion = opinions.opinion_accept(by=who.clerk, opinion=opinion)

    def nothing_moves():
        for person in (who.proposer, who.clerk, who.planner):
            with refused("files_fixed"):
                attach(person, proposal, "다른 계획")
        with refused("files_fixed"):
            remove(who.proposer, plan)

    nothing_moves()
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict=Verdict.AGREE, text="붙임대로 하면 됩니다.")
    opinion = opinions.opinion_issue(by=who.head, opinion=opinion)
    nothing_moves()
    proposals.proposal_hold(by=who.planner, proposal=fresh(proposal), reason="선거")
    nothing_moves()
    proposals.proposal_resume(by=who.planner, proposal=fresh(proposal))
    page = client_of(who.proposer).get(proposal.get_absolute_url()).content.decode()
    assert "검토 요청이나 검토의견을 먼저 철회" in page
    assert reverse("collaboration:attachment-add", args=[proposal.pk]) not in page

    opinions.opinion_revoke(by=who.head, opinion=opinion, reason="붙임이 바뀌었습니다.")
    remove(who.proposer, plan)
    attach(who.proposer, proposal, "다른 계획")
    assert [file.name for file in proposal.attachments.all()] == ["다른 계획"]


@pytest.mark.parametrize("road", [draft, collected, kicked_off])
def test_before_anybody_is_asked_files_come_and_go(who, road):
    attachment = attach(who.proposer, road(who))
    remove(who.proposer, attachment)
    assert not Attachment.objects.exists()


def test_evidence_is_added_to_a_confirmed_work_and_stays(who):
    proposal = proposals.proposal_confirm(by=who.planner, proposal=closed(who).proposal)
    added = [attach(person, proposal) for person in (who.proposer, who.clerk)]
    proposals.proposal_start(by=who.proposer, proposal=fresh(proposal))
    added.append(attach(who.planner, proposal))
    for attachment in added:
        with refused("confirmed"):
            remove(attachment.by, attachment)
    assert Attachment.objects.count() == 3
