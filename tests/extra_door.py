"""A map with one door more than the table knows: the control of ``test_doors.py``."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("new/", lambda request: HttpResponse(), name="a-new-door")]
