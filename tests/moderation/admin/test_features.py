"""The pages on which owners say what the server offers."""

from collections.abc import Iterator

import pytest

from accounts.models import User
from conversations.access.features import forget_rollouts
from conversations.models import FeatureRollout
from tests.moderation.staff import browser_of, make_moderator, make_owner, press

LIST = "/admin/conversations/featurerollout/"
POLLS = f"{LIST}polls/change/"


@pytest.fixture(autouse=True)
def _as_in_a_new_process() -> Iterator[None]:
    yield
    forget_rollouts()


def test_an_owner_offers_a_feature_to_some(db: None, bob: User) -> None:
    client = browser_of(make_owner("olga"))
    page = client.get(LIST).text
    assert page.count("Everyone") == page.count("/change/")
    answer = press(client, POLLS, percentage="10", usernames="bob", space_ids="", reason="A trial")
    assert (answer.status_code, answer.headers["Location"]) == (302, POLLS)
    rollout = FeatureRollout.objects.get(feature="polls")
    assert (rollout.percentage, rollout.user_ids) == (10, [bob.id])
    page = client.get(POLLS).text
    assert "10 in 100 people" in page
    assert 'value="bob"' in page
    assert "A trial" in page
    press(client, POLLS, percentage="0", reason="Enough")
    assert "Nobody" in client.get(LIST).text


def test_what_is_refused_is_shown_with_what_was_written(db: None) -> None:
    client = browser_of(make_owner("olga"))
    answer = press(client, POLLS, percentage="10", usernames="nobody.here", reason="A trial")
    assert answer.status_code == 400
    assert "There is no nobody.here." in answer.text
    assert 'value="nobody.here"' in answer.text
    assert press(client, POLLS, percentage="1000", reason="x").status_code == 400
    assert not FeatureRollout.objects.exists()
    assert client.get(f"{LIST}nothing/change/").status_code == 404


def test_moderators_look_and_change_nothing(db: None) -> None:
    client = browser_of(make_moderator("rosa"))
    page = client.get(POLLS).text
    assert "Only an owner of this server" in page
    assert 'name="percentage"' not in page
    assert press(client, POLLS, percentage="0", reason="Mine").status_code == 403
    assert not FeatureRollout.objects.exists()


def test_others_are_refused(db: None, bob: User) -> None:
    client = browser_of(bob)
    for path in (LIST, POLLS):
        assert client.get(path).status_code == 403
