"""What each call and operation is asked with: bodies that would do, if the asker may."""

from typing import Any

# In `{}` stand names of the scene; a text that is nothing else becomes whatever has that name.
BODIES: dict[str, Any] = {
    "POST /auth/register": {
        "username": "new.{fresh}", "email": "{fresh}@example.org", "password": "a fine password",
    },
    "POST /auth/login": {"login": "erin", "password": "correct horse battery"},
    "POST /auth/refresh": {"refresh_token": "nobody's"},
    "PATCH /me": {"bio": "Hello"},
    "PUT /me/presence": {"status": "away"},
    "POST /conversations": {"type": "GROUP", "title": "New", "user_ids": []},
    "POST /spaces": {"name": "New"},
    "POST /sync": {},
    "POST /reports": {"message_id": "{message_id}", "reason": "spam"},
    "PATCH /conversations/{conversation_id}": {"title": "New"},
    "POST /conversations/{conversation_id}/members": {"user_ids": ["{user_id}"]},
    "PATCH /conversations/{conversation_id}/members/{user_id}": {
        "permissions": {"allow": ["pin"]},
    },
    "POST /conversations/{conversation_id}/transfer": {"user_id": "{user_id}"},
    "POST /conversations/{conversation_id}/bans": {"user_id": "{user_id}"},
    "POST /conversations/{conversation_id}/invites": {},
    "POST /conversations/{conversation_id}/messages": {"client_id": "{client_id}", "body": "Hi"},
    "POST /conversations/{conversation_id}/receipts": {"read_seq": 1},
    "POST /conversations/{conversation_id}/typing": {"active": True},
    "PUT /conversations/{conversation_id}/draft": {"body": "Hm"},
    "PATCH /messages/{message_id}": {"body": "Well"},
    "PUT /messages/{message_id}/votes": {"option_ids": [1]},
    "POST /messages/{message_id}/forward": {
        "conversation_ids": ["{conversation_id}"], "client_ids": ["{client_id}"],
    },
    "POST /messages/{message_id}/thread/read": {"seq": 1},
    "POST /attachments": {
        "conversation_id": "{conversation_id}", "file_name": "a", "mime_type": "text/plain",
        "size": 1,
    },
    "POST /attachments/{attachment_id}/upload/parts": {"numbers": [1]},
    "POST /spaces/{space_id}/emoji": {"name": "new", "attachment_id": "{attachment_id}"},
    "PATCH /spaces/{space_id}/emoji/{emoji_id}": {"name": "new"},
    "PATCH /spaces/{space_id}": {"description": "New"},
    "PATCH /spaces/{space_id}/me": {"position": 0},
    "POST /spaces/{space_id}/transfer": {"user_id": "{user_id}"},
    "POST /spaces/{space_id}/join": {},
    "PUT /spaces/{space_id}/order": {
        "categories": [{"id": "{category_id}", "channels": ["{channel_id}"]}],
    },
    "POST /spaces/{space_id}/channels": {"title": "New"},
    "PATCH /spaces/{space_id}/channels/{channel_id}": {"title": "New"},
    "POST /spaces/{space_id}/categories": {"title": "New"},
    "PATCH /spaces/{space_id}/categories/{category_id}": {"title": "New"},
    "POST /spaces/{space_id}/roles": {"name": "New"},
    "PATCH /spaces/{space_id}/roles/{role_id}": {"name": "New"},
    "PUT /spaces/{space_id}/roles/order": {"role_ids": "{role_ids}"},
    "PUT /spaces/{space_id}/channels/{channel_id}/overrides/roles/{role_id}": {"deny": ["send"]},
    "PUT /spaces/{space_id}/channels/{channel_id}/overrides/users/{user_id}": {"deny": ["send"]},
    "PUT /spaces/{space_id}/categories/{category_id}/overrides/roles/{role_id}": {
        "deny": ["send"],
    },
    "PUT /spaces/{space_id}/categories/{category_id}/overrides/users/{user_id}": {
        "deny": ["send"],
    },
    "PATCH /spaces/{space_id}/members/{user_id}": {"nickname": "Erin"},
    "POST /spaces/{space_id}/bans": {"user_id": "{user_id}"},
    "POST /spaces/{space_id}/invites": {},
}  # fmt: skip
QUERIES = {
    "GET /conversations/{conversation_id}/changes": "?since=0",
    "GET /messages/{message_id}/votes": "?option=1",
    "GET /users": "?username=erin",
    "GET /spaces/{space_id}/view-as": "?role_id={role_id}",
}
# Asked about another message of the scene: the poll, the one that a moderator removed, and the one
# that its author has put off.
ABOUT = {
    "GET /messages/{message_id}/votes": "{poll_id}",
    "PUT /messages/{message_id}/votes": "{poll_id}",
    "DELETE /messages/{message_id}/votes": "{poll_id}",
    "POST /messages/{message_id}/poll/close": "{poll_id}",
    "POST /messages/{message_id}/recover": "{removed_id}",
    "POST /messages/{message_id}/send-now": "{scheduled_id}",
}
OPERATIONS: dict[str, Any] = {
    "draft.set": {"conversation_id": "{conversation_id}", "body": "Hm"},
    "message.delete": {"message_id": "{message_id}"},
    "message.edit": {"message_id": "{message_id}", "body": "Well"},
    "message.pin": {"message_id": "{message_id}"},
    "message.unpin": {"message_id": "{message_id}"},
    "message.send": {
        "conversation_id": "{conversation_id}", "client_id": "{client_id}", "body": "Hi",
    },
    "presence.set": {"status": "away"},
    "presence.watch": {"user_ids": ["{user_id}"]},
    "reaction.add": {"message_id": "{message_id}", "emoji": "{emoji}"},
    "reaction.remove": {"message_id": "{message_id}", "emoji": "{emoji}"},
    "receipt": {"conversation_id": "{conversation_id}", "read_seq": 1},
    "sync": {},
    "typing": {"conversation_id": "{conversation_id}", "active": True},
}  # fmt: skip
