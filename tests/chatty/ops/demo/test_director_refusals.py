"""Where people are already, the demo takes nobody's place."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.operations.example_people import example_people, register_examples
from chatty.core.clock import now
from chatty.core.errors import UsernameTaken
from chatty.ops.demo.director import play
from tests.chatty.ops.demo.test_director import BRIEF, PASSWORD
from tests.make import make_user

pytestmark = pytest.mark.django_db


def test_a_name_that_is_somebodys_is_not_taken_over() -> None:
    make_user("noor")
    with pytest.raises(UsernameTaken, match="noor"):
        play(password=PASSWORD, present=now(), scenes=BRIEF, spaces=())
    assert example_people() == {}
    assert User.objects.count() == 1


def test_a_person_does_not_become_an_example_by_their_address() -> None:
    make_user("mika").email = "mika@example.invalid"
    assert example_people() == {}
    register_examples(people=[], password=PASSWORD)
    assert example_people() == {}


def test_the_command_refuses_where_people_are() -> None:
    make_user("alice")
    with pytest.raises(CommandError, match="no part of the demo"):
        call_command("seed_demo")
    assert User.objects.count() == 1
