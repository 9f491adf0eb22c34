"""`/conversations/{id}/members` and leaving."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core.api import Endpoint
from chatty.core.errors import Forbidden, Invalid, Refusal
from chatty.core.ids import read_id
from chatty.core.openapi import either_of, page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_member, find_membership
from conversations.api.space_members import read_sought
from conversations.inputs import AddMembersInput, MemberInput, TransferInput
from conversations.models import Membership
from conversations.operations.members import add_members, leave_conversation, remove_member
from conversations.operations.personal import change_own_state
from conversations.operations.roles import change_member, step_down
from conversations.operations.transfer import transfer_conversation
from conversations.queries.channel_members import list_channel_members
from conversations.queries.members import list_members
from conversations.wire import (
    ChannelMembersJSON,
    ConversationJSON,
    MemberJSON,
    channel_member_json,
    member_json,
    window_json,
)

_RIGHTS = ("role", "permissions")


class MembersEndpoint(Endpoint):
    """The members of one conversation."""

    @extend_schema(
        operation_id="list_members",
        parameters=[
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
            OpenApiParameter(
                "q",
                str,
                description="In a space's channel: part of a name, or how a username begins.",
            ),
        ],
        responses={200: schema_of(ChannelMembersJSON)},
    )
    def get(self, request: Request, conversation_id: str) -> Response:
        """Present members; of a space's channel those who see it, who is there first."""
        viewer = self.actor(request)
        mine = find_membership(conversation_id, viewer=viewer)
        if mine.conversation.space_id is not None:
            return Response(_channel_members(request, viewer, mine))
        page = list_members(within=mine, page=read_page(request.query_params, str))
        return Response(page.answer(lambda member: member_json(member, mine.conversation)))

    @extend_schema(
        operation_id="add_members",
        request=AddMembersInput,
        responses={200: page_of(MemberJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Add people; answers who is a member now, and `not_added` with the reason."""
        data = self.read(request, AddMembersInput)
        return Response(add_to_conversation(self.actor(request), conversation_id, data))


class MemberEndpoint(Endpoint):
    """One member."""

    # What is the caller's alone has no rate in its operation, and yet a row and an event each time.
    posts_are_reads = True

    @extend_schema(
        operation_id="change_member",
        request=MemberInput,
        responses={200: either_of(ConversationJSON, MemberJSON)},
    )
    def patch(self, request: Request, conversation_id: str, user_id: str) -> Response:
        """Change what the conversation is to the caller alone (the own row, answered by the
        Conversation), the own role downwards, or another's role and permissions (answered by the
        Member).
        """
        data = self.read(request, MemberInput)
        return Response(change_row(self.actor(request), conversation_id, user_id, data))

    @extend_schema(operation_id="remove_member", request=None, responses={204: None})
    def delete(self, request: Request, conversation_id: str, user_id: str) -> Response:
        """Remove a member of lower rank."""
        remove_member(actor=self.actor(request), conversation_id=conversation_id, user_id=user_id)
        return Response(status=204)


class LeaveEndpoint(Endpoint):
    """Leaving."""

    @extend_schema(operation_id="leave_conversation", request=None, responses={204: None})
    def post(self, request: Request, conversation_id: str) -> Response:
        """Leave; a second time there is nothing left to leave (404)."""
        leave_conversation(actor=self.actor(request), conversation_id=conversation_id)
        return Response(status=204)


class TransferEndpoint(Endpoint):
    """Handing over."""

    @extend_schema(
        operation_id="transfer_conversation",
        request=TransferInput,
        responses={200: schema_of(ConversationJSON)},
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Make another member the owner; the caller becomes an admin."""
        data = self.read(request, TransferInput)
        return Response(
            transfer_conversation(
                actor=self.actor(request),
                conversation_id=conversation_id,
                user_id=data["user_id"],
            )
        )


def _channel_members(request: Request, viewer: User, mine: Membership) -> dict[str, Any]:
    found = list_channel_members(
        within=mine,
        viewer=viewer,
        page=read_page(request.query_params, int, str, str),
        q=read_sought(request),
    )
    results = [
        channel_member_json(member, within_space=within_space, status=status)
        for member, within_space, status in found.rows
    ]
    window = found.window
    return window_json(results, next_cursor=window.next, total=window.total, online=window.online)


def add_to_conversation(
    actor: User, conversation_id: object, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Add the people of an AddMembersInput; the page of members, and who could not be added."""
    added = add_members(actor=actor, conversation_id=conversation_id, user_ids=data["user_ids"])
    return {
        "results": [member_json(member, member.conversation) for member in added.members],
        "next": None,
        "not_added": [{"user_id": user_id, "code": code} for user_id, code in added.not_added],
    }


def change_row(
    actor: User, conversation_id: object, user_id: object, data: Mapping[str, Any]
) -> ConversationJSON | MemberJSON:
    """Change what a MemberInput names, by the operation whose business that is."""
    rights = {name: value for name, value in data.items() if name in _RIGHTS}
    own_state = {name: value for name, value in data.items() if name not in _RIGHTS}
    is_own = read_id(user_id) == actor.id
    if is_own and not rights:
        return change_own_state(actor=actor, conversation_id=conversation_id, changes=own_state)
    if own_state:
        find_member(user_id, within=find_membership(conversation_id, viewer=actor))
        raise _misplaced(is_own=is_own)
    if is_own and rights.keys() == {"role"}:
        member = step_down(actor=actor, conversation_id=conversation_id, role=rights["role"])
    else:
        named = rights.get("permissions", {})
        member = change_member(
            actor=actor,
            conversation_id=conversation_id,
            user_id=user_id,
            role=rights.get("role"),
            allow=named.get("allow"),
            deny=named.get("deny"),
        )
    return member_json(member, member.conversation)


def _misplaced(*, is_own: bool) -> Refusal:
    if is_own:
        return Invalid(errors={"role": ["Change your role by itself."]})
    return Forbidden("This is theirs alone to change.")
