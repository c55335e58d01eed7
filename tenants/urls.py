from datetime import date

from django.urls import path, register_converter

from .views import (
    agreements,
    assessments,
    charges,
    deposits,
    directory,
    moves,
    notices,
    occupancy,
    papers,
    rates,
    register,
    tickets,
)


class BilledMonth:
    """``2026-11`` in an address as the first day of the month."""

    regex = "20[0-9]{2}-(0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        return f"{value:%Y-%m}"


register_converter(BilledMonth, "billed_month")
app_name = "tenants"
urlpatterns = [
    # agreements
    path("agreements/", agreements.agreement_mine, name="agreement-mine"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<int:pk>/paper.<str:fmt>", agreements.agreement_paper_file, name="agreement-paper"),
    path("agreements/<int:pk>/accept/", agreements.agreement_accept, name="agreement-accept"),
    path("agreements/<int:pk>/decline/", agreements.agreement_decline, name="agreement-decline"),
    path("agreements/<int:pk>/headcount/", agreements.agreement_headcount, name="agreement-headcount"),
    path("agreements/<int:pk>/report/", assessments.assessment_report, name="assessment-report"),
    path("desk/agreements/", agreements.agreement_list, name="agreement-list"),
    path("desk/agreements/export/", agreements.agreement_export, name="agreement-export"),
    path("desk/agreements/draft/", agreements.agreement_draft, name="agreement-draft"),
    path("desk/agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path("desk/agreements/<int:pk>/offer/", agreements.agreement_offer, name="agreement-offer"),
    path("desk/agreements/<int:pk>/take-back/", agreements.agreement_take_back, name="agreement-take-back"),
    path("desk/agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement-sign"),
    path("desk/agreements/<int:pk>/end/", agreements.agreement_end, name="agreement-end"),
    path("desk/agreements/<int:pk>/renew/", agreements.agreement_renew, name="agreement-renew"),
    path("desk/agreements/<int:pk>/assessment/ask/", assessments.assessment_ask, name="assessment-ask"),
    path("desk/agreements/<int:pk>/assessment/", assessments.assessment_assess, name="assessment-assess"),
    path("desk/agreements/moves/", moves.task_list, name="task-list"),
    path("moves/<int:pk>/done/", moves.task_done, name="task-done"),
    path("moves/<int:pk>/reopen/", moves.task_reopen, name="task-reopen"),
    path("desk/agreements/moves/<int:pk>/not-needed/", moves.task_not_needed, name="task-not-needed"),
    path("desk/agreements/moves/<int:pk>/assign/", moves.task_assign, name="task-assign"),
    path("desk/agreements/check-lists/", moves.task_template_list, name="task-template-list"),
    path("desk/agreements/check-lists/add/", moves.task_template_add, name="task-template-add"),
    path("desk/agreements/check-lists/<int:pk>/", moves.task_template_edit, name="task-template-edit"),
    path("desk/agreements/check-lists/<int:pk>/remove/", moves.task_template_remove, name="task-template-remove"),
    path("desk/agreements/keys/", moves.key_list, name="key-list"),
    path("desk/agreements/keys/register/", moves.key_register, name="key-register"),
    path("desk/agreements/keys/<int:pk>/hand-out/", moves.key_hand_out, name="key-hand-out"),
    path("desk/agreements/keys/<int:pk>/take-back/", moves.key_take_back, name="key-take-back"),
    path("desk/agreements/keys/<int:pk>/lose/", moves.key_lose, name="key-lose"),
    # charges
    path("me/charges/", charges.my_charges, name="my-charges"),
    path("me/charges/<int:agreement>/<billed_month:month>/", charges.charge_detail, name="charge-detail"),
    path("me/deposits/<int:pk>/", deposits.deposit_mine, name="deposit-mine"),
    path("desk/charges/", charges.charge_months, name="charge-months"),
    path("desk/charges/<billed_month:month>/", charges.charge_list, name="charge-list"),
    path("desk/charges/<billed_month:month>/run/", charges.charge_run, name="charge-run"),
    path("desk/charges/<billed_month:month>/charges.xlsx", charges.charge_export, name="charge-export"),
    path("desk/charges/<int:pk>/credit/", charges.charge_credit, name="charge-credit"),
    path("desk/charges/arrears/", charges.arrears_list, name="arrears-list"),
    path("desk/charges/arrears.xlsx", charges.arrears_export, name="arrears-export"),
    path("desk/charges/rates/", rates.rate_list, name="rate-list"),
    path("desk/charges/rates/<slug:kind>/", rates.rate_set, name="rate-set"),
    path("desk/charges/meters/<billed_month:month>/", rates.meter_list, name="meter-list"),
    path("desk/charges/meters/", rates.meter_latest, name="meter-latest"),
    path("desk/charges/meters/new/", rates.meter_add, name="meter-add"),
    path("desk/charges/meters/<int:pk>/replace/", rates.meter_replace, name="meter-replace"),
    path("desk/charges/deposits/", deposits.deposit_list, name="deposit-list"),
    path("desk/charges/deposits/<int:pk>/", deposits.deposit_detail, name="deposit-detail"),
    path("desk/charges/deposits/<int:pk>/return/", deposits.deposit_return, name="deposit-return"),
    path("desk/charges/deposits/<int:pk>/keep/", deposits.deposit_keep, name="deposit-keep"),
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
    path("desk/occupancy/", occupancy.occupancy, name="occupancy"),
    path("desk/occupancy.xlsx", occupancy.occupancy_export, name="occupancy-export"),
    path("desk/vacancy/", occupancy.vacancy, name="vacancy"),
    path("desk/vacancy.xlsx", occupancy.vacancy_export, name="vacancy-export"),
    path("desk/floors/<slug:building>/", occupancy.floor_plan, name="floor-plan"),
    path("desk/register/", register.register, name="register"),
    path("desk/register/import/", register.register_import, name="register-import"),
]
