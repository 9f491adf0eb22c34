"""E-mail addresses, phone numbers and locales in the form they are stored in."""

import re

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PHONE_PUNCTUATION = re.compile(r"[\s()./-]")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


def normal_email(text: str) -> str:
    """The address in lower case: no provider of note tells two mailboxes apart by case."""
    return text.strip().lower()


def clean_phone(text: str) -> str:
    """A number in E.164 form (`+` and up to 15 digits). ValueError for anything else."""
    number = _PHONE_PUNCTUATION.sub("", text)
    if not _PHONE.fullmatch(number):
        raise ValueError("Write the number with its country code, like +441632960000.")
    return number


def clean_locale(text: str) -> str:
    """A language tag (BCP 47) such as `en` or `pt-BR`. ValueError for anything else."""
    if not _LOCALE.fullmatch(text):
        raise ValueError("Use a language tag such as en or pt-BR.")
    return text
