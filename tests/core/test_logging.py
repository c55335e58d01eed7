"""What the log may not keep."""

import pytest

from park_portal.logging import SHARED, mask_secrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /calendar/abc-DEF_123.ics", "GET /calendar/…"),
        ("Not Found: /accounts/password/reset/key/7-d4e/", "Not Found: /accounts/password/reset/key/…"),
        ("'/accounts/confirm-email/NDI:1x:sig/'", "'/accounts/confirm-email/…'"),
        ("GET /calendar/s.ics?x=1", "GET /calendar/…?x=1"),
        ("GET /me/calendar/", "GET /me/calendar/"),
        ("GET /spaces/mirae-hall/", "GET /spaces/mirae-hall/"),
    ],
)
def test_secret_addresses_are_masked(said, kept):
    assert mask_secrets(None, "info", {"event": said, "request": said, "code": 200}) == {
        "event": kept,
        "request": kept,
        "code": 200,
    }


def test_every_line_passes_the_mask():
    assert mask_secrets in SHARED
