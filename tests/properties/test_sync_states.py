"""Whatever happens, and however lines fail: in the end every client holds what the server holds."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from conversations.models import Conversation
from messaging.models import Message
from tests.conftest import Published
from tests.properties.doings import NUMBER, Doings
from tests.properties.pages import Pages

pytestmark = pytest.mark.django_db(transaction=True)


class World(Doings):
    """The same behind lines that fail, and what holds all the time and in the end."""

    @rule(device=NUMBER, count=st.integers(1, 6))
    def deliver(self, device: int, count: int) -> None:
        client = self.clients[device % 4]
        for _ in range(min(count, len(client.line.under_way))):
            client.hear(client.line.under_way.pop(0))

    @rule(device=NUMBER, which=NUMBER)
    def lose(self, device: int, which: int) -> None:
        line = self.clients[device % 4].line
        if places := line.movable():
            del line.under_way[places[which % len(places)]]

    @rule(device=NUMBER, which=NUMBER)
    def repeat(self, device: int, which: int) -> None:
        line = self.clients[device % 4].line
        if places := line.movable():
            line.under_way.append(line.under_way[places[which % len(places)]])

    @rule(device=NUMBER, which=NUMBER, by=st.integers(1, 5))
    def delay(self, device: int, which: int, by: int) -> None:
        line = self.clients[device % 4].line
        if places := line.movable():
            place = places[which % len(places)]
            line.under_way.insert(place + by, line.under_way.pop(place))

    @rule(device=NUMBER)
    def cut(self, device: int) -> None:
        self.clients[device % 4].line.cut()

    @rule(device=NUMBER)
    def fill_holes(self, device: int) -> None:
        self.clients[device % 4].fill_holes()

    @rule(device=NUMBER)
    def reconnect(self, device: int) -> None:
        self.clients[device % 4].reconnect()

    # What holds.

    @invariant()
    def numbers_have_no_holes(self) -> None:
        """I2, and I1: what was acknowledged is there once, in its place."""
        for room in self.rooms:
            rows = Message.objects.filter(conversation_id=room.id)
            seqs = sorted(row.seq or 0 for row in rows)
            last = Conversation.objects.get(id=room.id).last_seq
            assert seqs == list(range(1, last + 1))
            for row in rows:
                key = (str(room.id), str(row.sender_id), str(row.client_id))
                assert self.acked.get(key, row.seq) == row.seq

    def teardown(self) -> None:
        """All lines are mended, and every device asks for what it missed (I3, I7)."""
        stored = set(Message.objects.values_list("conversation_id", "sender_id", "client_id"))
        assert {tuple(map(uuid.UUID, key)) for key in self.acked} <= stored
        for number, client in enumerate(self.clients):
            if number % 2:
                client.hear_all()
            client.reconnect()
            client.expect_fresh()


@pytest.fixture
def world(published: Published, settings: Any) -> Any:
    """The machine, with node at work."""
    settings.RATE_LIMITS = False
    World.published, World.pages = published, Pages()
    yield World
    World.pages.close()


def _live(world: Any, *, examples: int, steps: int, derandomize: bool) -> None:
    run_state_machine_as_test(
        world,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=derandomize,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_client_ends_with_what_the_server_holds(world: Any) -> None:
    _live(world, examples=3, steps=20, derandomize=True)


@pytest.mark.long
def test_every_client_ends_with_what_the_server_holds_after_much_more(world: Any) -> None:
    _live(world, examples=300, steps=50, derandomize=False)
