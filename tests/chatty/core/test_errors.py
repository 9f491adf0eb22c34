"""Every refusal has the code and status that clients were promised."""

import inspect

import pytest

from chatty.core import errors
from chatty.core.errors import Invalid, RateLimited, Refusal, VersionConflict, problem

CONTRACT = {
    400: "invalid invalid_json invalid_cursor invalid_attachment too_many_cursors "
    "encryption_unavailable username_taken email_taken",
    401: "not_authenticated invalid_credentials mfa_required token_expired refresh_reused "
    "invalid_ticket",
    403: "forbidden suspended csrf_failed registration_closed cannot_message slow_mode "
    "step_up_required",
    404: "not_found",
    405: "method_not_allowed",
    409: "version_conflict already_exists last_owner blocked not_ready upload_incomplete "
    # The last one in results of operations only.
    "edit_window_over managed_by_space depends_on_rejected",
    410: "address_expired invite_expired invite_used_up export_expired",
    413: "payload_too_large quota_exceeded",
    415: "unsupported_media_type",
    422: "content_mismatch",
    429: "rate_limited",
    500: "internal_error",
    503: "unavailable",
}
STATUS_OF = {code: status for status, codes in CONTRACT.items() for code in codes.split()}
REFUSALS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, Refusal) and kind is not Refusal
]


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_has_the_status_of_the_contract(kind: type[Refusal]) -> None:
    assert kind.status == STATUS_OF[kind.code]


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in REFUSALS]
    assert len(codes) == len(set(codes)) > 25


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_becomes_a_problem_document(kind: type[Refusal]) -> None:
    assert problem(kind(), request_id="abc") == {
        "type": f"urn:chatty:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.title}.",
        "code": kind.code,
        "request_id": "abc",
    }
    assert kind.title
    assert not kind.title.endswith(".")


def test_the_detail_says_what_was_given() -> None:
    assert problem(Invalid("Send a name."), request_id="")["detail"] == "Send a name."
    assert str(Invalid("Send a name.")) == "Send a name."


def test_optional_members_appear_where_they_apply() -> None:
    conflict = VersionConflict(current={"version": 3}, base={"version": 2})
    assert conflict.members() == {"current": {"version": 3}, "base": {"version": 2}}
    assert Invalid(errors={"name": ["Too long."]}).members() == {"errors": {"name": ["Too long."]}}
    assert Invalid(errors={}).members() == {}


@pytest.mark.parametrize(
    "wait, seconds", [(0, 1), (0.0001, 1), (1, 1), (1.0001, 2), (2.001, 3), (59.2, 60), (60, 60)]
)
def test_the_wait_is_in_whole_seconds_and_never_too_short(wait: float, seconds: int) -> None:
    assert RateLimited(retry_after=wait).members() == {"retry_after": seconds}
