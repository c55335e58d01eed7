from datetime import date

from django.urls import path, register_converter

from .views import charges, deposits, rates


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
