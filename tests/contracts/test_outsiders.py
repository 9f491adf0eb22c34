"""Every endpoint refuses outsiders: generated from the URL table, so that a new one cannot be
forgotten.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from chatty.core.clock import now
from conversations.models import JoinRequest
from conversations.operations.invites import create_invite
from conversations.operations.space_ownership import leave_space
from tests.asking import Api, api_as, code_of, sign_in_as
from tests.cast import Cast
from tests.conftest import Published
from tests.contracts.conftest import Committing, api_calls
from tests.conversations.harbour import give_role
from tests.make import general_of, make_message, make_space

# Open to everyone, signed in or not.
PUBLIC = {
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh",
    "GET /invites/{code}",
}
# About whoever asks, or open to all who are signed in: no object of somebody else's stands behind.
OWN = {
    "POST /auth/logout",
    "POST /auth/ws-ticket",
    "GET /me",
    "PATCH /me",
    "PUT /me/presence",
    "GET /me/sessions",
    "GET /me/folders",
    "GET /users",
    "GET /users/{user_id}",
    "GET /conversations",
    "POST /conversations",
    "GET /spaces",
    "POST /spaces",
    "GET /spaces/discover",
    "POST /conversations/read-all",
    "POST /sync",
    "GET /reports",
    # The code is the right to join.
    "POST /invites/{code}",
}
# Another's session answers 204, as one's own that is gone does, and stays.
SILENT = {"DELETE /me/sessions/{session_id}"}
# Of members only: 404 for whoever is none or no longer one. Each with a body that would do.
MEMBERS: dict[str, Any] = {
    "GET /conversations/{conversation_id}": None,
    "DELETE /conversations/{conversation_id}": None,
    "PATCH /conversations/{conversation_id}": {"title": "x"},
    "GET /conversations/{conversation_id}/members": None,
    "POST /conversations/{conversation_id}/members": {"user_ids": [str(uuid.uuid4())]},
    "PATCH /conversations/{conversation_id}/members/{user_id}": {},
    "DELETE /conversations/{conversation_id}/members/{user_id}": None,
    "POST /conversations/{conversation_id}/leave": None,
    "POST /conversations/{conversation_id}/transfer": {"user_id": str(uuid.uuid4())},
    "GET /conversations/{conversation_id}/bans": None,
    "POST /conversations/{conversation_id}/bans": {"user_id": str(uuid.uuid4())},
    "DELETE /conversations/{conversation_id}/bans/{user_id}": None,
    "GET /conversations/{conversation_id}/invites": None,
    "POST /conversations/{conversation_id}/invites": {},
    "DELETE /invites/{code}": None,
    "GET /conversations/{conversation_id}/messages": None,
    "POST /conversations/{conversation_id}/messages": {
        "client_id": str(uuid.uuid4()), "body": "x",
    },
    "POST /conversations/{conversation_id}/receipts": {"read_seq": 1},
    "POST /conversations/{conversation_id}/typing": {"active": True},
    "GET /conversations/{conversation_id}/draft": None,
    "PUT /conversations/{conversation_id}/draft": {"body": "x"},
    "GET /conversations/{conversation_id}/pins": None,
    "GET /conversations/{conversation_id}/changes": None,
    "GET /messages/{message_id}": None,
    "PATCH /messages/{message_id}": {"body": "x"},
    "DELETE /messages/{message_id}": None,
    "GET /messages/{message_id}/edits": None,
    "PUT /messages/{message_id}/reactions/{emoji}": None,
    "DELETE /messages/{message_id}/reactions/{emoji}": None,
    "PUT /messages/{message_id}/pin": None,
    "DELETE /messages/{message_id}/pin": None,
    "GET /messages/{message_id}/receipts": None,
    "GET /spaces/{space_id}": None,
    "PATCH /spaces/{space_id}": {"name": "x"},
    "DELETE /spaces/{space_id}": None,
    "PATCH /spaces/{space_id}/me": {"position": 0},
    "POST /spaces/{space_id}/leave": None,
    "POST /spaces/{space_id}/transfer": {"user_id": str(uuid.uuid4())},
    # The scene's space cannot be browsed, and only invites lead into it.
    "POST /spaces/{space_id}/join": {},
    "GET /spaces/{space_id}/join-requests": None,
    "POST /spaces/{space_id}/join-requests/{request_id}/accept": None,
    "POST /spaces/{space_id}/join-requests/{request_id}/decline": None,
    "GET /spaces/{space_id}/template": None,
    "PUT /spaces/{space_id}/order": {"categories": []},
    "GET /spaces/{space_id}/channels": None,
    "POST /spaces/{space_id}/channels": {"title": "x"},
    "PATCH /spaces/{space_id}/channels/{channel_id}": {"title": "x"},
    "DELETE /spaces/{space_id}/channels/{channel_id}": None,
    "GET /spaces/{space_id}/categories": None,
    "POST /spaces/{space_id}/categories": {"title": "x"},
    "PATCH /spaces/{space_id}/categories/{category_id}": {"title": "x"},
    "DELETE /spaces/{space_id}/categories/{category_id}": None,
    "GET /spaces/{space_id}/roles": None,
    "POST /spaces/{space_id}/roles": {"name": "x"},
    "PATCH /spaces/{space_id}/roles/{role_id}": {"name": "x"},
    "DELETE /spaces/{space_id}/roles/{role_id}": None,
    "PUT /spaces/{space_id}/roles/order": {"role_ids": []},
    "GET /spaces/{space_id}/channels/{channel_id}/overrides": None,
    "PUT /spaces/{space_id}/channels/{channel_id}/overrides/roles/{role_id}": {"deny": ["send"]},
    "DELETE /spaces/{space_id}/channels/{channel_id}/overrides/roles/{role_id}": None,
    "PUT /spaces/{space_id}/channels/{channel_id}/overrides/users/{user_id}": {"deny": ["send"]},
    "DELETE /spaces/{space_id}/channels/{channel_id}/overrides/users/{user_id}": None,
    "GET /spaces/{space_id}/categories/{category_id}/overrides": None,
    "PUT /spaces/{space_id}/categories/{category_id}/overrides/roles/{role_id}": {"deny": ["send"]},
    "DELETE /spaces/{space_id}/categories/{category_id}/overrides/roles/{role_id}": None,
    "PUT /spaces/{space_id}/categories/{category_id}/overrides/users/{user_id}": {"deny": ["send"]},
    "DELETE /spaces/{space_id}/categories/{category_id}/overrides/users/{user_id}": None,
    "GET /spaces/{space_id}/members": None,
    "GET /spaces/{space_id}/members/{user_id}": None,
    "PATCH /spaces/{space_id}/members/{user_id}": {"nickname": "x"},
    "DELETE /spaces/{space_id}/members/{user_id}": None,
    "GET /spaces/{space_id}/bans": None,
    "POST /spaces/{space_id}/bans": {"user_id": str(uuid.uuid4())},
    "DELETE /spaces/{space_id}/bans/{user_id}": None,
    "GET /spaces/{space_id}/invites": None,
    "POST /spaces/{space_id}/invites": {},
    "GET /spaces/{space_id}/audit": None,
    "GET /spaces/{space_id}/view-as": None,
    "POST /reports": {"message_id": "{message_id}", "reason": "spam"},
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The cast with something to refuse, and the names that paths need."""

    cast: Cast
    names: dict[str, str]

    def ask(self, api: Api, call: str) -> Any:
        method, path = call.split(" ")
        path = path.format(**self.names)
        if path.endswith("/changes"):
            path += "?since=0"
        body: Any = MEMBERS.get(call)
        if call == "POST /reports":
            body = {name: value.format(**self.names) for name, value in body.items()}
        return api(method, path, body)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    message = make_message(by=cast.bob, in_=cast.lounge)
    invite = create_invite(actor=cast.bob, conversation_id=cast.lounge.id)
    space = make_space(cast.alice, cast.bob, cast.mallory)
    leave_space(actor=cast.mallory, space_id=space.id)
    channel = general_of(space)
    names = {
        "conversation_id": str(cast.lounge.id),
        "user_id": str(cast.bob.id),
        "message_id": message["id"],
        "emoji": "👍",
        "code": invite.code,
        "session_id": str(sign_in_as(cast.bob).session.id),
        "space_id": str(space.id),
        "channel_id": str(channel.id),
        "category_id": str(channel.category_id),
        "role_id": str(give_role(space, cast.bob, allow=[]).id),
        "request_id": str(JoinRequest.objects.create(space=space, user=cast.carol).id),
    }
    return Scene(cast, names)


