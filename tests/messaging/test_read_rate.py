"""Reads have one rate a session, whatever they read and however they are asked for."""

import uuid

import pytest

from chatty.core.errors import RateLimited
from chatty.core.limits import override_limits
from chatty.realtime.registry import Caller
from chatty.sync import sync_operation
from messaging import realtime
from tests.asking import Api, code_of, sign_in_as, write_from_socket
from tests.cast import Cast


def test_reads_of_every_kind_share_a_session_s_bucket(cast: Cast) -> None:
    signed_in = sign_in_as(cast.bob)
    bob = Api(signed_in.access_token)
    room = f"/conversations/{cast.lounge.id}"
    with override_limits(reads_per_minute=3):
        bob.get("/conversations")
        bob.ok("POST", "/sync", {})
        bob.ok("POST", f"{room}/receipts", {"read_seq": 0})
        refused = bob("GET", f"{room}/messages")
        assert code_of(refused) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) == refused.json()["retry_after"] > 0
        caller = Caller(user_id=cast.bob.id, session_id=signed_in.session.id)
        with pytest.raises(RateLimited):
            sync_operation(cast.bob, caller, {})
        with pytest.raises(RateLimited):
            write_from_socket(
                realtime.receipt(caller, {"conversation_id": str(cast.lounge.id), "read_seq": 0})
            )


def test_another_session_and_a_send_are_not_slowed_by_it(cast: Cast) -> None:
    first, second = (Api(sign_in_as(cast.bob).access_token) for _ in range(2))
    with override_limits(reads_per_minute=1):
        first.get("/me")
        assert code_of(first("GET", "/me")) == (429, "rate_limited")
        second.get("/me")
        body = {"client_id": str(uuid.uuid4()), "body": "Still here"}
        first.ok("POST", f"/conversations/{cast.lounge.id}/messages", body)
