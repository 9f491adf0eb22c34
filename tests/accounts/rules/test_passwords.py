"""Passwords."""

import pytest

from accounts.rules.passwords import check_password_text, normal_password


def check(text: str) -> None:
    check_password_text(text, username="alexandria", email="alex.dumas@example.org")


@pytest.mark.parametrize(
    "text", ["x" * 10, "x" * 1_024, "🐎" * 10, "пароль и пароль", " " * 10 + "x"]
)
def test_ten_to_1024_code_points_of_any_kind_are_fine(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "x" * 9,
        "x" * 1_025,
        "x" * 10_000,
        "0123456789\x00",
        "0123456789\udfff",
        "alexandria",
        "Alexandria",
        "alex.dumas@example.org",
        "ALEX.DUMAS",
    ],
)
def test_too_short_too_long_or_the_own_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Use at|Do not|no text"):
        check(text)


def test_two_keyboards_type_the_same_password() -> None:
    assert normal_password("Ame\u0301lie") == normal_password("Am\u00e9lie")
