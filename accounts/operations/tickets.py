"""Tickets: a way to open a socket for clients that can send neither cookie nor header."""

import uuid

from accounts.adapters.successors import new_secret
from accounts.adapters.tickets import store_ticket, take_ticket
from accounts.models import UserSession
from chatty.core.errors import InvalidTicket
from chatty.core.limits import limits
from chatty.core.rate_limit import per_minute, take


def issue_ticket(*, session: UserSession) -> str:
    """A ticket for one socket, good for `limits.ticket_seconds`. Unavailable without Redis."""
    take("ticket", session.id, per_minute(limits.refreshes_per_minute))
    ticket = new_secret()
    store_ticket(ticket, session.id)
    return ticket


def redeem_ticket(*, ticket: str) -> uuid.UUID:
    """The session of a ticket, once. InvalidTicket afterwards, Unavailable without Redis."""
    session_id = take_ticket(ticket)
    if session_id is None:
        raise InvalidTicket
    return session_id
