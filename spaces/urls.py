from django.urls import path

from . import views

app_name = "spaces"
urlpatterns = [
    path("buildings/", views.building_list, name="building-list"),
    path("buildings/<slug:code>/", views.building_detail, name="building-detail"),
]
