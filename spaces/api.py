"""The land in the public API."""

from rest_framework import serializers, viewsets

from .filters import BuildingFilter
from .models import Building


class BuildingSerializer(serializers.ModelSerializer):
    """``outline``: closed polygon ``[[x, y], ...]`` in local metres."""

    outline = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2), read_only=True
    )

    class Meta:
        model = Building
        fields = [
            "code",
            "name",
            "name_en",
            "category",
            "address",
            "storeys",
            "basement_storeys",
            "step_free",
            "step_free_en",
            "summary",
            "summary_en",
            "outline",
        ]


class BuildingViewSet(viewsets.ReadOnlyModelViewSet):
    """The buildings of the park that are open."""

    serializer_class = BuildingSerializer
    filterset_class = BuildingFilter
    lookup_field = "code"

    def get_queryset(self):
        return Building.objects.visible_to(self.request.user)