def refused(scene: Scene, user: User | None, calls: set[str]) -> dict[str, tuple[int, str]]:
    api = Api() if user is None else api_as(user)
    return {call: code_of(scene.ask(api, call)) for call in sorted(calls)}


def test_every_call_has_a_row_in_the_table_above() -> None:
    assert set(api_calls()) == PUBLIC | OWN | SILENT | set(MEMBERS)


def test_nobody_gets_anything_without_signing_in(
    scene: Scene, published: Published, committing: Committing
) -> None:
    calls = set(api_calls()) - PUBLIC
    with committing():
        answers = refused(scene, None, calls)
    assert answers == dict.fromkeys(sorted(calls), (401, "not_authenticated"))
    assert published.messages == []


@pytest.mark.parametrize("who", ["dave", "mallory"], ids=["a stranger", "who was removed"])
def test_who_is_no_member_finds_nothing(
    scene: Scene, who: str, published: Published, committing: Committing
) -> None:
    outsider: User = getattr(scene.cast, who)
    assert api_as(outsider).get("/me")["username"] == who
    with committing():
        answers = refused(scene, outsider, set(MEMBERS))
    assert answers == dict.fromkeys(sorted(MEMBERS), (404, "not_found"))
    assert published.messages == []
    # And the owner does find it, so that the refusals above mean something.
    alice = api_as(scene.cast.alice)
    for call in sorted(MEMBERS):
        if call.startswith("GET"):
            assert scene.ask(alice, call).status_code == 200, call


