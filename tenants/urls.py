from django.urls import path

from tenants.views import occupancy, register

app_name = "tenants"
urlpatterns = [
    # agreements
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
