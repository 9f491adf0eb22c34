"""The people of the tests, and the room they are in or not."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from conversations.access import find_member, lock_conversation
from conversations.models import Conversation, Role
from conversations.operations.members import depart
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
    with transaction.atomic():
        # Without a line of it: the timeline of the lounge begins with what tests say there.
        within = lock_conversation(lounge.id, viewer=alice)
        depart(within.conversation, find_member(mallory.id, within=within), reason="removed")
    lounge.refresh_from_db()
    return Cast(alice, bob, carol, dave, mallory, lounge)
