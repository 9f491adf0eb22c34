"""The demo goes without a trace for those who stay."""

from typing import Any

import pytest
from django.core.management import call_command

from accounts.operations.example_people import example_people
from chatty.core.clock import now
from chatty.core.errors import InvalidCredentials
from chatty.core.jobs.models import Job
from chatty.ops.demo.director import play
from chatty.ops.demo.scenes import SCENES
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.tasks import wipe_deleted_conversation
from tests.asking import Api
from tests.make import make_dm, make_group, make_message, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "bread at high water"
BRIEF = tuple(scene for scene in SCENES if scene.key in {"dm-tomasz", "choir"})


def test_accounts_and_conversations_go_and_what_is_shared_stays(
    capsys: Any, anonymous: Api
) -> None:
    play(password=PASSWORD, present=now(), scenes=BRIEF, spaces=())
    alice = make_user("alice")
    mika = example_people()["mika"]
    shared = [make_dm(alice, mika), make_group(mika, alice, title="Together")]
    make_message(by=mika, in_=shared[1], body="Hello Alice")
    call_command("remove_demo")
    said = str(capsys.readouterr().out)
    assert said.startswith("Closed 15 accounts and deleted 2 conversations.\n2 conversations stay")
    for job in Job.objects.filter(name="messaging.wipe_conversation"):
        wipe_deleted_conversation(**job.arguments)
    left = set(Message.objects.values_list("conversation_id", flat=True))
    assert left <= {room.id for room in shared}
    assert set(Conversation.objects.filter(deleted_at=None)) == set(shared)
    assert Membership.objects.filter(user=mika, left_at=None).count() == 2
    assert example_people() == {}
    body = {"login": "mika", "password": PASSWORD}
    assert anonymous("POST", "/auth/login", body).status_code == InvalidCredentials.status
    mika.refresh_from_db()
    assert mika.display_name == "Mika Engel"
    make_user("mika")


def test_a_second_removal_finds_nothing(capsys: Any) -> None:
    call_command("remove_demo")
    assert str(capsys.readouterr().out) == "Closed 0 accounts and deleted 0 conversations.\n"
