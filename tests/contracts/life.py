"""Random doings of several people, for tests of what others then hear and see."""

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from accounts.models import User
from chatty.core.clock import now
from chatty.core.errors import Refusal
from conversations.models import Conversation
from conversations.operations.conversations import create_group, start_dm
from conversations.operations.members import add_members, leave_conversation, remove_member
from conversations.operations.personal import change_own_state
from conversations.operations.roles import change_member, step_down
from conversations.operations.settings import change_conversation
from messaging.models import Message
from messaging.operations.bookmarks import add_bookmark, remove_bookmark
from messaging.operations.deletions import delete_message, hide_message
from messaging.operations.drafts import save_draft
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message, unpin_message
from messaging.operations.polls import close_poll, vote, withdraw_vote
from messaging.operations.reactions import add_reaction, remove_reaction
from messaging.operations.receipts import advance_receipts
from messaging.operations.threads import follow_thread, unfollow_thread
from tests.cast import Cast
from tests.make import make_group, make_message, make_poll, make_user

BODIES = [
    "Hello",
    "two\nlines",
    " wide \u3000 space ",
    "😀" * 150,
    "x " * 100,
    "שלום",
    "\u202eodd",
    "@bob?",
    "@bob and @carol",
    "@all",
    "`@bob`",
]


