"""A code means the same in whichever digits, letters and spacing a keyboard gives it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotline.access import totp
from dotline.base import clock
from dotline.base.errors import Invalid
from dotline.base.typed import digits, folded
from dotline.gates import tipbox

CODE = "1234567890123456"
SCRIPTS = {
    "arabic": 0x0660,
    "persian": 0x06F0,
    "devanagari": 0x0966,
    "full-width": 0xFF10,
    "bold": 0x1D7CE,
}


def written(code: str, script: str) -> str:
    return "".join(chr(SCRIPTS[script] + int(one)) for one in code)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("between", ["", " ", "-", "\u2011", "\u00a0", "\u200f", " \u2013 "])
def test_a_receipt_code_is_understood_in_other_digits_and_spacing(
    script: str, between: str
) -> None:
    fours = [written(CODE[place : place + 4], script) for place in range(0, 16, 4)]
    assert tipbox.plain_code(between.join(fours)) == CODE


@pytest.mark.parametrize("wrong", ["", "1234", CODE + "7", "\u2460" * 15, "abc", "\U00010a40" * 16])
def test_what_has_no_sixteen_digits_is_no_receipt_code(wrong: str) -> None:
    with pytest.raises(Invalid):
        tipbox.plain_code(wrong)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_second_factor_is_understood_in_other_digits(script: str) -> None:
    secret = totp.new_secret()
    with clock.frozen(clock.now()):
        code = totp.code_now(secret)
        typed = f"{written(code[:3], script)}-{written(code[3:], script)}"
        assert totp.accepted_step(secret, typed, 0) is not None
        assert totp.accepted_step(secret, f" {code[:3]} {code[3:]} ", 0) is not None


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "12a456", "\U00010a40" * 6, "½23456"])
def test_what_is_no_code_of_six_digits_is_wrong_and_breaks_nothing(wrong: str) -> None:
    assert totp.accepted_step(totp.new_secret(), wrong, 0) is None


@given(st.text(max_size=60))
def test_folding_a_typed_word_twice_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert digits(once) == digits(text)


@given(st.integers(0, 10**16 - 1))
def test_every_decimal_digit_of_unicode_counts_as_what_it_says(number: int) -> None:
    code = f"{number:016d}"
    for start in (0x0660, 0x09E6, 0x0ED0, 0x1810):
        assert unicodedata.decimal(chr(start)) == 0
        assert digits("".join(chr(start + int(one)) for one in code)) == code
