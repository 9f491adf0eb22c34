"""Tickets for sockets."""

import pytest
from django.conf import settings
from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from accounts.adapters import tickets
from accounts.models import User
from accounts.operations.tickets import issue_ticket, redeem_ticket
from chatty.core.errors import InvalidTicket, Unavailable
from tests.asking import at_once, sign_in_as


def test_a_ticket_works_once(alice: User) -> None:
    session = sign_in_as(alice).session
    ticket = issue_ticket(session=session)
    assert redeem_ticket(ticket=ticket) == session.id
    with pytest.raises(InvalidTicket):
        redeem_ticket(ticket=ticket)


def test_of_ten_at_once_one_gets_in(alice: User) -> None:
    ticket = issue_ticket(session=sign_in_as(alice).session)
    results = at_once(10, lambda _number: redeem_ticket(ticket=ticket))
    assert sum(isinstance(result, InvalidTicket) for result in results) == 9


@pytest.mark.parametrize("ticket", ["", "x", "\ud800", "\x00", "x" * 10_000])
def test_an_unknown_ticket_is_refused(ticket: str) -> None:
    with pytest.raises(InvalidTicket):
        redeem_ticket(ticket=ticket)


def test_a_ticket_lives_30_seconds_and_is_stored_hashed(alice: User) -> None:
    ticket = issue_ticket(session=sign_in_as(alice).session)
    store = Redis.from_url(settings.REDIS_URL)
    (key,) = store.scan_iter(match="ticket:*")
    assert ticket.encode() not in key
    assert 28 <= store.ttl(key) <= 30


def test_without_redis_there_are_no_tickets(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_redis() -> Redis:
        raise NoRedis

    session = sign_in_as(alice).session
    monkeypatch.setattr(tickets, "redis", no_redis)
    with pytest.raises(Unavailable):
        issue_ticket(session=session)
    with pytest.raises(Unavailable):
        redeem_ticket(ticket="x")