class Life:
    """Random doings of several people, repeatable by their seed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.random = random.Random(seed)
        self.cast = cast
        self.people = [cast.alice, cast.bob, cast.carol, cast.dave, make_user(f"eve{seed}")]
        self.room = cast.lounge
        self.polls: list[str] = []
        self.others = [make_group(cast.alice, cast.bob, title="Other")]

    def live(self, steps: int, doings: Sequence[Callable[[User], object]] = ()) -> None:
        """So many doings; what is refused by the rules is no event."""
        doings = doings or [
            *[self.send] * 6, *[self.react] * 4, *[self.edit] * 3, *[self.read] * 3,
            *[self.come_and_go] * 3, *[self.sort] * 2, *[self.pin] * 3, self.delete, self.ask,
            *[self.vote] * 4, *[self.keep] * 4, *[self.hide] * 3, *[self.follow] * 2, self.pin,
            *[self.draft] * 2, self.elsewhere, self.set, self.promote,
        ]  # fmt: skip
        for _ in range(steps):
            try:
                self.random.choice(doings)(self.random.choice(self.people))
            except Refusal:
                continue

    def message(self, last: int = 12) -> Message:
        """One of the last that were said."""
        said = Message.objects.filter(conversation_id=self.room.id, type="TEXT")
        found = list(said.order_by("seq"))
        return self.random.choice(found[-last:])

    def send(self, who: User) -> None:
        reply_to = str(self.message().id) if self.random.random() < 0.4 else None
        thread_id = str(self.message().id) if self.random.random() < 0.3 else None
        body = self.random.choice(BODIES)
        make_message(by=who, in_=self.room, body=body, reply_to=reply_to, thread_id=thread_id)

    def react(self, who: User) -> None:
        doing = add_reaction if self.random.random() < 0.7 else remove_reaction
        doing(actor=who, message_id=self.message().id, emoji=self.random.choice("👍🎉😀"))

    def ask(self, who: User) -> None:
        """A poll, of any kind."""
        kinds = {name: self.random.random() < 0.5 for name in ("multiple", "anonymous")}
        self.polls.append(make_poll(by=who, in_=self.room, options=["A", "B", "C"], **kinds)["id"])

    def vote(self, who: User) -> None:
        """In the polls of late; often Bob does, who is listened to."""
        poll, voter = (
            self.random.choice(self.polls[-3:] or [""]),
            self.random.choice([who, self.cast.bob]),
        )
        if self.random.random() < 0.1:
            close_poll(actor=voter, message_id=poll)
        elif self.random.random() < 0.2:
            withdraw_vote(actor=voter, message_id=poll)
        else:
            options = self.random.sample([1, 2, 3], self.random.randint(1, 2))
            vote(actor=voter, message_id=poll, option_ids=options)

    def edit(self, _who: User) -> None:
        message, body = self.message(), f"{self.random.choice(BODIES)} {self.random.random()}"
        edit_message(
            actor=message.sender, session_id=uuid.uuid4(), message_id=message.id, body=body
        )

    def pin(self, _who: User) -> None:
        doing = pin_message if self.random.random() < 0.6 else unpin_message
        who = self.random.choice([self.cast.alice, self.cast.carol])
        doing(actor=who, message_id=self.message().id)

    def delete(self, who: User) -> None:
        delete_message(actor=who, message_id=self.message().id)

    def keep(self, _who: User) -> None:
        """Bob keeps a message, or no longer."""
        doing = add_bookmark if self.random.random() < 0.7 else remove_bookmark
        doing(actor=self.cast.bob, message_id=self.message().id)

    def hide(self, _who: User) -> None:
        """Bob wants to see a message no more, kept ones among them. One of the newest: of what is
        not loaded no event that all hear can say whether one of them hid it.
        """
        hide_message(actor=self.cast.bob, message_id=self.message(last=3).id)

    def follow(self, _who: User) -> None:
        """Bob follows a thread or not."""
        doing = follow_thread if self.random.random() < 0.5 else unfollow_thread
        doing(actor=self.cast.bob, message_id=self.message().id)

    def read(self, who: User) -> None:
        last = Conversation.objects.get(id=self.room.id).last_seq
        kind = self.random.choice(["read_seq", "delivered_seq"])
        advance_receipts(
            actor=who, conversation_id=self.room.id, **{kind: self.random.randint(0, last + 1)}
        )

    def sort(self, _who: User) -> None:
        """Bob sorts what he has, for himself."""
        room = self.random.choice([self.room, *self.others])
        until = self.random.choice([None, now() + timedelta(hours=1)])
        kinds: list[dict[str, Any]] = [
            {"pinned": self.random.random() < 0.5},
            {"archived": self.random.random() < 0.5, "folder": self.random.choice("AB ")},
            {"muted_until": until, "notification_level": self.random.choice(["all", "nothing"])},
            *[{"marked_unread": self.random.random() < 0.8}] * 3,
        ]
        changes = self.random.choice(kinds)
        change_own_state(actor=self.cast.bob, conversation_id=room.id, changes=changes)

    def draft(self, _who: User) -> None:
        """Bob begins to write, and thinks better of it."""
        room = self.random.choice([self.room, *self.others])
        body = self.random.choice([*BODIES, "", ""])
        save_draft(actor=self.cast.bob, conversation_id=room.id, body=body)

    def promote(self, who: User) -> None:
        """Alice gives roles and exceptions, Bob's among them; sometimes he steps down himself."""
        if self.random.random() < 0.2:
            step_down(actor=self.cast.bob, conversation_id=self.room.id, role="MEMBER")
            return
        change_member(
            actor=self.cast.alice,
            conversation_id=self.room.id,
            user_id=self.random.choice([who, self.cast.bob]).id,
            role=self.random.choice([None, "MEMBER", "MODERATOR", "ADMIN"]),
            allow=self.random.choice([None, [], ["pin"]]),
        )

    def set(self, _who: User) -> None:
        """Alice sets the room, some of it or all of it at once."""
        kinds = {
            "title": f"Lounge {self.random.randint(1, 3)}",
            "topic": self.random.choice(["", "Talk", "Two\nlines"]),
            "settings": {"history_for_newcomers": self.random.random() < 0.5},
        }
        names = self.random.sample(sorted(kinds), self.random.randint(1, 3))
        change_conversation(
            actor=self.cast.alice,
            conversation_id=self.room.id,
            changes={name: kinds[name] for name in names},
        )

    def come_and_go(self, who: User) -> None:
        if who in (self.cast.alice, self.cast.bob):
            return
        doing = self.random.choice(["add", "add", "leave", "remove"])
        if doing == "add":
            add_members(actor=self.cast.bob, conversation_id=self.room.id, user_ids=[who.id])
        elif doing == "leave":
            leave_conversation(actor=who, conversation_id=self.room.id)
        else:
            remove_member(actor=self.cast.alice, conversation_id=self.room.id, user_id=who.id)

    def elsewhere(self, who: User) -> None:
        """Bob's other conversations: begun, spoken in, left and found again."""
        doing = self.random.choice(["dm", "group", "say", "say", "leave", "back"])
        other = self.random.choice(self.others)
        if doing == "dm":
            made = start_dm(actor=who, user_id=self.cast.bob.id).conversation
            self.others.append(Conversation.objects.get(id=made["id"]))
        elif doing == "group":
            made = create_group(
                actor=self.cast.alice, title="New", user_ids=[self.cast.bob.id]
            ).conversation
            self.others.append(Conversation.objects.get(id=made["id"]))
        elif doing == "say":
            make_message(by=self.random.choice([who, self.cast.alice]), in_=other)
        elif doing == "leave":
            leave_conversation(actor=self.cast.bob, conversation_id=other.id)
        else:
            add_members(
                actor=self.cast.alice, conversation_id=other.id, user_ids=[self.cast.bob.id]
            )
