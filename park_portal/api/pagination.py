"""Pages of the API: ``?page=2&page_size=50``, never more than 200 rows."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