def test_who_is_suspended_gets_nothing_anywhere(
    scene: Scene, published: Published, committing: Committing
) -> None:
    bob = api_as(scene.cast.bob)
    assert bob("GET", "/me").status_code == 200
    User.objects.filter(id=scene.cast.bob.id).update(suspended_at=now(), suspension_reason="Spam")
    calls = sorted(set(api_calls()) - PUBLIC)
    with committing():
        answers = {call: code_of(scene.ask(bob, call)) for call in calls}
    assert answers == dict.fromkeys(calls, (403, "suspended"))
    assert published.messages == []


def test_what_is_ones_own_shows_nothing_of_others(scene: Scene) -> None:
    for outsider in (scene.cast.dave, scene.cast.mallory):
        api = api_as(outsider)
        calls = ("GET /me", "GET /me/sessions", "GET /conversations", "POST /sync")
        for call in (*calls, "GET /spaces", "GET /spaces/discover"):
            answer = scene.ask(api, call)
            assert answer.status_code == 200
            text = answer.content.decode()
            assert not [name for name in scene.names.values() if name in text], call


def test_nobody_ends_anothers_session(scene: Scene) -> None:
    session_id = scene.names["session_id"]
    bob = api_as(scene.cast.bob)
    for outsider in (scene.cast.dave, scene.cast.mallory):
        answer = api_as(outsider)("DELETE", f"/me/sessions/{session_id}")
        assert (answer.status_code, answer.content) in {(204, b""), (404, answer.content)}
        assert session_id in {row["id"] for row in bob.get("/me/sessions")["results"]}
