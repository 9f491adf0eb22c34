"""The fields of the wire contract: each answer has exactly these."""

import re
import uuid
from typing import Any

import pytest

from messaging.models import Message
from tests.asking import Api, api_as
from tests.cast import Cast
from tests.make import PASSWORD, make_channel, make_dm, make_message


def words(text: str) -> set[str]:
    """The words of a text."""
    return set(text.split())


USER = words(
    "id username display_name avatar_url bio custom_status is_bot last_seen_at presence relation"
)
ME = USER | words(
    "email phone is_verified locale time_zone privacy_settings preferences created_at version"
)
SESSION = words(
    "id device_name platform ip_address user_agent created_at last_used_at expires_at current"
)
LOGIN = words("user session access_token access_expires_in refresh_token")
CONVERSATION = words(
    "id type channel_kind title topic avatar_url space_id category_id position encryption settings"
    " archived_at last_seq rev version last_message members_count created_at updated_at"
    " role permissions unread_count mention_count last_read_seq visible_from_seq muted_until"
    " pinned archived folder notification_level marked_unread draft is_request peer"
)
MEMBER = words("user conversation_id role permissions joined_at left rev read_seq delivered_seq")
INVITE = words("code url conversation_id space_id created_by expires_at max_uses uses revoked")
MESSAGE = words(
    "id conversation_id seq rev sender_id client_id type body reply_to reply attachments reactions"
    " mentions mentions_all link_preview metadata version created_at edited_at deleted deleted_at"
    " pinned pinned_at expires_at encrypted thread_id thread forward poll deletion scheduled_at"
    " bookmarked hidden"
)
REPLY = words("id seq sender_id excerpt deleted")
ATTACHMENT = words(
    "id conversation_id uploader_id file_name mime_type size kind alt width height duration"
    " waveform thumbhash status is_processed is_scanned scan_status url thumbnail_url encrypted"
)
CHANGES = words("rev has_more messages members receipts purged hidden conversation")
REPORT = words("id target reason details status outcome created_at")
SYNC = words("account_cursor account conversations removed changes has_more results server_time")


@pytest.fixture
def bob(cast: Cast) -> Api:
    return api_as(cast.bob)


def keys(*rows: Any) -> set[str]:
    """The keys of all rows, which must have the same."""
    assert rows
    assert len({frozenset(row) for row in rows}) == 1
    return set(rows[0])


def test_messages_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    path = f"/conversations/{cast.lounge.id}"
    first = make_message(by=cast.alice, in_=cast.lounge)
    body = {"client_id": str(uuid.uuid4()), "body": "x", "reply_to": first["id"]}
    sent = bob.ok("POST", f"{path}/messages", body)
    reacted = bob.ok("PUT", f"/messages/{sent['id']}/reactions/👍")
    edited = bob.ok("PATCH", f"/messages/{sent['id']}", {"body": "y"})
    page = bob.get(f"{path}/messages")
    changes = bob.get(f"{path}/changes?since=0")
    last = bob.get(path)["last_message"]
    deleted = bob.ok("DELETE", f"/messages/{sent['id']}")
    rows = [sent, reacted, edited, *page["results"], *changes["messages"], last, deleted]
    assert keys(*rows) == MESSAGE
    assert keys(sent["reply"], edited["reply"]) == REPLY
    assert keys(*reacted["reactions"], *last["reactions"]) == {"emoji", "count", "me"}
    assert keys(page) == {"results", "has_before", "has_after", "last_seq"}
    assert keys(changes) == CHANGES
    present = [row for row in changes["members"] if not row["left"]]
    departed = [row for row in changes["members"] if row["left"]]
    assert keys(*present) == MEMBER
    assert keys(*departed) == {"user_id", "left", "rev"}
    assert keys(*changes["receipts"]) == {"user_id", "delivered_seq", "read_seq"}


