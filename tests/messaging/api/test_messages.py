"""Sending and reading messages over REST."""

import json
import uuid
from typing import Any

import pytest

from chatty.core.limits import override_limits
from conversations.models import Conversation, Membership
from messaging.models import Message
from messaging.operations.send import send_messages
from messaging.operations.send_batch import NewMessage
from tests.asking import Api, api_as, code_of, sign_in_as
from tests.cast import Cast
from tests.make import make_dm, make_message


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


def send(api: Api, cast: Cast, **body: Any) -> Any:
    path = f"/conversations/{cast.lounge.id}/messages"
    return api("POST", path, {"client_id": str(uuid.uuid4()), **body})


def test_a_member_sends_and_everyone_reads(cast: Cast, bob: Api) -> None:
    answer = send(bob, cast, body="Hello, lounge", metadata={"colour": "blue"})
    sent = answer.json()
    assert answer.status_code == 201
    assert sent["metadata"] == {"colour": "blue"}
    read = api_as(cast.alice).get(f"/conversations/{cast.lounge.id}/messages")
    window = {"has_before": False, "has_after": False, "last_seq": 1}
    assert read == {"results": [sent], **window}
    lounge = Conversation.objects.get(id=cast.lounge.id)
    assert (sent["seq"], sent["rev"]) == (1, lounge.rev) == (1, cast.lounge.rev + 1)


def test_a_repeated_client_id_gives_the_first_message_whatever_the_body(
    cast: Cast, bob: Api
) -> None:
    name = str(uuid.uuid4())
    first = send(bob, cast, client_id=name, body="First")
    for body in ("First", "Second", "", "x" * 8_001):
        again = send(bob, cast, client_id=name, body=body)
        assert (again.status_code, again.json()) == (200, first.json())
    lounge = Conversation.objects.get(id=cast.lounge.id)
    assert (lounge.last_seq, lounge.rev, Message.objects.count()) == (1, first.json()["rev"], 1)
    assert send(bob, cast, body="Next").json()["seq"] == 2


def test_a_client_id_counts_for_each_sender_and_conversation(cast: Cast, bob: Api) -> None:
    name = str(uuid.uuid4())
    assert send(bob, cast, client_id=name, body="Bob's").status_code == 201
    assert send(api_as(cast.alice), cast, client_id=name, body="Alice's").status_code == 201
    dm = make_dm(cast.bob, cast.alice)
    body = {"client_id": name, "body": "Between us"}
    assert bob("POST", f"/conversations/{dm.id}/messages", body).status_code == 201


@pytest.mark.parametrize(
    "body",
    ["", " \r\n ", "x" * 8_001, "😀" * 8_001, None, ["x"], {}],
    ids=["empty", "blank", "8001", "8001 emoji", "null", "list", "object"],
)
def test_a_body_that_is_no_text_is_refused(cast: Cast, bob: Api, body: Any) -> None:
    refused = send(bob, cast, body=body)
    assert code_of(refused) == (400, "invalid")
    assert list(refused.json()["errors"]) == ["body"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "more", [{"scheduled_at": "2100-01-01T00:00:00Z"}, {"encrypted": {"ciphertext": "x"}}]
)
def test_what_should_wait_or_be_sealed_is_refused_rather_than_said_now(
    cast: Cast, bob: Api, more: dict[str, Any]
) -> None:
    assert code_of(send(bob, cast, body="x", **more)) == (400, "invalid")
    assert not Message.objects.exists()
    assert send(bob, cast, body="x", **dict.fromkeys(more)).status_code == 201


def test_a_send_without_a_body_or_client_id_is_refused(cast: Cast, bob: Api) -> None:
    assert code_of(send(bob, cast)) == (400, "invalid")
    names: list[Any] = [None, "", "1", []]
    for name in names:
        assert code_of(send(bob, cast, client_id=name, body="x")) == (400, "invalid")


