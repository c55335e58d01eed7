from django.urls import path

from . import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.line_list, name="line-list"),
    path("approvals/new/", views.line_draft, name="line-draft"),
    path("approvals/deputies/", views.deputy_set, name="deputy-set"),
    path("approvals/deputies/<int:pk>/end/", views.deputy_end, name="deputy-end"),
    path("approvals/<int:pk>/", views.line_detail, name="line-detail"),
    path("approvals/<int:pk>/document.<slug:fmt>", views.line_document, name="line-document"),
    path("approvals/<int:pk>/submit/", views.line_submit, name="line-submit"),
    path("approvals/<int:pk>/externalise/", views.line_externalise, name="line-externalise"),
    path("approvals/<int:pk>/withdraw/", views.line_withdraw, name="line-withdraw"),
    path("approvals/<int:pk>/record/", views.external_record, name="external-record"),
    path("approvals/<int:pk>/refuse/", views.external_refuse, name="external-refuse"),
    path("approvals/steps/<int:pk>/approve/", views.step_approve, name="step-approve"),
    path("approvals/steps/<int:pk>/send-back/", views.step_send_back, name="step-send-back"),
]
