"""Refund accounts at rest: sealed with the first key of REFUND_ACCOUNT_KEYS, opened with any of them."""

import json

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.REFUND_ACCOUNT_KEYS])


def account_seal(facts: dict[str, str]) -> str:
    """Encrypt ``{"bank", "number", "holder"}``; rotate by putting a new key first in the setting."""
    return _keys().encrypt(json.dumps(facts, ensure_ascii=False).encode()).decode()


def account_open(sealed: str) -> dict[str, str]:
    """The account again. Raises cryptography's InvalidToken when no key fits."""
    return json.loads(_keys().decrypt(sealed.encode()))
