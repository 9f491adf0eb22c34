"""Whatever changes a space stands in its audit log: asked of every write in the table of calls."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from accounts.models import AuditEntry
from tests.contracts.matrix_bodies import ABOUT, BODIES
from tests.contracts.matrix_scene import ACTORS, Scene, make_scene
from tests.contracts.test_matrix import read_table, undone

_SAID = "what is said stands in the timeline, with its author"
_OWN = "it is the caller's own, and shown to nobody else"
_PRESENCE = "who is in the space stands in its list of members"
_FILE = "a file is shared when a message brings it"
# What leaves no entry, and why it need not.
UNLOGGED = {
    "POST /conversations/{conversation_id}/messages": _SAID,
    "POST /messages/{message_id}/forward": _SAID,
    "PUT /messages/{message_id}/reactions/{emoji}": _SAID,
    "DELETE /messages/{message_id}/reactions/{emoji}": _SAID,
    "PUT /messages/{message_id}/votes": _SAID,
    "DELETE /messages/{message_id}/votes": _SAID,
    "POST /conversations/{conversation_id}/typing": _SAID,
    "POST /conversations/{conversation_id}/receipts": _OWN,
    "PUT /conversations/{conversation_id}/draft": _OWN,
    "PUT /messages/{message_id}/bookmark": _OWN,
    "DELETE /messages/{message_id}/bookmark": _OWN,
    "PUT /messages/{message_id}/thread/follow": _OWN,
    "DELETE /messages/{message_id}/thread/follow": _OWN,
    "POST /messages/{message_id}/thread/read": _OWN,
    "PATCH /spaces/{space_id}/me": _OWN,
    "POST /reports": "a report is between its author and those who run the server",
    "POST /attachments": _FILE,
    "POST /invites/{code}": _PRESENCE,
    "POST /spaces/{space_id}/join": _PRESENCE,
}
# Bodies that do change something, where those of the table ask for what holds.
CHANGING = {
    "PUT /spaces/{space_id}/order": {
        "categories": [
            {"id": None, "channels": ["{channel_id}"]},
            {"id": "{category_id}", "channels": []},
        ],
    },
    "PUT /spaces/{space_id}/roles/order": {"role_ids": "{turned_role_ids}"},
}
# What has to hold before there is something to change.
_OVERRIDES = "/spaces/{space_id}/%s/overrides/%s"
FIRST = {
    "DELETE /messages/{message_id}/pin": "PUT /messages/{message_id}/pin",
    "DELETE /spaces/{space_id}/bans/{user_id}": "POST /spaces/{space_id}/bans",
    **{
        f"DELETE {path}": f"PUT {path}"
        for place in ("channels/{channel_id}", "categories/{category_id}")
        for whose in ("roles/{role_id}", "users/{user_id}")
        for path in [_OVERRIDES % (place, whose)]
    },
}


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.RATE_LIMITS = False
    made = make_scene()
    names = made.names["channel"]
    turned = {**names, "turned_role_ids": names["role_ids"][::-1]}
    return replace(made, names={**made.names, "channel": turned})


def write(scene: Scene, call: str) -> int:
    """The status that the owner gets."""
    method, path = call.split(" ")
    path = path.replace("{message_id}", ABOUT.get(call, "{message_id}"))
    where = str(scene.fill(path, "channel"))
    body = scene.fill(CHANGING.get(call, BODIES.get(call)), "channel")
    status: int = scene.apis["owner"](method, where, body).status_code
    return status


def count_entries(scene: Scene) -> int:
    space_id = scene.names["channel"]["space_id"]
    return AuditEntry.objects.filter(target_type="space", target_id=space_id).count()


def test_every_write_in_a_space_stands_in_its_log_or_has_a_reason(scene: Scene) -> None:
    table, owner = read_table()["channel"], ACTORS.index("owner")
    writes = [
        name
        for name, answers in table.items()
        if not name.startswith("GET") and answers[owner].startswith("2")
    ]
    assert UNLOGGED.keys() | FIRST.keys() | CHANGING.keys() <= set(writes)
    wrong = {}
    for call in writes:
        with undone():
            if call in FIRST:
                assert write(scene, FIRST[call]) < 300, call
            before = count_entries(scene)
            assert write(scene, call) < 300, call
            added = count_entries(scene) - before
        if (added == 0) is not (call in UNLOGGED):
            wrong[call] = added
    assert wrong == {}
