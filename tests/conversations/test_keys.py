"""Keys of conversations: asked for once, however many a list needs."""

import uuid

import pytest
from pytest_django import Settings

from chatty.core.encryption.keyring import Keyring, KeyUnavailable, new_data_key
from chatty.core.limits import override_limits
from conversations.models import Conversation, ConversationKey
from conversations.operations.channels import create_space_channel
from conversations.queries.keys import conversation_key, forget_keys, keys_at_hand, load_keys
from tests.asking import api_as
from tests.cast import Cast
from tests.contracts.test_queries import cost
from tests.make import make_message, make_space


def test_a_list_asks_for_its_keys_once_also_where_the_cache_is_too_small(cast: Cast) -> None:
    space = make_space(cast.alice)
    for number in range(6):
        create_space_channel(actor=cast.alice, space_id=space.id, title=f"{number}")
    for channel in Conversation.objects.filter(space=space):
        make_message(by=cast.alice, in_=channel, body=f"said in {channel.title}")
    api, bodies = api_as(cast.alice), []

    def ask() -> None:
        (told,) = api.get("/spaces")["results"]
        bodies.append([one["last_message"]["body"] for one in told["channels"]])

    ask()
    forget_keys()
    roomy = cost(ask)
    with override_limits(conversation_keys_cached=2):
        forget_keys()
        assert cost(ask) == roomy
    assert bodies[0][:2] == ["said in general", "said in 0"]
    assert bodies == [bodies[0]] * 3


def test_keys_at_hand_are_there_until_the_end_and_no_longer(cast: Cast) -> None:
    name = (cast.lounge.id, 1)
    known = conversation_key(*name)
    with override_limits(conversation_keys_cached=0), keys_at_hand([name]):
        ConversationKey.objects.filter(conversation_id=cast.lounge.id).delete()
        forget_keys()
        with keys_at_hand([(uuid.uuid4(), 1)]):
            assert conversation_key(*name) == known
    with pytest.raises(KeyUnavailable, match=str(cast.lounge.id)):
        conversation_key(*name)


def test_a_key_that_no_master_key_opens_keeps_no_other_from_being_loaded(
    cast: Cast, settings: Settings
) -> None:
    other = Keyring(primary=9, keys={9: new_data_key()})
    foreign = uuid.uuid4()
    ConversationKey.objects.create(
        conversation_id=make_space(cast.alice).channels.get().id,
        version=2,
        wrapped=other.wrap(new_data_key()),
    )
    forget_keys()
    sealed = (ConversationKey.objects.get(version=2).conversation_id, 2)
    found = load_keys([(cast.lounge.id, 1), sealed, (foreign, 1)])
    assert found.keys() == {(cast.lounge.id, 1)}
    assert found[(cast.lounge.id, 1)] == conversation_key(cast.lounge.id, 1)
    with pytest.raises(KeyUnavailable):
        conversation_key(*sealed)
    ring = settings.KEYRING
    settings.KEYRING = Keyring(primary=ring.primary, keys={**ring.keys, **other.keys})
    assert len(conversation_key(*sealed)) == 32
