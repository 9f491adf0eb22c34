"""`/spaces/{id}/categories`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from chatty.core.api import Endpoint, read_base_version
from chatty.core.openapi import page_of, schema_of
from chatty.core.pagination import read_page
from conversations.access import find_space
from conversations.inputs import CategoryInput, NewCategoryInput
from conversations.models import Category
from conversations.operations.categories import (
    change_category,
    create_category,
    delete_category,
)
from conversations.queries.places import list_categories, place_of_category
from conversations.wire import CategoryJSON, category_json


class CategoriesEndpoint(Endpoint):
    """The headings of one space."""

    @extend_schema(
        operation_id="list_categories",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses={200: page_of(CategoryJSON)},
    )
    def get(self, request: Request, space_id: str) -> Response:
        """Categories with something in them for the caller; all for who manages channels."""
        here = find_space(space_id, viewer=self.actor(request))
        page = list_categories(within=here, page=read_page(request.query_params, int, str))
        return Response(page.answer(lambda one: category_json(*one)))

    @extend_schema(
        operation_id="create_category",
        request=NewCategoryInput,
        responses={201: schema_of(CategoryJSON)},
    )
    def post(self, request: Request, space_id: str) -> Response:
        """Make a category behind all others."""
        data = self.read(request, NewCategoryInput)
        actor = self.actor(request)
        made = create_category(actor=actor, space_id=space_id, title=data["title"])
        return Response(_shape(made, actor), status=201)


class CategoryEndpoint(Endpoint):
    """One heading."""

    @extend_schema(
        operation_id="change_category",
        request=CategoryInput,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER)],
        responses={200: schema_of(CategoryJSON)},
    )
    def patch(self, request: Request, space_id: str, category_id: str) -> Response:
        """Give it another name."""
        data = self.read(request, CategoryInput)
        actor = self.actor(request)
        changed = change_category(
            actor=actor,
            space_id=space_id,
            category_id=category_id,
            title=data["title"],
            base_version=read_base_version(request, data),
        )
        return Response(_shape(changed, actor))

    @extend_schema(operation_id="delete_category", request=None, responses={204: None})
    def delete(self, request: Request, space_id: str, category_id: str) -> Response:
        """Take it away; its channels stay, above all categories."""
        delete_category(actor=self.actor(request), space_id=space_id, category_id=category_id)
        return Response(status=204)


def _shape(category: Category, viewer: User) -> CategoryJSON:
    here = find_space(category.space_id, viewer=viewer)
    return category_json(category, place_of_category(category.id, within=here))
