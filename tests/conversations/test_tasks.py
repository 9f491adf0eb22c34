"""What the worker does for conversations by the clock."""

from datetime import timedelta

import pytest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.limits import limits
from conversations.models import SpaceMark, SpaceMember
from conversations.tasks import forget_space_marks
from tests.make import make_space, make_user

pytestmark = pytest.mark.django_db


def test_marks_that_nobody_has_are_forgotten() -> None:
    ann: User = make_user("ann")
    space = make_space(ann)
    long_ago = now() - timedelta(seconds=limits.space_mark_seconds * 3)
    held, unheld = (SpaceMark.objects.create(space=space, at=long_ago) for _ in range(2))
    fresh = SpaceMark.objects.create(space=space)
    SpaceMember.objects.filter(space=space, user=ann).update(mark=held)
    assert forget_space_marks() == 1
    assert set(SpaceMark.objects.all()) == {held, fresh}
    assert unheld not in SpaceMark.objects.all()
