from datetime import date

from django.urls import path, register_converter

from .views import agreements, assessments, charges, deposits, moves, rates


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
    path("desk/moves/", moves.task_list, name="task-list"),
    path("moves/<int:pk>/done/", moves.task_done, name="task-done"),
    path("moves/<int:pk>/reopen/", moves.task_reopen, name="task-reopen"),
    path("desk/moves/<int:pk>/not-needed/", moves.task_not_needed, name="task-not-needed"),
    path("desk/moves/<int:pk>/assign/", moves.task_assign, name="task-assign"),
    path("desk/check-lists/", moves.task_template_list, name="task-template-list"),
    path("desk/check-lists/add/", moves.task_template_add, name="task-template-add"),
    path("desk/check-lists/<int:pk>/", moves.task_template_edit, name="task-template-edit"),
    path("desk/check-lists/<int:pk>/remove/", moves.task_template_remove, name="task-template-remove"),
    path("desk/keys/", moves.key_list, name="key-list"),
    path("desk/keys/register/", moves.key_register, name="key-register"),
    path("desk/keys/<int:pk>/hand-out/", moves.key_hand_out, name="key-hand-out"),
    path("desk/keys/<int:pk>/take-back/", moves.key_take_back, name="key-take-back"),
    path("desk/keys/<int:pk>/lose/", moves.key_lose, name="key-lose"),
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
    # register
]
