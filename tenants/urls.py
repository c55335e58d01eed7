from django.urls import URLPattern, path

from .views import directory, notices, papers, tickets

app_name = "tenants"
urlpatterns: list[URLPattern] = [
    # agreements
    # charges
    # care
    path("tickets/", tickets.ticket_list, name="ticket-list"),
    path("tickets/new/", tickets.ticket_report, name="ticket-report"),
    path("tickets/<int:pk>/", tickets.ticket_detail, name="ticket-detail"),
    path("tickets/<int:pk>/answer/", tickets.ticket_answer, name="ticket-answer"),
    path("tickets/<int:pk>/reopen/", tickets.ticket_reopen, name="ticket-reopen"),
    path("desk/tickets/", tickets.ticket_desk, name="ticket-desk"),
    path("desk/tickets.xlsx", tickets.ticket_export, name="ticket-export"),
    path("desk/tickets/<int:pk>/note/", tickets.ticket_note, name="ticket-note"),
    path("desk/tickets/<int:pk>/assign/", tickets.ticket_assign, name="ticket-assign"),
    path("desk/tickets/<int:pk>/move/", tickets.ticket_move, name="ticket-move"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice-read"),
    path("desk/notices/", notices.notice_desk, name="notice-desk"),
    path("desk/notices/new/", notices.notice_draft, name="notice-draft"),
    path("desk/notices/<int:pk>/", notices.notice_preview, name="notice-preview"),
    path("desk/notices/<int:pk>/edit/", notices.notice_edit, name="notice-edit"),
    path("desk/notices/<int:pk>/publish/", notices.notice_publish, name="notice-publish"),
    path("desk/notices/<int:pk>/end/", notices.notice_end, name="notice-end"),
    path("desk/notices/<int:pk>/discard/", notices.notice_discard, name="notice-discard"),
    path("organizations/", directory.directory_list, name="directory-list"),
    path("organizations/<int:pk>/", directory.directory_detail, name="directory-detail"),
    path("organizations/<int:pk>/photos/<int:photo>/", directory.directory_photo, name="directory-photo"),
    path("org/<int:pk>/page/", directory.directory_edit, name="directory-edit"),
    path("org/<int:pk>/page/preview/", directory.directory_preview, name="directory-preview"),
    path("org/<int:pk>/page/publish/", directory.directory_publish, name="directory-publish"),
    path("org/<int:pk>/page/withdraw/", directory.directory_withdraw, name="directory-withdraw"),
    path("org/<int:pk>/page/photos/add/", directory.directory_photo_add, name="directory-photo-add"),
    path(
        "org/<int:pk>/page/photos/<int:photo>/remove/", directory.directory_photo_remove, name="directory-photo-remove"
    ),
    path("org/<int:pk>/papers/", papers.paper_list, name="paper-list"),
    path("org/<int:pk>/papers/new/", papers.paper_submit, name="paper-submit"),
    path("papers/<int:pk>/replace/", papers.paper_replace, name="paper-replace"),
    path("desk/papers/", papers.paper_desk, name="paper-desk"),
    path("desk/papers.xlsx", papers.paper_export, name="paper-export"),
    # register
]
