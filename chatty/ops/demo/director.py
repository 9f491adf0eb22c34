"""Plays the scenes: every line goes through the operation that a person's own would take.

Where nothing but talk, replies and reactions happens, a scene is written at once (`retelling`).

All in one transaction, so that a demo is there whole or not at all, and what other people read is
never half of it.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.models import AuditEntry, User
from accounts.operations.audit import record_audit_entry
from accounts.operations.example_people import Example, example_people, register_examples
from chatty.core.clock import played_at
from chatty.core.limits import override_limits
from chatty.ops.demo.people import PEOPLE
from chatty.ops.demo.retelling import retell
from chatty.ops.demo.scenes import SCENES
from chatty.ops.demo.script import Change, Line, Scene, lines_of, moment_of, read_talk
from chatty.ops.demo.space_lab import SPACES
from chatty.ops.demo.spaces import SpaceScene, start_space
from chatty.ops.demo.standing import (
    READ_AFTER,
    Stage,
    correct_times,
    leave_unread,
    read_all,
    set_personal,
    set_roles,
)
from chatty.realtime.publish import hushed
from conversations.models import Conversation, Space
from conversations.operations.conversations import create_channel, create_group, start_dm
from conversations.operations.members import add_members
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.pins import pin_message
from messaging.operations.reactions import add_reaction
from messaging.operations.send import send_message
from messaging.operations.send_batch import NewMessage

PLAYED = "example.played"
_LOCK_KEY = 0x44656D6F  # "Demo"
_ARRIVED = timedelta(days=90)
_REACTION_AFTER = timedelta(seconds=19)
_EDIT_AFTER = timedelta(seconds=48)
_REMEMBERED = timedelta(days=2)
_PLENTY = 1_000_000


@dataclass(frozen=True)
class Played:
    """What is there now that was not there before; channels of spaces are conversations, too."""

    people: int
    conversations: int
    messages: int


@transaction.atomic
def play(
    *,
    password: str,
    present: datetime,
    scenes: Iterable[Scene] = SCENES,
    spaces: Iterable[SpaceScene] = SPACES,
) -> Played:
    """Make the people, conversations and spaces of the demo that are not here yet.

    `present` is the moment that the scripts count back from. Raises UsernameTaken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    plenty = override_limits(
        messages_per_minute=_PLENTY,
        reactions_per_minute=_PLENTY,
        deletions_per_minute=_PLENTY,
        conversations_per_hour=_PLENTY,
        conversation_changes_per_minute=_PLENTY,
    )
    with plenty, hushed():
        people, newcomers = _gather(password, present)
        known = _played_keys()
        missing = [scene for scene in scenes if scene.key not in known]
        messages = sum(_play_scene(scene, people, present) for scene in missing)
        rooms = 0
        for space in spaces:
            if space.key not in known:
                messages += _play_space(space, people, present)
                rooms += len(space.rooms)
    return Played(people=newcomers, conversations=len(missing) + rooms, messages=messages)


def _gather(password: str, present: datetime) -> tuple[dict[str, User], int]:
    """Everybody by name, and how many of them are new."""
    here = example_people()
    wanted = [one for one in PEOPLE if one.username not in here]
    with played_at(present - _ARRIVED):
        made = register_examples(
            people=[
                Example(
                    username=one.username,
                    display_name=one.display_name,
                    bio=one.bio,
                    custom_status=one.custom_status,
                    time_zone=one.time_zone,
                )
                for one in wanted
            ],
            password=password,
        )
    for one in wanted:
        seen_at = present - timedelta(minutes=one.seen_minutes_ago)
        User.objects.filter(id=made[one.username].id).update(last_seen_at=seen_at)
    return here | dict(made), len(made)


def _played_keys() -> set[str]:
    """The scenes whose conversations, or spaces, are still there."""
    entries = AuditEntry.objects.filter(action=PLAYED).values_list("target_id", "details")
    keys = {uuid.UUID(target): details["scene"] for target, details in entries}
    there = Conversation.objects.filter(id__in=keys, deleted_at=None).values_list("id", flat=True)
    spaces = Space.objects.filter(id__in=keys, deleted_at=None).values_list("id", flat=True)
    return {keys[found] for found in (*there, *spaces)}


