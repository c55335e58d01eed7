"""The public directory in the API: the very fields of the public page."""

from typing import Any

from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from park_portal.core import clock

from .filters.care import DirectoryFilter
from .models import DirectoryEntry
from .tables.directory import api_row, public_pages


class DirectoryPhotoSerializer(serializers.Serializer):
    url = serializers.CharField()
    caption = serializers.CharField()
    caption_en = serializers.CharField()


class PublicListSerializer(serializers.ListSerializer):
    def to_representation(self, data: Any) -> list[dict[str, Any]]:
        return [self.child.absolute(api_row(page)) for page in public_pages(data, clock.today())]


class PublicOrganizationSerializer(serializers.Serializer):
    """Rows of the directory; a field without the organisation's consent is empty."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    field = serializers.CharField()
    intro = serializers.CharField()
    intro_en = serializers.CharField()
    story = serializers.CharField()
    story_en = serializers.CharField()
    offers = serializers.ListField(child=serializers.CharField())
    offers_en = serializers.ListField(child=serializers.CharField())
    buildings = serializers.ListField(child=serializers.CharField())
    rooms = serializers.ListField(child=serializers.CharField())
    email = serializers.CharField()
    phone = serializers.CharField()
    links = serializers.ListField(child=serializers.CharField())
    photos = DirectoryPhotoSerializer(many=True)

    class Meta:
        list_serializer_class = PublicListSerializer

    def to_representation(self, entry: DirectoryEntry) -> dict[str, Any]:
        (page,) = public_pages([entry], clock.today())
        return self.absolute(api_row(page))

    def absolute(self, row: dict[str, Any]) -> dict[str, Any]:
        """With whole addresses of the photos: who embeds the list is elsewhere."""
        request = self.context["request"]
        return row | {"photos": [{**photo, "url": request.build_absolute_uri(photo["url"])} for photo in row["photos"]]}


class PublicOrganizationViewSet(viewsets.ReadOnlyModelViewSet):
    """The organisations of the park that have a page, as the public directory shows them."""

    serializer_class = PublicOrganizationSerializer
    filterset_class = DirectoryFilter
    lookup_field = "organization"
    lookup_url_kwarg = "pk"
    lookup_value_converter = "int"

    def get_queryset(self):
        return DirectoryEntry.objects.public(clock.today()).with_list_columns()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Pages elsewhere may show the list: it holds nothing that is not public."""
        response.headers["Access-Control-Allow-Origin"] = "*"
        return super().finalize_response(request, response, *args, **kwargs)
