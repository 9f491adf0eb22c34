"""`/me/folders`: how the caller has sorted their conversations."""

from typing import TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from chatty.core.api import Endpoint
from chatty.core.openapi import schema_of
from conversations.queries.personal import list_folders
from conversations.wire import FolderJSON, folder_json


class FoldersJSON(TypedDict):
    """All folders; there are few."""

    results: list[FolderJSON]


class FoldersEndpoint(Endpoint):
    """The caller's folders."""

    @extend_schema(operation_id="list_folders", responses={200: schema_of(FoldersJSON)})
    def get(self, request: Request) -> Response:
        """Folders by name."""
        return Response(
            {"results": [folder_json(*folder) for folder in list_folders(self.actor(request))]}
        )