@pytest.mark.parametrize("text", [r"a\u0000b", r"a\ud800b", r"\udc00"])
def test_nul_and_half_surrogates_are_refused(cast: Cast, bob: Api, text: str) -> None:
    raw = f'{{"client_id": "{uuid.uuid4()}", "body": "{text}"}}'.encode()
    refused = bob("POST", f"/conversations/{cast.lounge.id}/messages", raw=raw)
    assert code_of(refused) == (400, "invalid")
    nested = f'{{"client_id": "{uuid.uuid4()}", "body": "x", "metadata": {{"{text}": 1}}}}'.encode()
    refused = bob("POST", f"/conversations/{cast.lounge.id}/messages", raw=nested)
    assert code_of(refused) == (400, "invalid")


@pytest.mark.parametrize("raw", [b"{", b"[1]", b'"x"', b"[" * 10_000, b'{"a": NaN}'])
def test_what_is_no_json_object_is_refused(cast: Cast, bob: Api, raw: bytes) -> None:
    refused = bob("POST", f"/conversations/{cast.lounge.id}/messages", raw=raw)
    code = "invalid" if raw in (b"[1]", b'"x"') else "invalid_json"
    assert code_of(refused) == (400, code)


def test_text_is_kept_as_sent_but_for_line_ends(cast: Cast, bob: Api) -> None:
    for given, kept in (
        ("one\r\ntwo\n", "one\ntwo\n"),
        ("left \u202eright\u202c", "left \u202eright\u202c"),
        ("  x  ", "  x  "),
        ("e\u0301 \U0001f468\u200d\U0001f469", "e\u0301 \U0001f468\u200d\U0001f469"),
        ("😀" * 8_000, "😀" * 8_000),
    ):
        sent = send(bob, cast, body=given).json()
        assert sent["body"] == kept
        page = bob.get(f"/conversations/{cast.lounge.id}/messages?limit=1")
        assert page["results"][0]["body"] == kept


def test_files_and_other_types_are_refused(cast: Cast, bob: Api) -> None:
    refused = send(bob, cast, body="x", attachment_ids=[str(uuid.uuid4())])
    assert code_of(refused) == (400, "invalid_attachment")
    for kind in ("SYSTEM", "IMAGE", "text", "", None):
        assert code_of(send(bob, cast, body="x", type=kind)) == (400, "invalid")
    assert send(bob, cast, body="x", type="TEXT", attachment_ids=[]).status_code == 201
    assert Message.objects.count() == 1


def test_metadata_has_a_size_and_numbers_that_json_can_hold(cast: Cast, bob: Api) -> None:
    fits = {"a": "x" * (8_192 - len('{"a":""}'))}
    assert send(bob, cast, body="x", metadata=fits).status_code == 201
    refusals: list[Any] = [
        {"a": fits["a"] + "x"}, [], "x", None, {"a": 1e20}, {"a": [-1e300]},
        {"voice": None}, {"voice": {"duration": 3_601, "waveform": []}},
        {"voice": {"duration": 1, "waveform": [0] * 129}},
    ]  # fmt: skip
    for wrong in refusals:
        refused = send(bob, cast, body="x", metadata=wrong)
        assert code_of(refused) == (400, "invalid")
        assert list(refused.json()["errors"]) == ["metadata"]
    numbers = {"a": [2**64 - 1, -(2**63), 1.5, 9.1e18, 5e-324, -0.0]}
    sent = send(bob, cast, body="x", metadata=numbers).json()
    page = bob.get(f"/conversations/{cast.lounge.id}/messages?limit=1")
    assert page["results"][0]["metadata"] == sent["metadata"] == numbers
    voice = {"voice": {"duration": 12.5, "waveform": [0, 255] * 64}}
    assert send(bob, cast, body="Listen", metadata=voice).json()["metadata"] == voice


