"""`GET /config`: what a client has to know of this server before it does anything."""

from hashlib import blake2b
from typing import TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core import json
from chatty.core.api import Endpoint
from chatty.core.limits import limits
from chatty.core.openapi import schema_of
from chatty.realtime.consumer import PROTOCOL_VERSION
from conversations.queries.features import features_in_spaces, features_of

# What a client meets. Others would tell how much it takes to wear the server out.
_SHOWN = (
    "page_size", "page_size_max", "changes_page_size_max", "sync_cursors_max",
    "sync_operations_max", "request_body_bytes", "json_depth",
    "frame_bytes", "connections_per_user", "heartbeat_seconds", "silence_seconds",
    "presence_watched", "messages_per_minute", "reads_per_minute",
    "username_min", "username_max", "display_name_code_points", "password_min_code_points",
    "password_max_code_points", "bio_code_points", "custom_status_code_points",
    "title_code_points", "topic_code_points", "folders", "folder_code_points",
    "pinned_conversations", "slow_mode_seconds_max",
    "body_code_points", "metadata_bytes", "reactions_per_message", "pins_per_conversation",
    "mentions_per_message", "scheduled_seconds_min", "scheduled_days_max",
    "scheduled_per_conversation", "forward_conversations", "excerpt_code_points",
    "poll_question_code_points", "poll_option_code_points", "poll_options_min",
    "poll_options_max", "poll_seconds_min", "poll_days_max",
    "image_bytes", "video_bytes", "audio_bytes", "file_bytes", "attachments_per_message",
    "alt_code_points", "files_per_person_bytes", "upload_hours",
)  # fmt: skip


class ConfigJSON(TypedDict):
    """What this server speaks and allows. `limits`: by name, the unit in it. `vapid_key`: for push
    subscriptions; None where there are none. `features`: by name, whether the caller is offered
    them everywhere; `features_in_spaces`: by the ids of their spaces, what they are offered there
    besides.
    """

    protocol_versions: list[int]
    vapid_key: str | None
    limits: dict[str, int | float]
    features: dict[str, bool]
    features_in_spaces: dict[str, list[str]]


class ConfigEndpoint(Endpoint):
    """The server's limits, versions and features."""

    is_public = True

    @extend_schema(
        operation_id="get_config",
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(ConfigJSON)},
    )
    def get(self, request: Request) -> Response:
        """Limits, protocol versions and features; 304 to whoever has them already."""
        viewer = self.actor(request) if request.user.is_authenticated else None
        config = read_config(viewer)
        tag = f'"{blake2b(json.dumps(config), digest_size=12).hexdigest()}"'
        # For clients that keep it themselves; no cache may, since it differs by person.
        headers = {"ETag": tag}
        if tag in _tags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers=headers)
        return Response(config, headers=headers)


def read_config(viewer: User | None) -> ConfigJSON:
    """The configuration as somebody sees it; None: who is not signed in."""
    values = limits.values()
    return {
        "protocol_versions": [PROTOCOL_VERSION],
        "vapid_key": None,
        "limits": {name: values[name] for name in _SHOWN},
        "features": features_of(viewer),
        "features_in_spaces": features_in_spaces(viewer),
    }


def _tags(header: str) -> set[str]:
    """The tags that a client has; a proxy that compressed the answer may have made them weak."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
