"""People who do what they please, in groups that come and go: the rules of a state machine."""

import itertools
import uuid
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from accounts.models import User
from chatty.core.clock import now, wire_time
from chatty.core.errors import NotFound, Refusal
from chatty.sync import sync
from conversations.models import Conversation
from conversations.operations.bans import ban_person, lift_ban
from conversations.operations.conversations import start_dm
from conversations.operations.members import add_members, leave_conversation, remove_member
from conversations.operations.personal import change_own_state
from conversations.operations.roles import change_member
from conversations.operations.settings import change_conversation
from messaging.access import find_message
from messaging.models import Message
from messaging.operations.deletions import delete_message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message, unpin_message
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.operations.receipts import advance_receipts
from messaging.operations.send import read_new_message, send_message
from tests.conftest import Published
from tests.make import make_group, make_user
from tests.properties.clients import Client
from tests.properties.pages import Pages

NUMBER = st.integers(0, 11)
BODIES = ("Hello", "@anna?", "@all", "two\nlines", "😀", "x " * 90)
_worlds = itertools.count()


class Doings(RuleBasedStateMachine):
    """Four people, two groups, and four devices."""

    published: ClassVar[Published]
    pages: ClassVar[Pages]

    def __init__(self) -> None:
        super().__init__()
        number = next(_worlds)
        self.owner, self.anna, self.ben, self.cora = (
            make_user(f"{name}{number}") for name in ("owner", "anna", "ben", "cora")
        )
        self.people = [self.owner, self.anna, self.ben, self.cora]
        self.rooms = [
            make_group(self.owner, self.anna, self.ben, title="Main"),
            make_group(self.owner, self.anna, title="Side"),
        ]
        self.acked: dict[tuple[str, str, str], int] = {}
        self.sends: list[tuple[User, dict[str, Any]]] = []
        self.operations: list[tuple[User, list[dict[str, Any]], list[Any]]] = []
        self.published.messages.clear()
        main = str(self.rooms[0].id)
        self.clients = [
            Client(f"{number} {name}", user, self.pages)
            for name, user in (
                ("phone", self.anna), ("laptop", self.anna), ("ben", self.ben), ("own", self.owner),
            )
        ]  # fmt: skip
        for client in self.clients:
            client.open(main)

    @initialize()
    def begin(self) -> None:
        """A bit of everything, so that no life is so short that nothing happens in it."""
        self.send(1, 0, "@anna?", answer=False)
        self.send(2, 0, "Hello", answer=True)
        self.edit(0, 0, "Well")
        self.react(0, 0, 0, on=True, emoji="👍")
        self.pin(0, 1, on=True)
        self.sync_operations(1, 0, 2)
        self.sync_operations_again(0)
        self.delete(2, 0, 0)
        self.add(3, 0)
        self.go(3, 0, "kick")

    # What people do.

    def _person(self, number: int) -> User:
        return self.people[number % len(self.people)]

    def _room(self, number: int) -> Conversation:
        return self.rooms[number % len(self.rooms)]

    def _message(self, room: Conversation, number: int) -> Any:
        rows = Message.objects.filter(conversation_id=room.id, type="TEXT").order_by("-seq")
        found = list(rows[:6])
        return found[number % len(found)].id if found else uuid.uuid4()

    def _tell(self) -> None:
        """What was published goes on its way to who is connected."""
        for message in self.published.messages:
            for client in self.clients:
                client.line.tell(message)
        self.published.messages.clear()
        # One of the lines is quick and true, for as long as it is up.
        self.clients[0].hear_all()

    def _try(self, doing: Any, **arguments: Any) -> Any:
        """One operation; what the rules refuse is no event."""
        try:
            return doing(**arguments)
        except Refusal:
            return None
        finally:
            self._tell()

    def _ack(self, user: User, message: dict[str, Any]) -> None:
        """The same place each time it is acknowledged (I1)."""
        key = (message["conversation_id"], str(user.id), message["client_id"])
        assert self.acked.setdefault(key, message["seq"]) == message["seq"]

    def _send(self, user: User, data: dict[str, Any]) -> None:
        item = read_new_message(data["conversation_id"], data)
        sent = self._try(send_message, actor=user, session_id=uuid.uuid4(), item=item)
        if sent is not None:
            self._ack(user, sent.message)

    @rule(who=NUMBER, where=NUMBER, what=st.sampled_from(BODIES), answer=st.booleans())
    def send(self, who: int, where: int, what: str, *, answer: bool) -> None:
        room = self._room(where)
        data = {
            "conversation_id": room.id,
            "client_id": uuid.uuid4(),
            "body": what,
            "reply_to": self._message(room, who) if answer else None,
        }
        self.sends.append((self._person(who), data))
        self._send(*self.sends[-1])

    @precondition(lambda self: self.sends)
    @rule(which=NUMBER)
    def send_again(self, which: int) -> None:
        self._send(*self.sends[-1 - which % len(self.sends)])

    def _sync(
        self, user: User, operations: list[dict[str, Any]], *, is_again: bool = False
    ) -> list[Any]:
        answer = sync(actor=user, session_id=uuid.uuid4(), data={"operations": operations})
        self._tell()
        results: list[Any] = answer["results"]
        for operation, result in zip(operations, results, strict=True):
            is_send = (operation["resource"], operation["type"]) == ("message", "create")
            if is_send and result["status"] == "applied" and "d" in result:
                self._ack(user, result["d"])
            elif is_send and result["status"] == "applied":
                # Done before, and they may see it no longer.
                assert is_again
                with pytest.raises(NotFound):
                    find_message(result["id"], viewer=user)
        return results

    @rule(who=NUMBER, where=NUMBER, count=st.integers(1, 3))
    def sync_operations(self, who: int, where: int, count: int) -> None:
        user, room = self._person(who), str(self._room(where).id)
        operations = [
            _operation(
                "create",
                "message",
                {"conversation_id": room, "client_id": str(uuid.uuid4()), "body": f"offline {n}"},
            )
            for n in range(count)
        ]
        first = operations[0]["op_id"]
        operations += [
            _operation("update", "message", {"message_id": first, "body": "offline, edited"}),
            _operation("create", "reaction", {"message_id": first, "emoji": "👍"}),
            _operation("update", "draft", {"conversation_id": room, "body": f"draft {count}"}),
            _operation("update", "conversation", {"conversation_id": room, "topic": f"{count}"}),
            # Nothing but its op_id keeps this one from being done twice.
            _operation("create", "conversation", {"type": "GROUP", "title": "Made"}),
        ]
        self.operations.append((user, operations, self._sync(user, operations)))

    @precondition(lambda self: self.operations)
    @rule(which=NUMBER)
    def sync_operations_again(self, which: int) -> None:
        user, operations, before = self.operations[-1 - which % len(self.operations)]
        revs = self._revs()
        again = self._sync(user, operations, is_again=True)
        done = ("applied", "merged")
        for first, second in zip(before, again, strict=True):
            if first["status"] in done:
                assert (second["status"], second["id"]) == (first["status"], first["id"])
        if all(row["status"] in done for row in before):
            assert self._revs() == revs

    def _revs(self) -> list[int]:
        return [Conversation.objects.get(id=room.id).rev for room in self.rooms]

    @rule(where=NUMBER, which=NUMBER, what=st.sampled_from(BODIES))
    def edit(self, where: int, which: int, what: str) -> None:
        message = Message.objects.filter(id=self._message(self._room(where), which)).first()
        if message is not None:
            self._try(
                edit_message,
                actor=message.sender,
                session_id=uuid.uuid4(),
                message_id=message.id,
                body=f"{what} {which}",
            )

    @rule(who=NUMBER, where=NUMBER, which=NUMBER)
    def delete(self, who: int, where: int, which: int) -> None:
        name = self._message(self._room(where), which)
        self._try(delete_message, actor=self._person(who), message_id=name)

    @rule(who=NUMBER, where=NUMBER, which=NUMBER, on=st.booleans(), emoji=st.sampled_from("👍🎉"))
    def react(self, who: int, where: int, which: int, *, on: bool, emoji: str) -> None:
        name = self._message(self._room(where), which)
        doing = add_reaction if on else remove_reaction
        self._try(doing, actor=self._person(who), message_id=name, emoji=emoji)

    @rule(where=NUMBER, which=NUMBER, on=st.booleans())
    def pin(self, where: int, which: int, *, on: bool) -> None:
        name = self._message(self._room(where), which)
        self._try(pin_message if on else unpin_message, actor=self.owner, message_id=name)

    @rule(who=NUMBER, where=NUMBER, to=st.integers(0, 40))
    def read(self, who: int, where: int, to: int) -> None:
        name = self._room(where).id
        self._try(advance_receipts, actor=self._person(who), conversation_id=name, read_seq=to)

    @rule(who=NUMBER, where=NUMBER, body=st.sampled_from(["", "Well", "Well then"]))
    def draft(self, who: int, where: int, body: str) -> None:
        name = self._room(where).id
        self._try(save_draft, actor=self._person(who), conversation_id=name, body=body)

    @rule(who=NUMBER, where=NUMBER)
    def add(self, who: int, where: int) -> None:
        ids = [self._person(who).id]
        self._try(add_members, actor=self.owner, conversation_id=self._room(where).id, user_ids=ids)

    @rule(who=st.integers(1, 3), where=NUMBER, how=st.sampled_from(["leave", "kick", "ban"]))
    def go(self, who: int, where: int, how: str) -> None:
        user, name = self.people[who], self._room(where).id
        if how == "leave":
            self._try(leave_conversation, actor=user, conversation_id=name)
        else:
            doing = remove_member if how == "kick" else ban_person
            self._try(doing, actor=self.owner, conversation_id=name, user_id=user.id)

    @rule(who=st.integers(1, 3), where=NUMBER)
    def lift(self, who: int, where: int) -> None:
        name = self._room(where).id
        self._try(lift_ban, actor=self.owner, conversation_id=name, user_id=self.people[who].id)

    @rule(who=NUMBER, where=NUMBER, role=st.sampled_from(["MEMBER", "MODERATOR", "ADMIN"]))
    def promote(self, who: int, where: int, role: str) -> None:
        self._try(
            change_member,
            actor=self.owner,
            conversation_id=self._room(where).id,
            user_id=self._person(who).id,
            role=role,
        )

    @rule(where=NUMBER, kind=st.sampled_from(["title", "history", "archive", "open"]))
    def change(self, where: int, kind: str) -> None:
        kinds: dict[str, dict[str, Any]] = {
            "title": {"title": f"Title {where}"},
            "history": {"settings": {"history_for_newcomers": where % 2 == 0}},
            "archive": {"archived_at": wire_time(now())},
            "open": {"archived_at": None},
        }
        name = self._room(where).id
        self._try(change_conversation, actor=self.owner, conversation_id=name, changes=kinds[kind])

    @rule(who=NUMBER, where=NUMBER, archived=st.booleans(), unread=st.booleans())
    def sort(self, who: int, where: int, *, archived: bool, unread: bool) -> None:
        self._try(
            change_own_state,
            actor=self._person(who),
            conversation_id=self._room(where).id,
            changes={"archived": archived, "marked_unread": unread},
        )

    @rule(who=NUMBER)
    def start(self, who: int) -> None:
        created = self._try(start_dm, actor=self._person(who), user_id=self.anna.id)
        if created is not None and created.is_new:
            self.rooms.append(Conversation.objects.get(id=created.conversation["id"]))


def _operation(kind: str, resource: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"op_id": str(uuid.uuid4()), "type": kind, "resource": resource, "data": data}
