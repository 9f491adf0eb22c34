"""Which passwords are allowed. Whether one is among the most common is asked in the operation."""

import unicodedata

from chatty.core.limits import limits


def normal_password(text: str) -> str:
    """The password in the form that is hashed: NFKC, so that two keyboards type the same one.

    Source: NIST SP 800-63B §3.1.1.2.
    """
    return unicodedata.normalize("NFKC", text)


def check_password_text(text: str, *, username: str, email: str) -> None:
    """ValueError says what is wrong with a new password. Lengths count code points as typed."""
    if len(text) < limits.password_min_code_points:
        raise ValueError(f"Use at least {limits.password_min_code_points} characters.")
    if len(text) > limits.password_max_code_points:
        raise ValueError(f"Use at most {limits.password_max_code_points} characters.")
    if "\0" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ValueError("The password holds characters that are no text.")
    if text.strip().lower() in {username, email, email.partition("@")[0]}:
        raise ValueError("Do not use your username or e-mail address.")
