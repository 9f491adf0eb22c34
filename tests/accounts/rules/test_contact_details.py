"""Phone numbers, locales and e-mail addresses."""

import pytest

from accounts.rules.contact_details import clean_locale, clean_phone, normal_email


def test_an_address_is_one_whatever_its_case() -> None:
    assert normal_email(" Alice@Example.ORG ") == "alice@example.org"


def test_a_number_loses_its_punctuation() -> None:
    assert clean_phone("+44 (1632) 960-000") == "+441632960000"


@pytest.mark.parametrize(
    "text", ["1632960000", "+0441632960000", "+44", "+" + "1" * 16, "+44x", "+٤٤١٦٣٢٩٦٠"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="country code"):
        clean_phone(text)


@pytest.mark.parametrize("text", ["en", "pt-BR", "zh-Hant-TW", "sr-Latn"])
def test_language_tags_are_kept(text: str) -> None:
    assert clean_locale(text) == text


@pytest.mark.parametrize("text", ["", "e", "english please", "en_US", "../../etc", "en-"])
def test_other_locales_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="language tag"):
        clean_locale(text)
