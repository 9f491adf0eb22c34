"""`/messages/{id}/html`."""

from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from messaging.queries.drawn import draw_message


class HtmlJSON(TypedDict):
    """The body of a message as sanitised HTML; empty for tombstones."""

    version: int
    html: str


class HtmlEndpoint(Endpoint):
    """What a message says, drawn."""

    @extend_schema(operation_id="get_message_html", responses={200: schema_of(HtmlJSON)})
    def get(self, request: Request, message_id: str) -> Response:
        """The body with its markup, for bots and exports; mentions stay text."""
        version, html = draw_message(message_id, viewer=self.actor(request))
        return Response(HtmlJSON(version=version, html=html))
