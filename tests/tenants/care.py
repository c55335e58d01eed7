"""People and pictures that the tests of care share."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from park_portal.accounts.states import Role
from tests.factories import AllocationFactory, OrganizationFactory, agreement, member_of


def tenant(**facts: Any) -> tuple[Any, Any, Any]:
    """``(organization, its head, its room)`` with an agreement in force."""
    body = OrganizationFactory(**facts)
    room = AllocationFactory(agreement=agreement(occupant=body)).space
    return body, member_of(body, Role.OWNER), room


def picture(name: str = "leak.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#08c").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def words(response: Any) -> str:
    return response.content.decode()


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
