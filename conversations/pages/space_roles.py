"""`/s/<space>/settings/roles`: what roles there are, in which order, and what each may do."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from chatty.core.limits import limits
from chatty.core.pagination import PageRequest
from conversations.access import InSpace
from conversations.access.ranks import find_role
from conversations.models import SpaceRole
from conversations.operations.moving import move_role
from conversations.operations.space_roles import change_role, create_role, delete_role
from conversations.pages.permission_words import GROUPS, labels_of
from conversations.pages.space_forms import NewRoleForm, RoleForm
from conversations.pages.space_settings import SettingsPage
from conversations.pages.space_steps import StepPage
from conversations.queries.space_roles import list_roles
from conversations.queries.view_as import view_as


class RolesPage(SettingsPage):
    """All roles, highest first, and a form for a new one."""

    section = "roles"
    template_name = "conversations/spaces/roles.html"
    permission = "manage_roles"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The roles; those below the viewer's own can be moved among themselves."""
        roles = all_roles(here)
        rows = [{"role": role, "is_below": role.position < here.rank} for role in roles]
        movable = [role.id for role in roles if 0 < role.position < here.rank]
        return {
            "rows": rows,
            "topmost": movable[:1],
            "lowest": movable[-1:],
            "may_create": here.rank > 0,
            "new_role": NewRoleForm(),
        }


class RoleCreationPage(RolesPage):
    """A new role."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Make a role that may nothing yet, and go on to say what it may."""
        form = NewRoleForm(request.POST)
        if not form.is_valid():
            return self.show_wrong(form)
        made: list[SpaceRole] = []
        answer = self.carry_out(
            lambda: made.append(
                create_role(
                    actor=self.viewer, space_id=self.space_id, name=form.cleaned_data["name"]
                )
            ),
            form=form,
            told="The role is there. Now say what it may do.",
            then=self.own_path(),
        )
        if not made:
            return answer
        return HttpResponseRedirect(self.path_to("role", role_id=made[-1].id))


class RoleOrderPage(StepPage, RolesPage):
    """The steps of roles up and down."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Move the role that the pressed button names: `role:up:<id>`."""
        return self.step({"role": move_role})


class RolePage(SettingsPage):
    """One role: its name and colour, and what its holders may do everywhere."""

    section = "roles"
    template_name = "conversations/spaces/role.html"
    permission = "manage_roles"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The role; a form of it for who stands above it."""
        role = find_role(self.kwargs["role_id"], within=here)
        return {
            "one": role,
            "is_everyone": role.position == 0,
            "is_below": role.position < here.rank,
            "role": RoleForm(
                initial={
                    "name": role.name,
                    "colour": role.colour,
                    "shown_apart": role.shown_apart,
                    "version": role.version,
                    "allow": role.allow,
                },
                is_everyone=role.position == 0,
            ),
            "groups": GROUPS,
            "held": here.permissions,
            "allowed": frozenset(role.allow),
            "allowed_labels": labels_of(role.allow),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        """Change the role; what the viewer lacks themselves, and so was not asked, stays."""
        here = self.found
        role = find_role(names["role_id"], within=here)
        form = RoleForm(
            request.POST,
            is_everyone=role.position == 0,
            kept=set(role.allow) - here.permissions,
        )
        return self.submit(
            form,
            lambda values: change_role(
                actor=self.viewer,
                space_id=self.space_id,
                role_id=role.id,
                base_version=values.pop("version"),
                changes=values,
            ),
            told="Saved. It holds from now on.",
            then=self.request.path,
        )


class RoleDeletionPage(RolePage):
    """The end of a role."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take it from all who have it."""
        return self.carry_out(
            lambda: delete_role(
                actor=self.viewer, space_id=self.space_id, role_id=names["role_id"]
            ),
            told="The role is deleted.",
            then=self.own_path(),
        )


class RoleViewPage(SettingsPage):
    """The space through the eyes of who has this role alone."""

    section = "roles"
    template_name = "conversations/spaces/role_view.html"
    permission = "manage_roles"

    def context(self, here: InSpace) -> dict[str, Any]:
        """Which channels they see, and what they may do in each."""
        role = find_role(self.kwargs["role_id"], within=here)
        view = view_as(within=here, role_ids=() if role.position == 0 else (role.id,))
        channels = [
            {"channel": channel, "may": labels_of(held - {"view"})}
            for channel, held in view.channels
        ]
        return {
            "one": role,
            "is_everyone": role.position == 0,
            "channels": channels,
            "may": labels_of(view.permissions),
        }


def all_roles(here: InSpace) -> list[SpaceRole]:
    """All roles of a space, highest first, @everyone last."""
    page = PageRequest(limit=limits.roles_per_space)
    return list(list_roles(within=here, page=page).rows)