def test_a_reply_quotes_its_original(cast: Cast, bob: Api) -> None:
    original = make_message(by=cast.alice, in_=cast.lounge, body="A question\nof two lines")
    reply = send(bob, cast, body="An answer", reply_to=original["id"]).json()
    assert reply["reply_to"] == original["id"]
    assert reply["reply"] == {
        "id": original["id"],
        "seq": 1,
        "sender_id": str(cast.alice.id),
        "excerpt": "A question of two lines",
        "deleted": False,
    }
    api_as(cast.alice).ok("DELETE", f"/messages/{original['id']}")
    page = bob.get(f"/conversations/{cast.lounge.id}/messages?after=1")
    assert page["results"][0]["reply"] == {**reply["reply"], "excerpt": "", "deleted": True}


def test_a_reply_needs_a_living_message_of_the_same_conversation(cast: Cast, bob: Api) -> None:
    dm = make_dm(cast.bob, cast.alice)
    elsewhere = make_message(by=cast.alice, in_=dm)
    deleted = make_message(by=cast.bob, in_=cast.lounge)
    bob.ok("DELETE", f"/messages/{deleted['id']}")
    hidden = make_message(by=cast.alice, in_=cast.lounge)
    assert hidden["seq"] == 2
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=3)
    for wrong in (elsewhere["id"], deleted["id"], hidden["id"], str(uuid.uuid4()), "x"):
        refused = send(bob, cast, body="x", reply_to=wrong)
        assert code_of(refused) == (400, "invalid")
        assert list(refused.json()["errors"]) == ["reply_to"]


def test_outsiders_cannot_send(cast: Cast) -> None:
    for outsider in (cast.dave, cast.mallory):
        assert api_as(outsider).get("/me")["id"] == str(outsider.id)
        assert code_of(send(api_as(outsider), cast, body="x")) == (404, "not_found")
    bad = api_as(cast.bob)("POST", "/conversations/x/messages", {"client_id": str(uuid.uuid4())})
    assert code_of(bad) == (404, "not_found")


def test_the_sixty_first_message_in_a_minute_waits(cast: Cast) -> None:
    device = sign_in_as(cast.bob)
    bob = Api(device.access_token)
    items = [NewMessage(cast.lounge.id, uuid.uuid4(), "x") for _ in range(58)]
    send_messages(actor=cast.bob, session_id=device.session.id, items=items)
    sent = send(bob, cast, body="x").json()
    assert bob("PATCH", f"/messages/{sent['id']}", {"body": "y"}).status_code == 200
    refused = send(bob, cast, body="x")
    assert code_of(refused) == (429, "rate_limited")
    assert 1 <= refused.json()["retry_after"] <= 2
    assert refused.headers["Retry-After"] == str(refused.json()["retry_after"])
    # The bucket belongs to the session, so another device still speaks.
    assert send(api_as(cast.bob), cast, body="x").status_code == 201


def test_rates_can_be_lifted_for_load_tests(cast: Cast, bob: Api, settings: Any) -> None:
    with override_limits(messages_per_minute=2):
        statuses = [send(bob, cast, body="x").status_code for _ in range(3)]
        settings.RATE_LIMITS = False
        statuses += [send(bob, cast, body="x").status_code for _ in range(3)]
    assert statuses == [201, 201, 429, 201, 201, 201]


@pytest.fixture
def ten(cast: Cast) -> list[int]:
    return [
        make_message(by=cast.alice, in_=cast.lounge, body=f"{n}")["seq"] or 0 for n in range(10)
    ]


