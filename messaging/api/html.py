"""`/messages/{id}/html`."""

from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from messaging.access import find_message
from messaging.queries.messages import shape_messages
from messaging.rules.markdown import render_markdown


class HtmlJSON(TypedDict):
    """The body of a message as sanitised HTML; empty for tombstones."""

    version: int
    html: str


class HtmlEndpoint(Endpoint):
    """What a message says, drawn."""

    @extend_schema(operation_id="get_message_html", responses={200: schema_of(HtmlJSON)})
    def get(self, request: Request, message_id: str) -> Response:
        """The body with its markup, for bots and exports; mentions stay text."""
        reached = find_message(message_id, viewer=self.actor(request))
        (shaped,) = shape_messages([reached.message], viewer_id=reached.membership.user_id)
        body = shaped["body"]
        html = render_markdown(body) if body else ""
        return Response(HtmlJSON(version=shaped["version"], html=html))
