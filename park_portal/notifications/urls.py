from django.urls import path

from . import views

app_name = "notifications"
urlpatterns = [
    path("me/inbox/", views.inbox, name="inbox"),
    path("me/inbox/<int:pk>/open/", views.inbox_open, name="inbox-open"),
    path("me/inbox/read-all/", views.inbox_read_all, name="inbox-read-all"),
    path("desk/outbox/", views.outbox_list, name="outbox-list"),
    path("desk/outbox/<int:pk>/resend/", views.outbox_resend, name="outbox-resend"),
]
