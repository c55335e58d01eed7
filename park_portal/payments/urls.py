from django.urls import path

from . import views

app_name = "payments"
urlpatterns = [
    path("me/payments/", views.receivable_list, name="receivable-list"),
    path("me/payments/<int:pk>/", views.receivable_detail, name="receivable-detail"),
    path("me/payments/<int:pk>/online/", views.gateway_prepare, name="gateway-prepare"),
    path("me/payments/online/<slug:reference>/", views.gateway_pay, name="gateway-pay"),
    path("me/payments/online/<slug:reference>/check/", views.gateway_check, name="gateway-check"),
    path("me/payments/refunds/<int:pk>/account/", views.refund_account_set, name="refund-account-set"),
    path("payments/portone/", views.gateway_webhook, name="gateway-webhook"),
    path("desk/money/", views.money_desk, name="money-desk"),
    path("desk/money/all/", views.receivable_register, name="receivable-register"),
    path("desk/money/<int:pk>/", views.receivable_case, name="receivable-case"),
    path("desk/money/<int:pk>/receive/", views.payment_receive, name="payment-receive"),
    path("desk/money/<int:pk>/due/", views.due_change, name="due-change"),
    path("desk/money/<int:pk>/credit/", views.credit_grant, name="credit-grant"),
    path("desk/money/<int:pk>/refund/", views.refund_request, name="refund-request"),
    path("desk/money/entries/<int:pk>/release/", views.payment_release, name="payment-release"),
    path("desk/money/payments/<int:pk>/", views.payment_detail, name="payment-detail"),
    path("desk/money/payments/<int:pk>/allocate/", views.payment_allocate, name="payment-allocate"),
    path("desk/money/payments/<int:pk>/refund/", views.payment_refund, name="payment-refund"),
    path("desk/money/refunds/<int:pk>/", views.refund_detail, name="refund-detail"),
    path("desk/money/refunds/<int:pk>/make/", views.refund_make, name="refund-make"),
    path("desk/money/refunds/<int:pk>/cancel/", views.refund_cancel, name="refund-cancel"),
    path("desk/money/transfers/<int:pk>/", views.bank_line, name="bank-line"),
    path("desk/money/transfers/<int:pk>/match/", views.bank_line_match, name="bank-line-match"),
    path("desk/money/transfers/<int:pk>/ignore/", views.bank_line_ignore, name="bank-line-ignore"),
    path("desk/money/transfers/<int:pk>/reopen/", views.bank_line_reopen, name="bank-line-reopen"),
    path("desk/money/import/", views.bank_import, name="bank-import"),
    path("desk/money/day/", views.day_close, name="day-close"),
    path("desk/money/export/", views.money_export, name="money-export"),
]
