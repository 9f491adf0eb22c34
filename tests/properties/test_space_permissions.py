"""Whatever people try in a space: nobody gets what nobody who had it gave them, nobody acts on who
stands as high, the owner is never locked out, and what is hidden is told to nobody.
"""

import importlib
import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import rule, run_state_machine_as_test
from pytest_django import Settings

from conversations.rules.permissions import ALL
from tests.asking import Api, api_as
from tests.conftest import Published
from tests.contracts.conftest import api_calls
from tests.properties.intrigue import NUMBER, Intrigue
from tests.properties.standing import ABOVE_ALL, Standing

pytestmark = pytest.mark.django_db(transaction=True)


class Court(Intrigue):
    """The same before a judge."""

    def judge(self, actor: uuid.UUID, before: Standing, after: Standing) -> None:
        self._judge_owner(actor, before, after)
        self._judge_events(before, after)
        if actor != before.owner and actor in before.members:
            self._judge_gains(actor, before, after)
            self._judge_ranks(actor, before, after)

    def _judge_owner(self, actor: uuid.UUID, before: Standing, after: Standing) -> None:
        """The owner holds everything, and only they give it away."""
        assert after.owner in after.members
        assert before.owner in (after.owner, actor)
        known = after.rules.permissions_by_channel(user_id=after.owner, role_ids=[])
        assert set(known) == set(after.rules.channels)
        assert all(held == ALL for held in known.values())

    def _judge_gains(self, actor: uuid.UUID, before: Standing, after: Standing) -> None:
        """Nobody gains what the actor lacks; the actor gains nothing."""
        for person in before.members.keys() & after.members.keys():
            gained = after.held(person) - before.held(person)
            assert gained <= (frozenset() if person == actor else before.held(actor))
            for channel in before.rules.channels.keys() & after.rules.channels.keys():
                gained = after.said_in(channel, person) - before.said_in(channel, person)
                mine = before.said_in(channel, actor)
                if person == actor:
                    assert not gained, (channel, gained)
                else:
                    assert gained <= mine | before.held(actor), (channel, gained)

    def _judge_ranks(self, actor: uuid.UUID, before: Standing, after: Standing) -> None:
        """Nobody touches who, or what, stands as high as they do, or rises above them."""
        rank = before.rank(actor)
        high = [name for name, role in before.roles.items() if role[1] >= max(rank, 1)]
        places = [after.roles[name][1] for name in high]
        order = [before.roles[name][1] for name in high]
        assert sorted(range(len(high)), key=order.__getitem__) == sorted(
            range(len(high)), key=places.__getitem__
        )
        for name in high:
            assert after.roles[name][::2] == before.roles[name][::2]
            if name in after.roles:
                lower = [one for one, role in after.roles.items() if one not in high]
                assert all(after.roles[one][1] < after.roles[name][1] for one in lower)
        for person, roles in before.members.items():
            if person == actor:
                continue
            if before.rank(person) >= rank:
                assert after.members.get(person) == roles
                if actor in after.members:
                    assert after.rank(person) >= after.rank(actor)
        assert before.rank(before.owner) == ABOVE_ALL

    def _judge_events(self, before: Standing, after: Standing) -> None:
        """Nobody hears of a channel that they never could see."""
        everybody = before.members.keys() | after.members.keys()
        for message in self.published.messages:
            kind, _, name = message["topic"].partition(":")
            if message["frame"] is None:
                continue
            text = (
                message["frame"]
                if isinstance(message["frame"], str)
                else bytes(message["frame"]).decode()
            )
            if kind == "conversation":
                room = uuid.UUID(name)
                hearers = {one for one in everybody if (room, one) in self.seen}
            else:
                hearers = {uuid.UUID(name)} if kind == "user" else set(everybody)
            for channel, title in self.titles.items():
                if title != "general" and (str(channel) in text or title in text):
                    deaf = [one for one in hearers if (channel, one) not in self.seen]
                    assert deaf == [], (message["topic"], json.loads(text)["ev"])

    @rule(who=NUMBER)
    def ask_everything(self, who: int) -> None:
        """What is hidden from somebody is in no answer that they get."""
        now, person = self.standing(), self._person(who)
        if person.id == now.owner:
            # Nothing is, not even the names of channels that are gone.
            return
        hidden = [
            (channel, title)
            for channel, title in self.titles.items()
            if title != "general" and not now.sees(channel, person.id)
        ]
        for call, text in self._everything(api_as(person)).items():
            leaked = [name for name, title in hidden if str(name) in text or title in text]
            assert leaked == [], (call, person.username)

    def teardown(self) -> None:
        for number in (1, 4, 7):
            self.ask_everything(number)

    def _everything(self, api: Api) -> dict[str, str]:
        """What somebody is answered to all that can be asked of the space, and of themselves."""
        names: dict[str, Any] = {"space_id": self.space.id, "channel_id": uuid.uuid4()}
        names["category_id"] = self._heading(1) or uuid.uuid4()
        names["user_id"] = self.people[0].id
        found = {}
        for call in LISTS:
            path = call.removeprefix("GET ").format(**names)
            query = f"?role_id={self._role(1)}" if path.endswith("view-as") else ""
            found[call] = api("GET", f"{path}{query}").content.decode()
        space = f"/conversations?space_id={self.space.id}&limit=100"
        found["GET /conversations?space_id="] = api("GET", space).content.decode()
        found["POST /sync"] = api("POST", "/sync", {}).content.decode()
        return found


# What can be asked of a space, or of oneself, without naming anything in it.
KNOWN = {"space_id", "channel_id", "category_id", "user_id"}
LISTS: list[str] = []


def _names_in(call: str) -> set[str]:
    return {part[1:-1] for part in call.split("/") if part.startswith("{")}


@pytest.fixture
def court(published: Published, settings: Settings) -> Any:
    settings.RATE_LIMITS = False
    # Jobs are hinted to the queue that it sets up.
    importlib.import_module("chatty.celery")
    calls = [call for call in api_calls() if call.startswith("GET ") and _names_in(call) <= KNOWN]
    LISTS[:] = calls
    assert len(LISTS) > 15
    Court.published = published
    return Court


def _live(court: Any, *, examples: int, steps: int, derandomize: bool) -> None:
    run_state_machine_as_test(
        court,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=derandomize,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nobody_rises_and_nothing_hidden_is_told(court: Any) -> None:
    _live(court, examples=3, steps=15, derandomize=True)


@pytest.mark.long
def test_nobody_rises_and_nothing_hidden_is_told_in_much_longer_lives(court: Any) -> None:
    _live(court, examples=300, steps=50, derandomize=False)
