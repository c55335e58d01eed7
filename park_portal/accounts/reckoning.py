"""Numbers that identify: business registration numbers and telephones. Pure; no database."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REGION = "KR"
WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def business_number_clean(text: str) -> str:
    """Give ``220-81-62517`` for any spelling of ten digits, or raise ValidationError."""
    digits = business_number_digits(text)
    if len(digits) != 10 or not business_number_is_valid(digits):
        raise ValidationError(
            _("This is not a valid business registration number. Check its ten digits, e.g. 220-81-62517."),
            code="business_number",
        )
    return business_number_spelling(digits)


def business_number_digits(text: str) -> str:
    """The ASCII digits in ``text``; full-width ones, as Korean keyboards write them, count."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def business_number_spelling(digits: str) -> str:
    """Give the usual spelling of all or the first of the digits: ``22081`` is ``220-81``."""
    return "-".join(part for part in (digits[:3], digits[3:5], digits[5:]) if part)


def business_number_is_valid(digits: str) -> bool:
    """Check ten digits by the tax office's rule (KOREA.md): weights, plus the carry of the ninth digit."""
    numbers = [int(digit) for digit in digits]
    total = sum(weight * number for weight, number in zip(WEIGHTS, numbers[:9], strict=True))
    total += 5 * numbers[8] // 10
    return (10 - total % 10) % 10 == numbers[9]


def business_number_check(text: str) -> None:
    """Field validator: the number must be valid and written with its two hyphens."""
    if business_number_clean(text) != text:
        raise ValidationError(_("Write the number as 220-81-62517."), code="business_number")


def phone_clean(text: str) -> str:
    """Give E.164 (``+821055501234``) for a Korean or international spelling, or raise ValidationError."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(_("This is not a telephone number. Write it as 010-1234-5678."), code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_check(text: str) -> None:
    """Field validator: stored telephones are E.164."""
    if phone_clean(text) != text:
        raise ValidationError(_("Telephone numbers are kept in international form."), code="phone")
