"""Who may do what: every endpoint and every operation of sockets, asked by everybody.

`matrix.txt` says what each is answered. An endpoint or operation without a row fails, and so does
an answer that is not the one in its row; what is refused must not have been told to anyone.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from chatty.core.api import as_refusal
from chatty.realtime import registry
from chatty.realtime.registry import Handshake, Watching
from tests.asking import code_of, write_from_socket
from tests.conftest import Published
from tests.contracts.conftest import Committing, api_calls
from tests.contracts.matrix_bodies import ABOUT, BODIES, OPERATIONS, QUERIES
from tests.contracts.matrix_scene import ACTORS, Scene, hide_channel, make_scene

TABLE = Path(__file__).with_name("matrix.txt")
# What a bare status means; others have a short word or stand beside theirs, as `409:not_ready`.
PLAIN = {401: "not_authenticated", 403: "forbidden", 404: "not_found"}
SHORT = {
    "403:suspended": "susp", "409:managed_by_space": "mngd", "409:last_owner": "last",
    "409:not_ready": "wait", "409:upload_incomplete": "part", "400:invalid": "inv",
    "400:invalid_attachment": "att",
}  # fmt: skip
# Open to everyone, signed in or not.
PUBLIC = {
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh",
    "GET /config",
    "GET /invites/{code}",
}
ASKED = "DELETE /spaces/{space_id}/join-requests/mine"
SECTIONS = {
    "anywhere": "anywhere",
    "group": "group",
    "channel": "channel",
    "sockets, anywhere": "anywhere",
    "sockets, group": "group",
    "sockets, channel": "channel",
}

Rows = dict[str, tuple[str, ...]]


def read_table() -> dict[str, Rows]:
    """By section, what each call is answered for each of ACTORS."""
    found: dict[str, Rows] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), {})
        elif line.strip() and not line.startswith("#"):
            *words, answers = line.split(maxsplit=1 if line.split()[0].islower() else 2)
            name = " ".join(words)
            assert name not in rows, f"{name} has two rows"
            rows[name] = tuple(answers.split())
            assert len(rows[name]) == len(ACTORS), name
    return found


def written(status: int, code: str = "") -> str:
    """An answer as the table has it."""
    whole = f"{status}:{code}"
    return SHORT.get(whole, str(status) if not code or PLAIN.get(status) == code else whole)


@pytest.fixture(autouse=True)
def _whole_program() -> None:
    """What belongs to no app is offered where everything is put together."""
    importlib.import_module("chatty.asgi")


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.RATE_LIMITS = False
    return make_scene()


@contextmanager
def undone() -> Iterator[None]:
    """What is done here is undone: everybody finds the same scene."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(scene: Scene, who: str, call: str, place: str) -> str:
    """What a call of the API is answered."""
    method, path = call.split(" ")
    path = path.replace("{message_id}", ABOUT.get(call, "{message_id}"))
    path = scene.fill(path + QUERIES.get(call, ""), place)
    answer = scene.apis[who](method, str(path), scene.fill(BODIES.get(call), place))
    return written(*code_of(answer)) if answer.status_code >= 400 else written(answer.status_code)


def operate(scene: Scene, who: str, name: str, place: str) -> str:
    """What an operation of a socket is answered; nobody gets as far as opening one."""
    try:
        if who == "anonymous":
            registry.authenticator().authenticate(Handshake({}, {}, None))
        caller, data = scene.callers[who], scene.fill(OPERATIONS[name], place)
        if (submit := registry.find_submission(name)) is not None:
            write_from_socket(submit(caller, data))
        elif (operation := registry.find_operation(name)) is not None:
            answer = operation(registry.authenticator().actor(caller), caller, data)
            if isinstance(answer, Watching):
                answer.answer()
    except Exception as caught:
        refusal = as_refusal(caught)
        if refusal is None:
            raise
        return written(refusal.status, refusal.code)
    return "ok"


