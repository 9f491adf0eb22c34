"""The people of the tests, and the room they are in or not."""

from dataclasses import dataclass

from accounts.models import User
from conversations.models import Conversation, Role
from conversations.operations.members import remove_member
from tests.make import make_group, make_user, set_role


@dataclass(frozen=True)
class Cast:
    """Alice owns the lounge, carol moderates it, bob is a member, dave is not in it, mallory was
    in it until alice removed her.
    """

    alice: User
    bob: User
    carol: User
    dave: User
    mallory: User
    lounge: Conversation


def gather_cast() -> Cast:
    """Everybody, in their places."""
    alice, bob, carol, dave, mallory = (
        make_user(name) for name in ("alice", "bob", "carol", "dave", "mallory")
    )
    lounge = make_group(alice, bob, carol, mallory)
    set_role(carol, Role.MODERATOR, in_=lounge)
    remove_member(actor=alice, conversation_id=lounge.id, user_id=mallory.id)
    lounge.refresh_from_db()
    return Cast(alice, bob, carol, dave, mallory, lounge)
