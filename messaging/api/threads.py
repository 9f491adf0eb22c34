"""`/messages/{id}/thread` and `/me/threads`."""

from dataclasses import asdict
from typing import TypedDict

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.errors import Invalid
from chatty.core.limits import limits
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_limit, read_page
from messaging.api.parsing import read_number
from messaging.inputs import ThreadReadInput
from messaging.operations.threads import follow_thread, read_thread, unfollow_thread
from messaging.queries.followed_threads import list_threads
from messaging.queries.threads import (
    find_thread,
    newest_of_thread,
    state_in_thread,
    thread_after,
    thread_before,
)
from messaging.wire import FollowedThreadJSON, MessageJSON

_ANCHORS = {"before": thread_before, "after": thread_after}


class ThreadStateJSON(TypedDict):
    """Whether the caller follows a thread, how far they have read in it, and how many follow it."""

    following: bool
    read_seq: int
    followers_count: int


class ThreadWindowJSON(ThreadStateJSON):
    """A stretch of a thread, ascending by `seq`, below the message that it began with."""

    root: MessageJSON
    results: list[MessageJSON]
    has_before: bool
    has_after: bool


class ThreadEndpoint(Endpoint):
    """A thread."""

    @extend_schema(
        operation_id="read_thread_messages",
        parameters=[
            OpenApiParameter("before", int, description="Exclusive."),
            OpenApiParameter("after", int, description="Exclusive."),
            OpenApiParameter("limit", int),
        ],
        responses={200: schema_of(ThreadWindowJSON)},
    )
    def get(self, request: Request, message_id: str) -> Response:
        """A stretch of the thread that the message is in; the newest without an anchor."""
        query = request.query_params
        limit = read_limit(
            query.get("limit"), default=limits.page_size, at_most=limits.page_size_max
        )
        anchors = {name: read_number(query, name) for name in _ANCHORS if name in query}
        if len(anchors) > 1:
            raise Invalid("Use one of before and after.")
        root = find_thread(message_id, viewer=self.actor(request))
        window = None
        for name, seq in anchors.items():
            window = _ANCHORS[name](root, seq=seq or 0, limit=limit)
        window = window or newest_of_thread(root, limit=limit)
        return Response(
            {
                "root": window.root,
                "results": window.answers,
                "has_before": window.has_before,
                "has_after": window.has_after,
                **asdict(state_in_thread(root)),
            }
        )


class ThreadFollowEndpoint(Endpoint):
    """Whether the caller follows a thread."""

    @extend_schema(
        operation_id="follow_thread", request=None, responses={200: schema_of(ThreadStateJSON)}
    )
    def put(self, request: Request, message_id: str) -> Response:
        """Follow it."""
        return Response(asdict(follow_thread(actor=self.actor(request), message_id=message_id)))

    @extend_schema(
        operation_id="unfollow_thread", request=None, responses={200: schema_of(ThreadStateJSON)}
    )
    def delete(self, request: Request, message_id: str) -> Response:
        """Follow it no longer."""
        return Response(asdict(unfollow_thread(actor=self.actor(request), message_id=message_id)))


class ThreadReadEndpoint(Endpoint):
    """How far the caller has read in a thread."""

    posts_are_reads = True

    @extend_schema(
        operation_id="advance_thread",
        request=ThreadReadInput,
        responses={200: schema_of(ThreadStateJSON)},
    )
    def post(self, request: Request, message_id: str) -> Response:
        """Move the watermark up."""
        state = read_thread(
            actor=self.actor(request), message_id=message_id, **self.read(request, ThreadReadInput)
        )
        return Response(asdict(state))


class ThreadsEndpoint(Endpoint):
    """The threads that the caller follows."""

    @extend_schema(
        operation_id="list_threads",
        parameters=[
            OpenApiParameter("unread", bool, description="Only those with unread answers."),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses={200: page_of(FollowedThreadJSON)},
    )
    def get(self, request: Request) -> Response:
        """Followed threads that may still be seen, the one last answered in first."""
        page = read_page(request.query_params, str, str)
        unread = request.query_params.get("unread", "false")
        if unread not in ("true", "false"):
            raise Invalid(errors={"unread": ["Use true or false."]})
        found = list_threads(viewer=self.actor(request), page=page, unread_only=unread == "true")
        return Response({"results": found.rows, "next": found.next})