@pytest.mark.parametrize("section", SECTIONS)
def test_everybody_is_answered_what_the_table_says(
    section: str, scene: Scene, published: Published, committing: Committing
) -> None:
    answering: Callable[..., str] = operate if section.startswith("sockets") else ask
    expected = read_table()[section]
    found: Rows = {}
    told: list[Any] = []
    for name in expected:
        answers = []
        for who in ACTORS:
            published.messages.clear()
            with undone(), committing():
                answers.append(answering(scene, who, name, SECTIONS[section]))
            if not answers[-1].startswith(("ok", "2")) and published.messages:
                told.append((name, who, published.messages.copy()))
        found[name] = tuple(answers)
    wrong = [
        f"{name:70} {' '.join(found[name])}" for name in found if found[name] != expected[name]
    ]
    assert wrong == [], "answered otherwise:\n" + "\n".join(wrong)
    assert told == [], "events of what was refused"


@pytest.mark.parametrize("section", ["channel", "sockets, channel"])
def test_a_hidden_channel_is_there_for_nobody_who_may_not_see_it(
    section: str, scene: Scene, published: Published, committing: Committing
) -> None:
    hidden = hide_channel(scene)
    answering: Callable[..., str] = operate if section.startswith("sockets") else ask
    asked = {**BODIES, **OPERATIONS}
    wrong = []
    for name, answers in read_table()[section].items():
        about = f"{name} {asked.get(name)}"
        if not any(one in about for one in ("{conversation_id}", "{message_id}", "{channel_id}")):
            continue
        # Who may not change channels at all need not be told that this one is not there.
        is_of_space = "{channel_id}" in about
        for who in ("member", "moderator", "admin"):
            may_be = {"404", "inv", answers[ACTORS.index(who)]} if is_of_space else {"404"}
            with undone(), committing():
                answer = answering(hidden, who, name, "channel")
            if answer not in may_be or answer.startswith("2"):
                wrong.append((name, who, answer))
        with undone(), committing():
            if name.startswith("GET") and answering(hidden, "owner", name, "channel") == "404":
                wrong.append((name, "owner", "404"))
    assert wrong == []


def test_every_call_has_a_row() -> None:
    table = read_table()
    assert table.keys() == SECTIONS.keys()
    calls = {name for section in ("anywhere", "group", "channel") for name in table[section]}
    assert calls == set(api_calls())
    # What is done in a conversation is asked of both kinds.
    inside = {name for name in calls if "{conversation_id}" in name or "{message_id}" in name}
    assert inside <= table["group"].keys() & table["channel"].keys()
    assert {name for name in calls if "{space_id}" in name} <= table["channel"].keys()


def test_every_operation_has_a_row() -> None:
    table = read_table()
    sections = [table[name] for name in SECTIONS if name.startswith("sockets")]
    assert {name for rows in sections for name in rows} == set(registry.operation_names())
    inside = {name for name, data in OPERATIONS.items() if "{conversation_id}" in str(data)}
    inside |= {name for name, data in OPERATIONS.items() if "{message_id}" in str(data)}
    assert inside == table["sockets, group"].keys() == table["sockets, channel"].keys()


def test_the_table_keeps_its_own_laws() -> None:
    """Nobody gets anything without signing in or while suspended, and an outsider finds nothing."""
    for section, rows in read_table().items():
        for name, answers in rows.items():
            by_actor = dict(zip(ACTORS, answers, strict=True))
            if name not in PUBLIC:
                assert by_actor["anonymous"] == "401", (section, name)
                assert by_actor["suspended"] == "susp", (section, name)
            if not section.endswith("anywhere") and "{code}" not in name:
                outside = [by_actor[who] for who in ("stranger", "ex-member", "blocked")]
                # The stranger has asked to be let in, and may take that back.
                asked = "204" if name == ASKED else "404"
                assert outside == [asked, "404", "404"], (section, name)
