from django.urls import URLPattern

app_name = "collaboration"
urlpatterns: list[URLPattern] = [
    # proposals
    # opinions
    # meetings
    # plans
    # routes
]
