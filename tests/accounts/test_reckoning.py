"""Numbers that identify: pure rules, no database."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from park_portal.accounts.reckoning import (
    business_number_check,
    business_number_clean,
    business_number_is_valid,
    phone_check,
    phone_clean,
)

VALID = ("220-81-62517", "124-81-00998", "120-81-47521")  # of KOREA.md: published by their companies
DIGITS = "0123456789"


def check_digit(nine: str) -> int:
    """The tax office's rule, written a second time and differently: the ninth digit's tens are added on their own."""
    *first, last = map(int, nine)
    tens, ones = divmod(last * 5, 10)
    total = sum(first[0::3]) + 3 * sum(first[1::3]) + 7 * sum(first[2::3])
    return -(total + ones + tens) % 10


@pytest.mark.parametrize("number", VALID)
def test_business_number_of_a_real_company_is_valid(number):
    assert business_number_clean(number) == number
    business_number_check(number)


@pytest.mark.parametrize("number", VALID)
def test_business_number_with_one_wrong_digit_is_refused(number):
    """The rule finds every single slip, in each of the ten places."""
    digits = number.replace("-", "")
    slips = [digits[:i] + d + digits[i + 1 :] for i in range(10) for d in DIGITS if d != digits[i]]
    assert len(slips) == 90
    assert [slip for slip in slips if business_number_is_valid(slip)] == []


@given(st.text(DIGITS, min_size=9, max_size=9))
def test_business_number_has_exactly_one_right_check_digit(nine):
    right = check_digit(nine)
    assert business_number_clean(f"{nine}{right}") == f"{nine[:3]}-{nine[3:5]}-{nine[5:]}{right}"
    for wrong in set(range(10)) - {right}:
        with pytest.raises(ValidationError):
            business_number_clean(f"{nine}{wrong}")


@pytest.mark.parametrize(
    "spelling", ["2208162517", "220 81 62517", " 220-81-62517 ", "220–81–62517", "220.81.62517", "22081-62517"]
)
def test_business_number_in_any_usual_spelling_is_cleaned(spelling):
    assert business_number_clean(spelling) == "220-81-62517"
    with pytest.raises(ValidationError) as refusal:
        business_number_check(spelling)  # what is stored has one spelling only
    assert refusal.value.code == "business_number"


@pytest.mark.parametrize("text", ["", "-", "사업자", "220-81-6251", "220-81-625170", "220-81-6251x", "0" * 9])
def test_business_number_without_ten_digits_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        business_number_clean(text)
    assert refusal.value.code == "business_number"


@pytest.mark.parametrize("spelling", ["２２０-８１-６２５１７", "٢٢٠-٨١-٦٢٥١٧"])
def test_business_number_in_other_scripts_is_stored_in_ascii_or_refused(spelling):
    """Stored as typed it would slip past the unique constraint and every search."""
    try:
        found = business_number_clean(spelling)
    except ValidationError:
        return
    assert found == "220-81-62517"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("010-5550-1234", "+821055501234"),
        ("01055501234", "+821055501234"),
        ("010 5550 1234", "+821055501234"),
        ("+82 10-5550-1234", "+821055501234"),
        ("+82 (0)10 5550 1234", "+821055501234"),
        ("02-0000-2001", "+82200002001"),
        ("０１０-５５５０-１２３４", "+821055501234"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_phone_is_kept_in_international_form(typed, kept):
    assert phone_clean(typed) == kept
    phone_check(kept)


@pytest.mark.parametrize("typed", ["", "전화", "12", "010-5550-12345678901", "+", "+999 1234 5678", "\x00"])
def test_phone_that_cannot_be_dialled_is_refused(typed):
    with pytest.raises(ValidationError) as refusal:
        phone_clean(typed)
    assert refusal.value.code == "phone"


def test_phone_in_national_form_may_not_be_stored():
    phone_check("+821055501234")
    with pytest.raises(ValidationError) as refusal:
        phone_check("010-5550-1234")
    assert refusal.value.code == "phone"


@given(st.text(max_size=40))
def test_phone_never_breaks_on_what_people_type(text):
    try:
        kept = phone_clean(text)
    except ValidationError:
        return
    assert kept.startswith("+") and kept[1:].isascii() and kept[1:].isdigit()
    assert len(kept) <= 20, "longer than its column"
