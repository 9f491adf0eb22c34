"""How sockets learn who is there."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User, UserSession
from accounts.operations.sessions import revoke_session
from accounts.operations.tickets import issue_ticket
from chatty.core.clock import now
from chatty.core.errors import (
    Forbidden,
    InvalidTicket,
    NotAuthenticated,
    Suspended,
    TokenExpired,
)
from chatty.realtime.registry import Caller, Handshake, authenticator, topics_of
from tests.asking import sign_in_as
from tests.make import PASSWORD

OWN = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}


def prove(headers: dict[str, str] | None = None, **query: str) -> Caller:
    handshake = Handshake(headers=headers or {}, query=query, ip_address="203.0.113.7")
    return authenticator().authenticate(handshake)


@pytest.fixture
def cookie(alice: User) -> str:
    client = Client()
    client.post("/signin", {"login": "alice", "password": PASSWORD})
    return f"other=1; chatty_session={client.cookies['chatty_session'].value}"


def test_a_bearer_token_proves(alice: User) -> None:
    signed_in = sign_in_as(alice)
    caller = prove({"authorization": f"Bearer {signed_in.access_token}"})
    assert caller == Caller(user_id=alice.id, session_id=signed_in.session.id)
    assert authenticator().actor(caller) == alice


def test_a_ticket_proves_once(alice: User) -> None:
    session = sign_in_as(alice).session
    ticket = issue_ticket(session=session)
    assert prove({"origin": "https://elsewhere.example"}, ticket=ticket).session_id == session.id
    with pytest.raises(InvalidTicket):
        prove(ticket=ticket)


def test_a_cookie_proves_from_our_own_page(alice: User, cookie: str) -> None:
    assert prove({"cookie": cookie, **OWN}).user_id == alice.id


@pytest.mark.parametrize("host", ["localhost:8161", "[::1]:8161", "[::1]", "127.0.0.1"])
def test_a_cookie_proves_at_every_name_of_this_server(cookie: str, host: str) -> None:
    assert prove({"cookie": cookie, "host": host, "origin": f"http://{host}"}).user_id is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "[::1", "origin": "http://[::1"},
        {"host": "127.0.0.1:8000", "origin": "https://evil.example"},
        {"host": "127.0.0.1:8000", "origin": "null"},
        {"host": "127.0.0.1:8000", "origin": ""},
        {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000.evil.example"},
        {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:9000"},
        {"host": "127.0.0.1:8000", "origin": "http://evil.example/127.0.0.1:8000"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8000"},
    ],
)
def test_a_cookie_from_a_foreign_page_is_refused(cookie: str, headers: dict[str, str]) -> None:
    assert prove({"cookie": cookie, **OWN}).user_id is not None
    with pytest.raises(Forbidden):
        prove({"cookie": cookie, **headers})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {},
        OWN,
        {"cookie": "chatty_session=x", **OWN},
        {"cookie": "chatty_session=", **OWN},
        {"cookie": "\x00;;=;", **OWN},
        {"cookie": 'chatty_session="\\000aaaaaaaaaaaa"', **OWN},
        {"authorization": "Bearer x"},
        {"authorization": "Bot x"},
        {"authorization": ""},
    ],
)
def test_without_proof_nobody_gets_in(headers: dict[str, str]) -> None:
    with pytest.raises(NotAuthenticated):
        prove(headers)


def test_a_wrong_header_is_refused_beside_a_good_cookie(cookie: str) -> None:
    with pytest.raises(NotAuthenticated):
        prove({"cookie": cookie, "authorization": "Bearer x", **OWN})
    with pytest.raises(InvalidTicket):
        prove({"cookie": cookie, **OWN}, ticket="x")


def test_an_old_access_token_opens_no_socket_but_an_open_one_goes_on(alice: User) -> None:
    headers = {"authorization": f"Bearer {sign_in_as(alice).access_token}"}
    caller = prove(headers)
    with time_machine.travel(now() + timedelta(minutes=11)):
        with pytest.raises(TokenExpired):
            prove(headers)
        assert authenticator().actor(caller) == alice


def test_a_socket_ends_with_its_session(alice: User, cookie: str) -> None:
    caller = prove({"cookie": cookie, **OWN})
    revoke_session(actor=alice, session_id=caller.session_id)
    with pytest.raises(NotAuthenticated):
        authenticator().actor(caller)
    with pytest.raises(NotAuthenticated):
        prove({"cookie": cookie, **OWN})


def test_a_suspended_person_loses_the_socket(alice: User, cookie: str) -> None:
    caller = prove({"cookie": cookie, **OWN})
    User.objects.filter(id=alice.id).update(suspended_at=now())
    with pytest.raises(Suspended):
        authenticator().actor(caller)
    with pytest.raises(Suspended):
        prove({"cookie": cookie, **OWN})


def test_each_frame_costs_one_query_and_notes_the_use(
    alice: User, django_assert_num_queries: Any
) -> None:
    signed_in = sign_in_as(alice)
    caller = Caller(user_id=alice.id, session_id=signed_in.session.id)
    with django_assert_num_queries(1):
        authenticator().actor(caller)
    with time_machine.travel(now() + timedelta(minutes=2)):
        authenticator().actor(caller)
    used = UserSession.objects.get(id=signed_in.session.id).last_used_at
    assert used > now() + timedelta(minutes=1)


def test_everyone_hears_their_own_topic(alice: User) -> None:
    assert f"user:{alice.id}" in topics_of(alice.id)