@pytest.mark.parametrize(
    "query, seqs, before, after",
    [
        ("", range(1, 11), False, False),
        ("limit=3", range(8, 11), True, False),
        ("limit=10", range(1, 11), False, False),
        ("before=4", range(1, 4), False, True),
        ("before=8&limit=3", range(5, 8), True, True),
        ("before=1", [], False, True),
        ("before=11&limit=2", range(9, 11), True, False),
        ("before=1000&limit=2", range(9, 11), True, False),
        ("after=0&limit=10", range(1, 11), False, False),
        ("after=7", range(8, 11), True, False),
        ("after=7&limit=2", range(8, 10), True, True),
        ("after=10", [], True, False),
        ("after=1000", [], True, False),
        ("around=5&limit=4", range(3, 7), True, True),
        ("around=5&limit=5", range(3, 8), True, True),
        ("around=1&limit=4", range(1, 5), False, True),
        ("around=10&limit=4", range(8, 11), True, False),
        ("around=0&limit=100", range(1, 11), False, False),
        ("around=5&limit=1", [5], True, True),
    ],
)
@pytest.mark.usefixtures("ten")
def test_history_is_read_from_any_place(
    cast: Cast, *, query: str, seqs: Any, before: bool, after: bool
) -> None:
    bob = api_as(cast.bob)
    page = bob.get(f"/conversations/{cast.lounge.id}/messages?{query}")
    assert [message["seq"] for message in page["results"]] == list(seqs)
    assert (page["has_before"], page["has_after"]) == (before, after)


@pytest.mark.parametrize(
    "query, seqs, before, after",
    [
        ("limit=3", range(8, 11), True, False),
        ("limit=5", range(6, 11), False, False),
        ("before=8", [6, 7], False, True),
        ("before=3", [], False, True),
        ("after=0&limit=2", [6, 7], False, True),
        ("after=7", range(8, 11), True, False),
        ("around=6&limit=4", range(6, 10), False, True),
        ("around=2&limit=2", [6, 7], False, True),
    ],
)
@pytest.mark.usefixtures("ten")
def test_history_ends_where_a_member_may_see_from(
    cast: Cast, *, query: str, seqs: Any, before: bool, after: bool
) -> None:
    bob = api_as(cast.bob)
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=6)
    page = bob.get(f"/conversations/{cast.lounge.id}/messages?{query}")
    assert [message["seq"] for message in page["results"]] == list(seqs)
    assert (page["has_before"], page["has_after"]) == (before, after)
    hidden = Message.objects.get(seq=5)
    assert code_of(bob("GET", f"/messages/{hidden.id}/edits")) == (404, "not_found")
    assert code_of(bob("PUT", f"/messages/{hidden.id}/reactions/👍")) == (404, "not_found")
    row = bob.get(f"/conversations/{cast.lounge.id}")
    assert (row["unread_count"], row["visible_from_seq"]) == (5, 6)


@pytest.mark.parametrize(
    "query",
    ["before=1&after=1", "around=1&before=1", "before=x", "after=-1", "around=", "before=٣"],
)
def test_anchors_that_make_no_sense_are_refused(cast: Cast, bob: Api, query: str) -> None:
    refused = bob("GET", f"/conversations/{cast.lounge.id}/messages?{query}")
    assert code_of(refused) == (400, "invalid")


def test_bytes_of_a_body_over_a_mebibyte_are_refused(cast: Cast, bob: Api) -> None:
    raw = json.dumps({"client_id": str(uuid.uuid4()), "body": "x" * 1_048_576}).encode()
    refused = bob("POST", f"/conversations/{cast.lounge.id}/messages", raw=raw)
    assert code_of(refused) == (413, "payload_too_large")


def test_one_message_is_found_by_its_id(cast: Cast) -> None:
    said = make_message(by=cast.alice, in_=cast.lounge)
    bob = api_as(cast.bob)
    assert bob.get(f"/messages/{said['id']}") == said
    gone = api_as(cast.alice).ok("DELETE", f"/messages/{said['id']}")
    assert bob.get(f"/messages/{said['id']}") == gone
    Membership.objects.filter(user_id=cast.bob.id).update(visible_from_seq=2)
    assert code_of(bob("GET", f"/messages/{said['id']}")) == (404, "not_found")
