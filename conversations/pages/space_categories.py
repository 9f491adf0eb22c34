"""`/s/<space>/settings/categories/…`: the headings that channels stand under."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from chatty.core.errors import Forbidden, NotFound
from conversations.access import InSpace
from conversations.operations.categories import change_category, create_category, delete_category
from conversations.pages.space_channels import ChannelsPage
from conversations.pages.space_forms import CategoryForm, NewCategoryForm
from conversations.pages.space_settings import SettingsPage
from conversations.queries.channel_tree import ChannelBranch, channel_tree


class CategoryCreationPage(ChannelsPage):
    """A new heading."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Make a heading behind all others."""
        return self.submit(
            NewCategoryForm(request.POST),
            lambda values: create_category(actor=self.viewer, space_id=self.space_id, **values),
            told="The category is there.",
            then=self.own_path(),
        )


class CategoryPage(SettingsPage):
    """One heading: its name, who may do what under it, its end."""

    section = "channels"
    template_name = "conversations/spaces/category.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The heading with its form."""
        branch = self.find(here)
        initial = {"title": branch.title, "version": branch.version}
        return {"one": branch, "category": CategoryForm(initial=initial)}

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Give it another name."""
        return self.submit(
            CategoryForm(request.POST),
            lambda values: change_category(
                actor=self.viewer,
                space_id=self.space_id,
                category_id=self.kwargs["category_id"],
                title=values["title"],
                base_version=values["version"],
            ),
            told="Saved.",
            then=self.own_path(),
        )

    def find(self, here: InSpace) -> ChannelBranch:
        """The heading of the address, for who may manage it or the permissions under it."""
        name = str(self.kwargs["category_id"])
        found = [one for one in channel_tree(within=here) if str(one.id) == name]
        if not found:
            raise NotFound("There is no such category.")
        if not (found[0].may_manage or found[0].may_set_permissions):
            raise Forbidden("Your roles do not allow this here (manage_channels).")
        return found[0]


class CategoryDeletionPage(CategoryPage):
    """Taking a heading away."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take it away; its channels then stand above all headings."""
        return self.carry_out(
            lambda: delete_category(
                actor=self.viewer,
                space_id=self.space_id,
                category_id=self.kwargs["category_id"],
            ),
            told="The category is deleted. Its channels stand above all categories now.",
            then=self.own_path(),
        )