def test_histories_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    bob.ok("PATCH", f"/messages/{said['id']}", {"body": "y"})
    api_as(cast.alice).ok("POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1})
    edits = bob.get(f"/messages/{said['id']}/edits")
    receipts = bob.get(f"/messages/{said['id']}/receipts")
    assert keys(edits, receipts) == {"results", "next"}
    assert keys(*edits["results"]) == {"version", "body", "edited_at", "edited_by"}
    assert keys(*receipts["results"]) == {"user_id", "delivered_at", "read_at", "read"}
    marks = bob.ok("POST", f"/conversations/{cast.lounge.id}/receipts", {"read_seq": 1})
    assert keys(marks) == {"delivered_seq", "read_seq"}


def test_conversations_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    make_channel(cast.bob)
    make_dm(cast.alice, cast.bob)
    made = bob.ok("POST", "/conversations", {"type": "GROUP", "title": "x"})
    assert keys(made) == CONVERSATION | {"not_added"}
    page = bob.get("/conversations")
    sync = bob.ok("POST", "/sync", {"cursors": {str(cast.lounge.id): 0}})
    one = bob.get(f"/conversations/{cast.lounge.id}")
    changed = sync["changes"][str(cast.lounge.id)]
    rows = [one, *page["results"], *sync["conversations"], changed["conversation"]]
    assert keys(*rows) == CONVERSATION
    assert keys(page) == {"results", "next"}
    assert keys(sync) == SYNC
    assert keys(changed) == CHANGES
    assert keys(*[row["peer"] for row in page["results"] if row["peer"]]) == USER
    assert {row["type"] for row in rows} == {"DM", "GROUP", "CHANNEL"}


def test_members_and_invites_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    path = f"/conversations/{cast.lounge.id}"
    members = bob.get(f"{path}/members")
    added = bob.ok("POST", f"{path}/members", {"user_ids": [str(cast.dave.id)]})
    assert keys(*members["results"], *added["results"]) == MEMBER
    assert keys(*[row["user"] for row in members["results"]]) == USER
    assert keys(added) == {"results", "next", "not_added"}
    made = bob.ok("POST", f"{path}/invites", {"max_uses": 1})
    assert keys(made, *bob.get(f"{path}/invites")["results"]) == INVITE
    joined = api_as(cast.mallory).ok("POST", f"/invites/{made['code']}")
    assert keys(joined) == {"conversation"}
    assert keys(joined["conversation"]) == CONVERSATION


def test_people_and_sessions_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    body = {"login": "bob", "password": PASSWORD}
    login = Api().ok("POST", "/auth/login", body)
    assert keys(login) == LOGIN
    assert keys(login["user"], bob.get("/me")) == ME
    assert keys(login["session"], *bob.get("/me/sessions")["results"]) == SESSION
    assert keys(bob.get(f"/users/{cast.alice.id}"), bob.get("/users?username=alice")) == USER
    assert keys(bob.ok("POST", "/auth/ws-ticket")) == {"ticket", "expires_in"}


def test_reports_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    made = bob.ok("POST", "/reports", {"user_id": str(cast.alice.id), "reason": "spam"})
    page = bob.get("/reports")
    assert keys(made, *page["results"]) == REPORT
    assert keys(made["target"]) == {"type", "id"}
    assert keys(page) == {"results", "next"}


def test_files_have_the_fields_of_the_contract(cast: Cast, bob: Api) -> None:
    body = {"conversation_id": str(cast.lounge.id), "file_name": "a", "mime_type": "text/plain"}
    small = bob.ok("POST", "/attachments", {**body, "size": 1})
    large = bob.ok("POST", "/attachments", {**body, "size": 9_000_000})
    assert keys(small, large) == {"attachment", "upload"}
    path = f"/attachments/{large['attachment']['id']}"
    assert keys(small["attachment"], large["attachment"], bob.get(path)) == ATTACHMENT
    sending = {"method", "url", "headers", "expires_in"}
    assert keys(small["upload"]) == sending
    assert keys(large["upload"]) == sending | {"part_size", "parts"}
    assert keys(bob.get(f"{path}/upload")) == sending | {"part_size", "parts", "done"}
    fresh = bob.ok("POST", f"{path}/upload/parts", {"numbers": [2]})
    assert keys(*large["upload"]["parts"], *fresh["parts"]) == {"number", "url"}


def test_times_have_milliseconds_and_ids_are_uuid7(cast: Cast) -> None:
    message = make_message(by=cast.bob, in_=cast.lounge)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", message["created_at"])
    for name in (message["id"], message["sender_id"], message["conversation_id"]):
        assert uuid.UUID(name).version == 7
    assert Message.objects.get().id == uuid.UUID(message["id"])
