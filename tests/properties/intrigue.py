"""People of a space who change its rules as they please: the rules of a state machine."""

import itertools
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from accounts.models import User
from chatty.core.errors import Refusal
from conversations.access.structures import structures_of
from conversations.models import Category, Conversation, Space, SpaceMember, SpaceRole
from conversations.operations.categories import create_category, delete_category
from conversations.operations.channel_order import order_channels
from conversations.operations.channels import change_space_channel, create_space_channel
from conversations.operations.deletion import delete_space_channel
from conversations.operations.joining import join_space
from conversations.operations.overrides import Subject, clear_override, set_override
from conversations.operations.space_bans import ban_from_space, lift_space_ban
from conversations.operations.space_ownership import leave_space, transfer_space
from conversations.operations.space_roles import (
    change_role,
    create_role,
    delete_role,
    order_roles,
)
from conversations.operations.space_standing import change_space_member, remove_space_member
from conversations.rules.permissions import ALL
from tests.conftest import Published
from tests.conversations.harbour import give_role
from tests.make import general_of, make_message, make_space, make_user
from tests.properties.standing import Standing

NUMBER = st.integers(0, 11)
SOME = st.frozensets(
    st.sampled_from(
        ["view", "send", "pin", "manage_roles", "manage_channels", "ban", "mention_all"]
    ),
    max_size=3,
)
_worlds = itertools.count()


