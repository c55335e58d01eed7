"""Sums, VAT, statements of banks, sealed accounts."""

import io

import openpyxl
import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from park_portal.payments.reckoning import (
    Balance,
    Line,
    Unreadable,
    account_open,
    account_seal,
    bank_read,
    depositor_core,
    depositor_number,
    lines_with_vat,
    vat_of,
)

MONEY = st.integers(0, 10**9)
HEAD = "거래일시,적요,입금액,출금액,잔액,메모"


@given(MONEY, MONEY, MONEY, MONEY)
def test_balance_always_adds_up(charged, credited, paid, refunded):
    balance = Balance(charged, credited, paid, refunded)
    assert paid - refunded + balance.due - balance.credit == charged - credited
    assert min(balance.due, balance.credit) == 0
    assert max(balance.due, balance.credit) >= 0


@given(st.integers(1, 10**9))
def test_vat_added_is_the_eleventh_of_the_total(supply):
    lines = lines_with_vat([Line("fee", "사용료", supply)], "added", ("부가세", "VAT"))
    total = sum(line.amount_krw for line in lines)
    assert lines[-1].amount_krw == supply // 10
    assert vat_of(total, "added") == supply // 10


def test_vat_of_modes():
    assert vat_of(11_000, "included") == 1_000
    assert vat_of(50_000, "included") == 4_545
    assert vat_of(50_000, "exempt") == 0
    assert len(lines_with_vat([Line("fee", "사용료", 100)], "included", ("", ""))) == 1


def statement(*rows: str, head: str = HEAD, encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(["혁신은행 거래내역,,,,,", "", head, *rows]).encode(encoding)


GOOD = '2026.11.20 14:05:11,김하나,"50,000",0,"1,050,000",'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp949"])
def test_csv_in_every_usual_encoding(encoding):
    (transfer,) = bank_read("a.csv", statement(GOOD, encoding=encoding)).transfers
    assert (transfer.row, transfer.amount_krw, transfer.depositor) == (4, 50_000, "김하나")
    assert transfer.at.isoformat() == "2026-11-20T14:05:11+09:00"
    assert transfer.balance_krw == 1_050_000


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("거래일자,거래시간,내용,입금,출금,잔액", "2026-11-20,14:05:11,김하나,50000,,1050000"),
        (
            "No,거래일시,보낸분/받는분,출금액(원),입금액(원),거래 후 잔액",
            "1,2026/11/20 14:05:11,김하나,0,50000,1050000",
        ),
        ("일자,입금금액,출금금액,입금자,잔액,비고", "20261120140511,50000,,김하나,1050000,"),
    ],
)
def test_columns_are_found_by_their_names(head, row):
    (transfer,) = bank_read("a.csv", statement(row, head=head)).transfers
    assert (transfer.at.isoformat(), transfer.amount_krw) == ("2026-11-20T14:05:11+09:00", 50_000)
    assert (transfer.depositor, transfer.balance_krw) == ("김하나", 1_050_000)


def test_xlsx_with_typed_cells():
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.append(["거래내역"])
    book.active.append(HEAD.split(","))
    book.active.append([datetime(2026, 11, 20, 14, 5, 11), "김하나", 50000, 0, 1050000.0, None])
    file = io.BytesIO()
    book.save(file)
    (transfer,) = bank_read("a.xlsx", file.getvalue()).transfers
    assert (transfer.row, transfer.at.isoformat()) == (3, "2026-11-20T14:05:11+09:00")
    assert (transfer.amount_krw, transfer.balance_krw) == (50_000, 1_050_000)


BAD = [
    ",김하나,50000,0,100,",  # no day
    "내일,김하나,50000,0,100,",  # no number in it
    "2026.13.45 10:00,김하나,50000,0,100,",  # no such day
    "1926.11.20,김하나,50000,0,100,",  # a century ago
    "2026.11.20,김하나,오만원정,0,100,",  # words for a sum
    "2026.11.20,김하나,-50000,0,100,",  # negative
    "2026.11.20,김하나,50000.5,0,100,",  # half a won
    "2026.11.20,김하나,50000,70000,100,",  # in and out at once
    "2026.11.20,김하나,0,0,100,",  # neither
    "2026.11.20,김하나,99999999999999,0,100,",  # an account number in the wrong column
    "2026.11.20,김하나,50000,0,많음,",  # a balance in words
    "2026.11.20,김\x07나,50000,0,100,",  # a bell
    f"2026.11.20,{'가' * 61},50000,0,100,",  # too long
    "2026.11.20",  # too short
]


def test_bad_rows_stay_out_with_number_and_reason_and_the_rest_goes_in():
    file = bank_read("a.csv", statement(*BAD, GOOD))
    assert [row.row for row in file.bad] == list(range(4, 4 + len(BAD)))
    assert all(row.why for row in file.bad)
    assert len({row.why for row in file.bad}) > 9
    assert len(file.transfers) == 1


def test_money_going_out_and_empty_rows_are_left_aside():
    file = bank_read("a.csv", statement("2026.11.20,전기료,0,70000,100,", ",,,,,", "", GOOD))
    assert (len(file.transfers), len(file.bad), file.outgoing) == (1, 0, 1)


def test_lines_alike_keep_fingerprints_of_their_own():
    first, second = bank_read("a.csv", statement(GOOD, GOOD)).transfers
    assert (first.nth, second.nth) == (1, 2)
    assert first.fingerprint("1") != second.fingerprint("1")
    again = bank_read("b.csv", statement(GOOD)).transfers[0]
    assert again.fingerprint("1") == first.fingerprint("1")
    assert again.fingerprint("2") != first.fingerprint("1")


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2", b"\xff\xfe\x00", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0", b"\0" * 50]
)
def test_files_that_are_no_statement(data):
    with pytest.raises(Unreadable):
        bank_read("a", data)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_sentence(data):
    try:
        bank_read("a", data)
    except Unreadable as error:
        assert str(error)


def test_names_are_compared_without_legal_form_and_spaces():
    assert depositor_core("㈜ 나무 공방") == depositor_core("나무공방(주)") == depositor_core("주식회사 나무공방")
    assert depositor_core("나무공방") == "나무공방"  # decomposed Hangul, as some banks write it
    assert depositor_core("Kim  Hana") == "kimhana"


@pytest.mark.parametrize(
    ("text", "number"),
    [("R000123 김하나", 123), ("r-123", 123), ("김하나R123", 123), ("BR123", None), ("김하나", None), ("123", None)],
)
def test_number_in_the_depositor(text, number):
    assert depositor_number(text) == number


def test_sealed_accounts(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.REFUND_ACCOUNT_KEYS = [old]
    sealed = account_seal({"bank": "해담은행", "number": "110-222-333333", "holder": "김하나"})
    assert "110-222" not in sealed
    settings.REFUND_ACCOUNT_KEYS = [new, old]  # rotated: old rows still open
    assert account_open(sealed)["number"] == "110-222-333333"
    settings.REFUND_ACCOUNT_KEYS = [new]
    with pytest.raises(InvalidToken):
        account_open(sealed)
