from django.urls import path

from .views import meetings, opinions, papers, proposals

app_name = "collaboration"
urlpatterns = [
    # proposals
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/new/", proposals.proposal_begin, name="proposal-begin"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal-detail"),
    path("proposals/<int:pk>/write/", proposals.proposal_write, name="proposal-write"),
    path("proposals/<int:pk>/similar/", proposals.proposal_similar, name="proposal-similar"),
    path("proposals/<int:pk>/versions/<int:number>/", proposals.proposal_version, name="proposal-version"),
    path("proposals/<int:pk>/submit/", proposals.proposal_submit, name="proposal-submit"),
    path("proposals/<int:pk>/revise/", proposals.proposal_revise, name="proposal-revise"),
    path("proposals/<int:pk>/discard/", proposals.proposal_discard, name="proposal-discard"),
    path("proposals/<int:pk>/acknowledge/", proposals.proposal_acknowledge, name="proposal-acknowledge"),
    path("proposals/<int:pk>/follow/", proposals.proposal_follow, name="proposal-follow"),
    path("proposals/<int:pk>/grow/", proposals.proposal_grow, name="proposal-grow"),
    path("proposals/<int:pk>/merge/", proposals.proposal_merge, name="proposal-merge"),
    path("proposals/<int:pk>/parties/", proposals.party_ask, name="party-ask"),
    path("proposals/<int:pk>/comments/", proposals.comment_add, name="comment-add"),
    path("proposals/<int:pk>/attachments/", proposals.attachment_add, name="attachment-add"),
    path("proposals/<int:pk>/opinion/", opinions.opinion_request, name="opinion-request"),
    path("proposals/<int:pk>/handover/", opinions.handover_offer, name="handover-offer"),
    path("proposals/<int:pk>/paper/", papers.proposal_paper_issue, name="proposal-paper-issue"),
    path("proposals/<int:pk>/paper/<slug:kind>/<slug:fmt>/", papers.proposal_paper, name="proposal-paper"),
    path("proposals/<int:pk>/<slug:deed>/", proposals.proposal_move, name="proposal-move"),
    path("parties/<int:pk>/answer/", proposals.party_answer, name="party-answer"),
    path("attachments/<int:pk>/remove/", proposals.attachment_remove, name="attachment-remove"),
    # opinions
    path("opinions/<int:pk>/", opinions.opinion_detail, name="opinion-detail"),
    path("opinions/<int:pk>/accept/", opinions.opinion_accept, name="opinion-accept"),
    path("opinions/<int:pk>/record/", opinions.opinion_record, name="opinion-record"),
    path("opinions/<int:pk>/extend/", opinions.opinion_extend, name="opinion-extend"),
    path("opinions/<int:pk>/remind/", opinions.opinion_remind, name="opinion-remind"),
    path("opinions/<int:pk>/revoke/", opinions.opinion_revoke, name="opinion-revoke"),
    path("opinions/<int:pk>/paper/", papers.opinion_paper_issue, name="opinion-paper-issue"),
    path("points/<int:pk>/answer/", opinions.point_answer, name="point-answer"),
    path("points/<int:pk>/close/", opinions.point_close, name="point-close"),
    path("points/<int:pk>/reopen/", opinions.point_reopen, name="point-reopen"),
    path("handovers/<int:pk>/answer/", opinions.handover_answer, name="handover-answer"),
    # meetings
    path("district/", meetings.joint_desk, name="joint-desk"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/new/", meetings.meeting_call, name="meeting-call"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/minutes/", meetings.minutes_write, name="minutes-write"),
    path("meetings/<int:pk>/approve/", meetings.minutes_approve, name="minutes-approve"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("commitments/<int:pk>/end/", meetings.commitment_end, name="commitment-end"),
    # plans
    # routes
]
