"""What a client learns of the server before it signs in."""

from chatty.core.limits import limits, override_limits
from tests.asking import Api, api_as, code_of
from tests.make import make_user


def test_everyone_reads_limits_and_versions(db: None) -> None:
    found = Api().get("/config")
    assert found["protocol_versions"] == [1]
    assert found["vapid_key"] is None
    assert found["limits"]["body_code_points"] == limits.body_code_points
    assert "database_pool" not in found["limits"]
    assert api_as(make_user("rosa")).get("/config") == found


def test_whoever_has_it_is_not_told_again_until_it_changes(db: None) -> None:
    first = Api()("GET", "/config")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-store"
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = Api()("GET", "/config", If_None_Match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    with override_limits(body_code_points=4_000):
        changed = Api()("GET", "/config", If_None_Match=tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_a_wrong_token_is_refused_here_too(db: None) -> None:
    assert code_of(Api("wrong")("GET", "/config")) == (401, "not_authenticated")