def _play_space(scene: SpaceScene, people: Mapping[str, User], present: datetime) -> int:
    """Build one space and play what is said in its channels; how many messages."""
    made = start_space(scene, people, present=present)
    rooms = {channel["title"]: uuid.UUID(channel["id"]) for channel in made["channels"]}
    count = 0
    for room in scene.rooms:
        stage = Stage(room, people, rooms[room.title])
        _play_talk(stage, present)
        count += stage.count
    _remember(scene.key, "space", uuid.UUID(made["id"]))
    return count


def _play_scene(scene: Scene, people: Mapping[str, User], present: datetime) -> int:
    """Play one conversation from its start to where everybody stands; how many messages."""
    began = moment_of(scene.began, present=present)
    with played_at(began):
        conversation_id = uuid.UUID(_start(scene, people))
    stage = Stage(scene, people, conversation_id)
    set_roles(stage)
    _play_talk(stage, present)
    _remember(scene.key, "conversation", conversation_id)
    return stage.count


def _play_talk(stage: Stage, present: datetime) -> None:
    """What is said, and where everybody stands after it."""
    scene = stage.scene
    events = read_talk(scene.talk, present=present)
    if scene.at_once:
        lines = list(lines_of(events))
        stage.count = retell(
            conversation_id=stage.conversation_id, lines=lines, people=stage.people
        )
    else:
        _play_events(stage, events)
    leave_unread(stage, at=events[-1].at)
    set_personal(stage)
    correct_times(stage, began=moment_of(scene.began, present=present))


def _remember(key: str, target_type: str, target_id: uuid.UUID) -> None:
    record_audit_entry(
        actor=None,
        action=PLAYED,
        target_type=target_type,
        target_id=target_id,
        details={"scene": key},
    )


def _start(scene: Scene, people: Mapping[str, User]) -> str:
    actor, *others = [people[name] for name in scene.cast]
    ids = [person.id for person in others]
    if scene.kind == "dm":
        return start_dm(actor=actor, user_id=ids[0]).conversation["id"]
    if scene.kind == "group":
        return create_group(actor=actor, title=scene.title, user_ids=ids).conversation["id"]
    made = create_channel(actor=actor, title=scene.title, topic=scene.topic)
    add_members(actor=actor, conversation_id=made.conversation["id"], user_ids=ids)
    return made.conversation["id"]


def _play_events(stage: Stage, events: Sequence[Line | Change]) -> None:
    before, last = events[0], events[-1]
    for event in events:
        # Who read what of older talk when is history that nobody looks up.
        is_recent = last.at - before.at < _REMEMBERED
        if is_recent and event.at - before.at > timedelta(hours=1):
            read_all(stage, at=before.at + READ_AFTER)
        _play_event(stage, event)
        before = event


def _play_event(stage: Stage, event: Line | Change) -> None:
    if isinstance(event, Line):
        _say(stage, event)
        return
    actor = stage.people[event.who]
    with played_at(event.at):
        match event.verb:
            case "adds":
                ids = [stage.people[name].id for name in event.rest.split()]
                add_members(actor=actor, conversation_id=stage.conversation_id, user_ids=ids)
            case _:
                raise ValueError(f"Nobody knows how to play {event.verb!r}.")


def _say(stage: Stage, line: Line) -> None:
    """Send a line, then do to it what the script says became of it."""
    actor = stage.people[line.who]
    reply = stage.sent[line.reply_to]["id"] if line.reply_to else None
    with played_at(line.at):
        message = send_message(
            actor=actor,
            session_id=actor.id,
            item=NewMessage(
                conversation_id=stage.conversation_id,
                client_id=uuid.uuid4(),
                body=line.first_written or line.text,
                reply_to=uuid.UUID(reply) if reply else None,
            ),
        ).message
    stage.count += 1
    if line.name:
        stage.sent[line.name] = message
    for place, (emoji, who) in enumerate(line.reactions, 1):
        with played_at(line.at + _REACTION_AFTER * place):
            add_reaction(actor=stage.people[who], message_id=message["id"], emoji=emoji)
    with played_at(line.at + _EDIT_AFTER):
        if line.first_written:
            edit_message(actor=actor, session_id=actor.id, message_id=message["id"], body=line.text)
        if line.pinned_by:
            pin_message(actor=stage.people[line.pinned_by], message_id=message["id"])
        if line.is_deleted:
            delete_message(actor=actor, message_id=message["id"])
