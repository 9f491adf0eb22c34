"""`/spaces/{id}/channels/{id}/overrides` and `/spaces/{id}/categories/{id}/overrides`."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import PageRequest, read_page
from conversations.access import find_space
from conversations.access.overrides import find_place
from conversations.inputs import OverrideInput
from conversations.operations.overrides import Subject, clear_override, set_override
from conversations.queries.overrides import list_overrides
from conversations.wire import OverrideJSON, override_json

_IF_MATCH = [OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)]
_PAGE = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


class ChannelOverridesEndpoint(Endpoint):
    """The overrides of one channel."""

    @extend_schema(
        operation_id="list_channel_overrides",
        parameters=_PAGE,
        responses={200: page_of(OverrideJSON)},
    )
    def get(self, request: Request, space_id: str, channel_id: str) -> Response:
        """Overrides, for who manages roles there."""
        page = read_page(request.query_params, str)
        return _list(self.actor(request), space_id, page, channel_id=channel_id)


class CategoryOverridesEndpoint(Endpoint):
    """The overrides of one category, which hold in the channels under it."""

    @extend_schema(
        operation_id="list_category_overrides",
        parameters=_PAGE,
        responses={200: page_of(OverrideJSON)},
    )
    def get(self, request: Request, space_id: str, category_id: str) -> Response:
        """Overrides, for who manages roles there."""
        page = read_page(request.query_params, str)
        return _list(self.actor(request), space_id, page, category_id=category_id)


class ChannelRoleOverrideEndpoint(Endpoint):
    """What a role may and may not in one channel."""

    @extend_schema(
        operation_id="set_channel_role_override",
        parameters=_IF_MATCH,
        request=OverrideInput,
        responses={200: schema_of(OverrideJSON)},
    )
    def put(self, request: Request, space_id: str, channel_id: str, role_id: str) -> Response:
        """Set all of it anew."""
        return _set(self, request, space_id, Subject(role_id=role_id), channel_id=channel_id)

    @extend_schema(operation_id="clear_channel_role_override", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, channel_id: str, role_id: str) -> Response:
        """Take it back."""
        return _clear(self, request, space_id, Subject(role_id=role_id), channel_id=channel_id)


class ChannelPersonOverrideEndpoint(Endpoint):
    """What one person may and may not in one channel."""

    @extend_schema(
        operation_id="set_channel_person_override",
        parameters=_IF_MATCH,
        request=OverrideInput,
        responses={200: schema_of(OverrideJSON)},
    )
    def put(self, request: Request, space_id: str, channel_id: str, user_id: str) -> Response:
        """Set all of it anew."""
        return _set(self, request, space_id, Subject(user_id=user_id), channel_id=channel_id)

    @extend_schema(
        operation_id="clear_channel_person_override", request=None, responses={204: None}
    )
    def delete(self, request: Request, space_id: str, channel_id: str, user_id: str) -> Response:
        """Take it back."""
        return _clear(self, request, space_id, Subject(user_id=user_id), channel_id=channel_id)


class CategoryRoleOverrideEndpoint(Endpoint):
    """What a role may and may not under one category."""

    @extend_schema(
        operation_id="set_category_role_override",
        parameters=_IF_MATCH,
        request=OverrideInput,
        responses={200: schema_of(OverrideJSON)},
    )
    def put(self, request: Request, space_id: str, category_id: str, role_id: str) -> Response:
        """Set all of it anew."""
        return _set(self, request, space_id, Subject(role_id=role_id), category_id=category_id)

    @extend_schema(operation_id="clear_category_role_override", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, category_id: str, role_id: str) -> Response:
        """Take it back."""
        return _clear(self, request, space_id, Subject(role_id=role_id), category_id=category_id)


class CategoryPersonOverrideEndpoint(Endpoint):
    """What one person may and may not under one category."""

    @extend_schema(
        operation_id="set_category_person_override",
        parameters=_IF_MATCH,
        request=OverrideInput,
        responses={200: schema_of(OverrideJSON)},
    )
    def put(self, request: Request, space_id: str, category_id: str, user_id: str) -> Response:
        """Set all of it anew."""
        return _set(self, request, space_id, Subject(user_id=user_id), category_id=category_id)

    @extend_schema(
        operation_id="clear_category_person_override", request=None, responses={204: None}
    )
    def delete(self, request: Request, space_id: str, category_id: str, user_id: str) -> Response:
        """Take it back."""
        return _clear(self, request, space_id, Subject(user_id=user_id), category_id=category_id)


def _list(viewer: User, space_id: str, page: PageRequest, **place: str) -> Response:
    found = find_place(**place, within=find_space(space_id, viewer=viewer))
    return Response(list_overrides(within=found, page=page).answer(override_json))


def _set(
    endpoint: Endpoint, request: Request, space_id: str, subject: Subject, **place: Any
) -> Response:
    data = endpoint.read(request, OverrideInput)
    override = set_override(
        actor=endpoint.actor(request),
        space_id=space_id,
        subject=subject,
        allow=data["allow"],
        deny=data["deny"],
        base_version=read_base_version(request, data),
        **place,
    )
    return Response(override_json(override))


def _clear(
    endpoint: Endpoint, request: Request, space_id: str, subject: Subject, **place: Any
) -> Response:
    clear_override(actor=endpoint.actor(request), space_id=space_id, subject=subject, **place)
    return Response(status=204)
