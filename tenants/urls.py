from django.urls import path

from tenants.views import agreements, assessments, moves, occupancy, register

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
    # care
    # register
    path("desk/occupancy/", occupancy.occupancy, name="occupancy"),
    path("desk/occupancy.xlsx", occupancy.occupancy_export, name="occupancy-export"),
    path("desk/vacancy/", occupancy.vacancy, name="vacancy"),
    path("desk/vacancy.xlsx", occupancy.vacancy_export, name="vacancy-export"),
    path("desk/floors/<slug:building>/", occupancy.floor_plan, name="floor-plan"),
    path("desk/register/", register.register, name="register"),
    path("desk/register/import/", register.register_import, name="register-import"),
]
