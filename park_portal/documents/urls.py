from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("documents/<int:pk>/", views.document_detail, name="document-detail"),
    path("documents/<int:pk>/<slug:fmt>", views.document_file, name="document-file"),
    path("files/<uuid:pk>/", views.file_download, name="file-download"),
]
