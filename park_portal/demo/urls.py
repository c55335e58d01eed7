from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [path("mail/", views.mail_list, name="mail-list")]
