"""What is everybody's own shows nothing of others; what others have, `matrix.txt` refuses."""

import pytest
from pytest_django import Settings

from tests.contracts.matrix_bodies import BODIES, QUERIES
from tests.contracts.matrix_scene import Scene, make_scene
from tests.contracts.test_matrix import read_table

OUTSIDERS = ("stranger", "ex-member", "blocked")
# What these name is in the address, or is whom the answer is about.
_ABOUT = {"GET /users", "GET /users/{user_id}"}


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.RATE_LIMITS = False
    return make_scene()


def test_what_is_ones_own_shows_nothing_of_others(scene: Scene) -> None:
    names = {**scene.names["channel"], **scene.names["group"]}
    hidden = [names[name] for name in names if name.endswith("_id") or name == "code"]
    calls = [name for name in read_table()["anywhere"] if name.startswith("GET")]
    calls = [name for name in calls if name not in _ABOUT] + ["POST /sync"]
    assert {"GET /conversations", "GET /spaces", "GET /spaces/discover"} < set(calls)
    for who in OUTSIDERS:
        for call in calls:
            method, path = call.split(" ")
            answer = scene.apis[who](method, path + QUERIES.get(call, ""), BODIES.get(call))
            assert answer.status_code == 200, (who, call)
            text = answer.content.decode()
            assert not [name for name in hidden if name in text], (who, call)


def test_nobody_ends_anothers_session(scene: Scene) -> None:
    member = scene.apis["member"]
    session_id = str(scene.callers["member"].session_id)
    for who in (*OUTSIDERS, "admin", "owner"):
        answer = scene.apis[who]("DELETE", f"/me/sessions/{session_id}")
        assert (answer.status_code, answer.content) in {(204, b""), (404, answer.content)}
        assert session_id in {row["id"] for row in member.get("/me/sessions")["results"]}
