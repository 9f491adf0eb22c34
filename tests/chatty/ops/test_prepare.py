"""Making the database ready."""

import os
from typing import Any

import pytest
from django.core.management.base import CommandError

from accounts.models import User
from chatty.core.encryption.keyring import Keyring
from chatty.ops.management.commands.prepare import require_keys_that_open
from tests.make import make_dm


def test_keys_that_do_not_open_the_messages_are_refused(
    alice: User, bob: User, settings: Any
) -> None:
    made_by = settings.KEYRING
    settings.KEYRING = Keyring(primary=1, keys={1: os.urandom(32)})
    require_keys_that_open()  # Nothing is sealed yet.
    settings.KEYRING = made_by
    make_dm(alice, bob)
    require_keys_that_open()
    for number in (1, 2):
        settings.KEYRING = Keyring(primary=number, keys={number: os.urandom(32)})
        with pytest.raises(CommandError, match="sealed with other keys"):
            require_keys_that_open()


@pytest.mark.django_db
def test_a_command_without_keys_is_not_asked_for_them(settings: Any) -> None:
    settings.KEYRING = None
    require_keys_that_open()
