"""What each form of a page is sent with: fields that would do, if the sender may."""

from typing import Any

_OVERRIDE = {"send": "deny"}
_SETTINGS = "POST /s/{space_id}/settings"
_STAFF = "For a test"

# In `{}` stand names of the scene, as in `matrix_bodies`.
FORMS: dict[str, dict[str, Any]] = {
    "POST /signin": {"login": "erin", "password": "correct horse battery"},
    "POST /signup": {
        "username": "new.{fresh}", "email": "{fresh}@example.org", "password": "a fine password",
    },
    "POST /s/browse/{space_id}": {"message": "Please"},
    f"{_SETTINGS}/overview": {"name": "New", "joining": "invite", "version": "1"},
    f"{_SETTINGS}/nickname": {"nickname": "Sailor"},
    f"{_SETTINGS}/transfer": {"username": "erin"},
    f"{_SETTINGS}/delete": {"typed": "Harbour"},
    f"{_SETTINGS}/channels/new": {"title": "New", "channel_kind": "text"},
    f"{_SETTINGS}/channels/order": {"move": "channel:down:{channel_id}"},
    f"{_SETTINGS}/channels/{{channel_id}}": {"title": "New", "version": "1"},
    f"{_SETTINGS}/channels/{{channel_id}}/delete": {"typed": "general"},
    f"{_SETTINGS}/categories/new": {"title": "New"},
    f"{_SETTINGS}/categories/{{category_id}}": {"title": "New", "version": "1"},
    **{
        f"{_SETTINGS}/{place}/permissions{rest}": fields
        for place in ("channels/{channel_id}", "categories/{category_id}")
        for rest, fields in (
            ("", {"username": "erin"}),
            ("/roles/{role_id}", _OVERRIDE),
            ("/people/{user_id}", _OVERRIDE),
        )
    },
    f"{_SETTINGS}/emoji/{{emoji_id}}": {"name": "new", "version": "1"},
    f"{_SETTINGS}/roles/new": {"name": "New"},
    f"{_SETTINGS}/roles/order": {"move": "role:up:{role_id}"},
    f"{_SETTINGS}/roles/{{role_id}}": {"name": "New", "version": "1"},
    f"{_SETTINGS}/members/{{user_id}}": {"called": "", "nickname": "New"},
    f"{_SETTINGS}/members/{{user_id}}/ban": {"reason": "Spam"},
    f"{_SETTINGS}/requests/{{request_id}}": {"decision": "accept"},
    f"{_SETTINGS}/bans": {"username": "erin"},
    "POST /admin/moderation/report/{report_id}/{action}/": {"reason": _STAFF},
    "POST /admin/accounts/user/{user_id}/{action}/": {"reason": _STAFF},
    "POST /admin/conversations/featurerollout/{feature}/change/": {
        "percentage": "100", "reason": _STAFF,
    },
}  # fmt: skip
