"""`/conversations`: list, start, look."""

import uuid
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core.api import Endpoint, read_base_version
from chatty.core.errors import Invalid
from chatty.core.ids import read_id
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import PageRequest, read_page
from conversations.access import find_membership
from conversations.inputs import ConversationInput, NewConversationInput
from conversations.models import ConversationType
from conversations.operations.channels import create_space_channel
from conversations.operations.conversations import Created, create_channel, create_group, start_dm
from conversations.operations.deletion import delete_conversation
from conversations.operations.settings import change_conversation
from conversations.queries.conversations import list_memberships
from conversations.queries.shapes import shape_conversations
from conversations.wire import ConversationJSON

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class ConversationsEndpoint(Endpoint):
    """The caller's conversations."""

    @extend_schema(
        operation_id="list_conversations",
        parameters=[
            OpenApiParameter("type", enum=ConversationType.values),
            OpenApiParameter("archived", bool),
            OpenApiParameter("space_id", OpenApiTypes.UUID),
            OpenApiParameter("folder", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses={200: page_of(ConversationJSON)},
    )
    def get(self, request: Request) -> Response:
        """Conversations, last activity first."""
        page = list_memberships(
            viewer=self.actor(request),
            page=_read_page(request),
            kind=_read_choice(request, "type", ConversationType.values),
            archived=_BOOLEANS[text]
            if (text := _read_choice(request, "archived", list(_BOOLEANS)))
            else None,
            space_id=_read_space(request),
            folder=_read_folder(request),
        )
        return Response({"results": shape_conversations(list(page.rows)), "next": page.next})

    @extend_schema(
        operation_id="create_conversation",
        request=NewConversationInput,
        responses={200: schema_of(ConversationJSON), 201: schema_of(ConversationJSON)},
    )
    def post(self, request: Request) -> Response:
        """Start a conversation; a DM that is there already answers 200."""
        data = self.read(request, NewConversationInput)
        body, is_new = start_conversation(self.actor(request), data)
        return Response(body, status=201 if is_new else 200)


class ConversationEndpoint(Endpoint):
    """One conversation."""

    @extend_schema(operation_id="get_conversation", responses={200: schema_of(ConversationJSON)})
    def get(self, request: Request, conversation_id: str) -> Response:
        """The conversation as the caller sees it."""
        membership = find_membership(conversation_id, viewer=self.actor(request))
        return Response(shape_conversations([membership])[0])

    @extend_schema(
        operation_id="change_conversation",
        request=ConversationInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(ConversationJSON)},
    )
    def patch(self, request: Request, conversation_id: str) -> Response:
        """Change what a group or channel is to everyone in it."""
        data = self.read(request, ConversationInput)
        base_version = read_base_version(request, data)
        data.pop("version", None)
        return Response(
            change_conversation(
                actor=self.actor(request),
                conversation_id=conversation_id,
                changes=data,
                base_version=base_version,
            )
        )

    @extend_schema(operation_id="delete_conversation", request=None, responses={204: None})
    def delete(self, request: Request, conversation_id: str) -> Response:
        """End a group or channel for everyone in it."""
        delete_conversation(actor=self.actor(request), conversation_id=conversation_id)
        return Response(status=204)


def start_conversation(actor: User, data: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Start what a NewConversationInput names; the conversation, and whether it is new."""
    created = _create(actor, data)
    body: dict[str, Any] = dict(created.conversation)
    if created.conversation["type"] == ConversationType.GROUP:
        body["not_added"] = [
            {"user_id": user_id, "code": code} for user_id, code in created.not_added
        ]
    return body, created.is_new


def _create(actor: User, data: dict[str, Any]) -> Created:
    encryption = data["encryption"]
    if data["type"] == ConversationType.DM:
        return start_dm(actor=actor, user_id=data["user_id"], encryption=encryption)
    if data["type"] == ConversationType.GROUP:
        return create_group(
            actor=actor,
            title=data["title"],
            user_ids=data.get("user_ids", ()),
            encryption=encryption,
        )
    if data.get("space_id") is not None:
        made = create_space_channel(
            actor=actor,
            space_id=data["space_id"],
            title=data["title"],
            topic=data.get("topic", ""),
            channel_kind=data.get("channel_kind"),
            category_id=data.get("category_id"),
            encryption=encryption,
        )
        return Created(made, is_new=True)
    return create_channel(
        actor=actor,
        title=data["title"],
        topic=data.get("topic", ""),
        channel_kind=data.get("channel_kind"),
        encryption=encryption,
    )


def _read_page(request: Request) -> PageRequest:
    return read_page(request.query_params, int, str)


def _read_space(request: Request) -> uuid.UUID | None:
    text = request.query_params.get("space_id")
    if text is None:
        return None
    known = read_id(text)
    if known is None:
        raise Invalid(errors={"space_id": ["Name the id of a space."]})
    return known


def _read_folder(request: Request) -> str | None:
    text = request.query_params.get("folder")
    if text is not None and "\0" in text:
        raise Invalid(errors={"folder": ["Name one of your folders."]})
    return text


def _read_choice(request: Request, name: str, choices: list[str]) -> str | None:
    text = request.query_params.get(name)
    if text is not None and text not in choices:
        raise Invalid(errors={name: [f"Use one of {', '.join(choices)}."]})
    return text
