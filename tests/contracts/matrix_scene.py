"""The people and places of the matrix: in a group and in a space everybody stands alike."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from accounts.models import User
from attachments.operations.uploads import WantedUpload, begin_upload
from chatty.core.clock import now
from chatty.realtime.registry import Caller
from conversations.models import (
    Category,
    Conversation,
    Invite,
    JoinRequest,
    Role,
    SpaceMember,
    SpaceRole,
)
from conversations.operations.bans import ban_person
from conversations.operations.channels import create_space_channel
from conversations.operations.invites import create_invite
from conversations.operations.members import leave_conversation
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_invites import create_space_invite
from conversations.operations.space_ownership import leave_space
from messaging.operations.deletions import delete_message
from messaging.operations.scheduled import schedule_message
from messaging.operations.send_batch import NewMessage
from tests.asking import Api, sign_in_as
from tests.attachments.emoji import place_emoji
from tests.conversations.harbour import everyone_of, give_role
from tests.make import (
    general_of,
    make_group,
    make_message,
    make_poll,
    make_space,
    make_user,
    set_role,
)

ACTORS = (
    "anonymous", "stranger", "ex-member", "blocked", "member", "author", "moderator", "admin",
    "owner", "suspended",
)  # fmt: skip
_NAMES = {
    "stranger": "dave", "ex-member": "mona", "blocked": "mallory", "member": "bob",
    "author": "erin", "moderator": "carol", "admin": "adam", "owner": "alice", "suspended": "sam",
}  # fmt: skip
_TEXT = "text/plain"
# In a space the same ranks come from roles.
_MODERATOR = {"manage_messages", "remove_members", "pin", "mention_all"}
_ADMIN = _MODERATOR | {
    "ban", "manage_roles", "manage_conversation", "manage_channels", "view_audit", "add_members",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Who asks, and the names that paths and bodies need, by place."""

    people: Mapping[str, User]
    apis: Mapping[str, Api]
    callers: Mapping[str, Caller]
    names: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def fill(self, value: Any, place: str) -> Any:
        """A path or body with the names of a place."""
        names = self.names[place]
        if isinstance(value, str):
            whole = value.removeprefix("{").removesuffix("}")
            if value == f"{{{whole}}}":
                return names[whole]
            return value.format(**names)
        if isinstance(value, Mapping):
            return {name: self.fill(one, place) for name, one in value.items()}
        if isinstance(value, Sequence):
            return [self.fill(one, place) for one in value]
        return value


def make_scene() -> Scene:
    """Everybody in their places: erin, the author, is an ordinary member whom the others act on;
    fay and the stranger ask to be let into the space.
    """
    people = {who: make_user(name) for who, name in _NAMES.items()}
    fay = make_user("fay")
    inside = [person for name, person in people.items() if name not in ("stranger", "owner")]
    names = {
        "group": _make_group(people, inside),
        "channel": _make_space(people, inside, fay),
    }
    signed_in = {name: sign_in_as(person) for name, person in people.items()}
    User.objects.filter(id=people["suspended"].id).update(
        suspended_at=now(), suspension_reason="Spam"
    )
    others = {
        "session_id": str(signed_in["author"].session.id),
        "fresh": uuid.uuid4().hex[:12],
        "client_id": str(uuid.uuid4()),
        "emoji": "👍",
        "user_id": str(people["author"].id),
    }
    return Scene(
        people=people,
        apis={
            "anonymous": Api(),
            **{name: Api(signed.access_token) for name, signed in signed_in.items()},
        },
        callers={
            name: Caller(people[name].id, signed.session.id, connection_id=str(uuid.uuid4()))
            for name, signed in signed_in.items()
        },
        names={
            "anywhere": {**others, "code": names["group"]["code"]},
            **{place: {**others, **found} for place, found in names.items()},
        },
    )


def _make_group(people: Mapping[str, User], inside: Sequence[User]) -> dict[str, Any]:
    owner = people["owner"]
    group = make_group(owner, *inside)
    set_role(people["moderator"], Role.MODERATOR, in_=group)
    set_role(people["admin"], Role.ADMIN, in_=group)
    set_role(people["suspended"], Role.ADMIN, in_=group)
    leave_conversation(actor=people["ex-member"], conversation_id=group.id)
    ban_person(actor=owner, conversation_id=group.id, user_id=people["blocked"].id)
    invite = create_invite(actor=owner, conversation_id=group.id)
    return _names_of(group, invite, by=people["author"], moderator=owner)


def _make_space(people: Mapping[str, User], inside: Sequence[User], fay: User) -> dict[str, Any]:
    owner, author = people["owner"], people["author"]
    space = make_space(owner, *inside)
    crew = give_role(space, author, allow=[], position=1)
    give_role(space, people["moderator"], allow=sorted(_MODERATOR), position=2, name="Watch")
    admins = [people["admin"], people["suspended"]]
    give_role(space, *admins, allow=sorted(_ADMIN), position=3, name="Mates")
    leave_space(actor=people["ex-member"], space_id=space.id)
    ban_from_space(actor=owner, space_id=space.id, user_id=people["blocked"].id)
    invite = create_space_invite(actor=owner, space_id=space.id)
    channel, heading = general_of(space), Category.objects.get(space=space)
    roles = SpaceRole.objects.filter(space=space, position__gte=1).order_by("-position")
    assert SpaceMember.objects.filter(space=space, left_at=None).count() == 6
    JoinRequest.objects.create(space=space, user=people["stranger"])
    return {
        **_names_of(channel, invite, by=author, moderator=owner),
        "space_id": str(space.id),
        "channel_id": str(channel.id),
        "category_id": str(heading.id),
        "role_id": str(crew.id),
        "role_ids": [str(role.id) for role in roles],
        "everyone_id": str(everyone_of(space).id),
        "emoji_id": str(place_emoji(space, by=owner).id),
        "request_id": str(JoinRequest.objects.create(space=space, user=fay).id),
    }


def hide_channel(scene: Scene) -> Scene:
    """The same with a channel, in the place of the space's first, that its owner alone sees."""
    owner, names = scene.people["owner"], scene.names["channel"]
    made = create_space_channel(
        actor=owner, space_id=names["space_id"], title="Captains", is_private=True
    )
    room = Conversation.objects.get(id=made["id"])
    said = _said_in(room, by=owner, moderator=owner)
    hidden = {**names, **said, "conversation_id": made["id"], "channel_id": made["id"]}
    return replace(scene, names={**scene.names, "channel": hidden})


def _names_of(room: Conversation, invite: Invite, *, by: User, moderator: User) -> dict[str, Any]:
    said = _said_in(room, by=by, moderator=moderator)
    names = {**said, "conversation_id": str(room.id), "code": invite.code}
    wanted = WantedUpload(conversation_id=room.id, file_name="a", mime_type=_TEXT, size=1)
    names["attachment_id"] = begin_upload(actor=by, wanted=wanted)["attachment"]["id"]
    return names


def _said_in(room: Conversation, *, by: User, moderator: User) -> dict[str, str]:
    """A message, a poll, a message that the moderator removed, and one that is put off."""
    removed = make_message(by=by, in_=room)["id"]
    delete_message(actor=moderator, message_id=removed)
    item = NewMessage(conversation_id=room.id, client_id=uuid.uuid4(), body="Later")
    later = schedule_message(
        actor=by, session_id=uuid.uuid4(), item=item, at=now() + timedelta(hours=1)
    )
    return {
        "message_id": make_message(by=by, in_=room)["id"],
        "poll_id": make_poll(by=by, in_=room)["id"],
        "removed_id": removed,
        "scheduled_id": later.message["id"],
    }