class Intrigue(RuleBasedStateMachine):
    """An owner, two who may change roles, two who may not, and one outside."""

    published: ClassVar[Published]

    def __init__(self) -> None:
        super().__init__()
        number = next(_worlds)
        self.people = [
            make_user(f"{name}{number}")
            for name in ("owner", "anna", "ben", "cora", "dora", "erin")
        ]
        owner, anna, ben, cora, dora, _erin = self.people
        self.space = make_space(owner, anna, ben, cora, dora)
        Space.objects.filter(id=self.space.id).update(joining="open", is_discoverable=True)
        high = ["manage_roles", "manage_channels", "remove_members", "ban", "pin", "view_audit"]
        give_role(self.space, anna, ben, allow=["manage_roles", "send"], position=1, name="Crew")
        give_role(self.space, anna, allow=high, position=2, name="Mates")
        self.titles: dict[uuid.UUID, str] = {general_of(self.space).id: "general"}
        for is_private in (False, True):
            self._note(
                create_space_channel(
                    actor=owner, space_id=self.space.id, title=_title(), is_private=is_private
                )
            )
        self.published.messages.clear()
        # Everything that somebody ever could see, so that events may name it to them.
        self.seen: set[tuple[uuid.UUID, uuid.UUID]] = set()
        self._look(self.standing())

    def standing(self) -> Standing:
        """The present rules, read anew."""
        space = Space.objects.get(id=self.space.id)
        return Standing(
            owner=space.owner_id,
            rules=structures_of({space.id: space.structure})[space.id],
            roles={
                role.id: (role.name, role.position, frozenset(role.allow))
                for role in SpaceRole.objects.filter(space=space)
            },
            members={
                member.user_id: frozenset(member.role_ids)
                for member in SpaceMember.objects.filter(space=space, left_at=None)
            },
        )

    def _look(self, now: Standing) -> None:
        self.seen |= {
            (channel, person.id)
            for channel in now.rules.channels
            for person in self.people
            if now.sees(channel, person.id)
        }

    def _note(self, made: Mapping[str, Any]) -> None:
        self.titles[uuid.UUID(made["id"])] = made["title"]

    def _try(self, actor: User, doing: Any, **arguments: Any) -> Any:
        """One operation, judged by what it has changed."""
        before = self.standing()
        self.published.messages.clear()
        try:
            done = doing(actor=actor, space_id=self.space.id, **arguments)
        except Refusal:
            after = self.standing()
            assert after == before, "what was refused has changed something"
            assert self.published.messages == []
            return None
        if isinstance(done, dict) and "channel_kind" in done:
            self._note(done)
        after = self.standing()
        self._look(after)
        self.judge(actor.id, before, after)
        return done

    def judge(self, actor: uuid.UUID, before: Standing, after: Standing) -> None:
        """What must hold of any change; the test says it."""
        raise NotImplementedError

    # Whom and what a number means.

    def _person(self, number: int) -> User:
        # Those who may do something try more often.
        return self.people[(0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 5)[number]]

    def _role(self, number: int) -> uuid.UUID:
        roles = SpaceRole.objects.filter(space=self.space).order_by("position", "id")
        names = list(roles.values_list("id", flat=True))
        return names[number % len(names)]

    def _channel(self, number: int) -> uuid.UUID:
        rooms = Conversation.objects.filter(space=self.space, deleted_at=None).order_by("id")
        names = list(rooms.values_list("id", flat=True))
        return names[number % len(names)] if names else uuid.uuid4()

    def _heading(self, number: int) -> uuid.UUID | None:
        headings = Category.objects.filter(space=self.space).order_by("id")
        names = [None, *headings.values_list("id", flat=True)]
        return names[number % len(names)]

    def _place(self, number: int) -> dict[str, object]:
        heading = self._heading(number)
        if heading is not None and number % 3 == 0:
            return {"category_id": heading}
        return {"channel_id": self._channel(number)}

    def _subject(self, number: int) -> Subject:
        if number % 3 == 0:
            return Subject(user_id=self.people[number % len(self.people)].id)
        return Subject(role_id=self._role(number))

    def _modestly(self, who: int, wanted: frozenset[str]) -> frozenset[str]:
        """Of what somebody would give or take, what they have in the space."""
        now, actor = self.standing(), self._person(who).id
        return wanted & now.held(actor) if actor in now.members else wanted

    @initialize()
    def begin(self) -> None:
        """A bit of everything, so that no life is so short that nothing happens in it."""
        send, view = frozenset({"send"}), frozenset({"view"})
        self.headings(0, 0, make=True)
        self.order(0, None)
        for where, whom, allow, deny in (
            (1, 1, send, view),
            (2, 2, view, send),
            (3, 1, send, view),
        ):
            self.set_override(2, where, whom, allow, deny, modest=True)
            self.set_override(0, where, whom, allow, deny, modest=False)
        # What must come to nothing: ben gives what he lacks, anna lifts her own role, and lays down
        # the one that hides a channel from her.
        self.change_role(6, 0, frozenset({"ban"}), modest=False)
        self.set_override(6, 1, 0, frozenset({"pin"}), frozenset(), modest=False)
        self.give_roles(6, 6, 1, 2, 2)
        self.change_role(2, 2, ALL, modest=True)
        self.give_roles(2, 2, 2, 2, 1)
        self.delete_role(2, 1)
        self.make_role(2, frozenset({"pin"}))
        self.change_role(2, 1, frozenset({"pin", "send"}), modest=True)
        self.give_roles(2, 9, 1, 1, 1)
        self.make_channel(2, 1, private=True)
        self.clear_override(2, 2, 2)
        self.put_out(2, 10, "remove")
        self.come_and_go(10, "join")

    # What people do.

    @rule(who=NUMBER, allow=SOME)
    def make_role(self, who: int, allow: frozenset[str]) -> None:
        self._try(self._person(who), create_role, name=_title(), allow=sorted(allow))

    @rule(who=NUMBER, which=NUMBER, allow=SOME, modest=st.booleans())
    def change_role(self, who: int, which: int, allow: frozenset[str], *, modest: bool) -> None:
        changes = {"allow": sorted(self._modestly(who, allow) if modest else allow)}
        self._try(self._person(who), change_role, role_id=self._role(which), changes=changes)

    @rule(who=NUMBER, which=NUMBER)
    def delete_role(self, who: int, which: int) -> None:
        self._try(self._person(who), delete_role, role_id=self._role(which))

    @rule(who=NUMBER, data=st.data())
    def order_roles(self, who: int, data: st.DataObject) -> None:
        rows = SpaceRole.objects.filter(space=self.space, position__gt=0).order_by("-position")
        order = data.draw(st.permutations(list(rows.values_list("id", flat=True))))
        self._try(self._person(who), order_roles, role_ids=order)

    @rule(who=NUMBER, whom=NUMBER, one=NUMBER, other=NUMBER, count=st.integers(0, 2))
    def give_roles(self, who: int, whom: int, one: int, other: int, count: int) -> None:
        changes = {"role_ids": [self._role(one), self._role(other)][:count]}
        user_id = self._person(whom).id
        self._try(self._person(who), change_space_member, user_id=user_id, changes=changes)

    @rule(who=NUMBER, where=NUMBER, whom=NUMBER, allow=SOME, deny=SOME, modest=st.booleans())
    def set_override(
        self,
        who: int,
        where: int,
        whom: int,
        allow: frozenset[str],
        deny: frozenset[str],
        *,
        modest: bool,
    ) -> None:
        if modest:
            allow, deny = self._modestly(who, allow), self._modestly(who, deny)
        self._try(
            self._person(who), set_override, subject=self._subject(whom),
            allow=sorted(allow - deny), deny=sorted(deny), **self._place(where),
        )  # fmt: skip

    @rule(who=NUMBER, where=NUMBER, whom=NUMBER)
    def clear_override(self, who: int, where: int, whom: int) -> None:
        subject = self._subject(whom)
        self._try(self._person(who), clear_override, subject=subject, **self._place(where))

    @rule(who=NUMBER, under=NUMBER, private=st.booleans())
    def make_channel(self, who: int, under: int, *, private: bool) -> None:
        self._try(
            self._person(who), create_space_channel, title=_title(),
            category_id=self._heading(under), is_private=private,
        )  # fmt: skip

    @rule(who=NUMBER, which=NUMBER, under=NUMBER)
    def move_channel(self, who: int, which: int, under: int) -> None:
        changes = {"category_id": self._heading(under)}
        channel = self._channel(which)
        self._try(self._person(who), change_space_channel, channel_id=channel, changes=changes)

    @rule(who=NUMBER, which=NUMBER)
    def delete_channel(self, who: int, which: int) -> None:
        self._try(self._person(who), delete_space_channel, channel_id=self._channel(which))

    @rule(who=NUMBER, which=NUMBER, make=st.booleans())
    def headings(self, who: int, which: int, *, make: bool) -> None:
        actor = self._person(who)
        if make:
            self._try(actor, create_category, title=_title())
        else:
            self._try(actor, delete_category, category_id=self._heading(which))

    @rule(who=NUMBER, data=st.data())
    def order(self, who: int, data: st.DataObject | None) -> None:
        actor, now = self._person(who), self.standing()
        shown = sorted(name for name in now.rules.channels if now.sees(name, actor.id))
        headings = [None, *Category.objects.filter(space=self.space).values_list("id", flat=True)]
        groups: dict[uuid.UUID | None, list[uuid.UUID]] = {name: [] for name in headings}
        for name in shown:
            groups[data.draw(st.sampled_from(headings)) if data else headings[-1]].append(name)
        self._try(actor, order_channels, groups=list(groups.items()))

    @rule(who=NUMBER, whom=NUMBER, what=st.sampled_from(["remove", "ban", "lift"]))
    def put_out(self, who: int, whom: int, what: str) -> None:
        doings = {"remove": remove_space_member, "ban": ban_from_space, "lift": lift_space_ban}
        self._try(self._person(who), doings[what], user_id=self._person(whom).id)

    @rule(who=NUMBER, what=st.sampled_from(["join", "join", "leave"]))
    def come_and_go(self, who: int, what: str) -> None:
        self._try(self._person(who), join_space if what == "join" else leave_space)

    @rule(who=NUMBER, whom=NUMBER)
    def transfer(self, who: int, whom: int) -> None:
        # Seldom by who may, or nobody would stay owner for long.
        actor = self._person(who)
        if actor.id != self.standing().owner or whom == 3:
            self._try(actor, transfer_space, user_id=self._person(whom).id)

    @rule(who=NUMBER, where=NUMBER)
    def say(self, who: int, where: int) -> None:
        room = Conversation.objects.filter(id=self._channel(where)).first()
        if room is None:
            return
        now, actor = self.standing(), self._person(who)
        may = actor.id in now.members and {"view", "send"} <= now.said_in(room.id, actor.id)
        try:
            make_message(by=actor, in_=room)
        except Refusal:
            assert not may
        else:
            assert may


def _title() -> str:
    """A name that stands nowhere else."""
    return f"zq{uuid.uuid4().hex[:12]}"
