"""Texts as they are kept, or the refusal of what is none."""

from chatty.core.errors import Invalid
from chatty.core.limits import limits
from messaging.operations.new_polls import check_question
from messaging.rules.body import clean_body


def read_body(body: str) -> str:
    """The body of a message; Invalid."""
    try:
        return clean_body(body, at_most=limits.body_code_points)
    except ValueError as error:
        raise _invalid(error) from None


def read_question(body: str) -> str:
    """The question of a poll; Invalid."""
    try:
        return check_question(body)
    except ValueError as error:
        raise _invalid(error) from None


def _invalid(error: ValueError) -> Invalid:
    return Invalid(str(error), errors={"body": [str(error)]})
