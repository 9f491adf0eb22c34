"""`/s/<space>/settings/members`: who is here, what roles they have, and seeing them out."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from chatty.core.errors import Forbidden, Invalid
from chatty.core.ids import read_id
from chatty.core.pagination import read_page
from conversations.access import InSpace, find_space_member
from conversations.models import SpaceMember
from conversations.operations.space_bans import ban_from_space
from conversations.operations.space_standing import (
    change_space_member,
    merged_roles,
    remove_space_member,
)
from conversations.pages.space_forms import BanForm, MemberForm
from conversations.pages.space_roles import all_roles
from conversations.pages.space_settings import SettingsPage, badge, further, paging
from conversations.queries.space_members import list_space_members

_SOUGHT_LENGTH = 100
_POWERS = frozenset({"manage_roles", "remove_members", "ban"})


class MembersPage(SettingsPage):
    """A window of members: who is there first, then by name; all, or those who are sought."""

    section = "members"
    template_name = "conversations/spaces/members.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """Each with their roles, and a way on for who may do something about them."""
        asked = self.request.GET
        text, role_text = asked.get("q", "").strip(), asked.get("role_id", "")
        role_id = read_id(role_text) if role_text else None
        if len(text) > _SOUGHT_LENGTH or "\0" in text or (role_text and role_id is None):
            raise Invalid("Search for a part of a name, or for a role of this space.")
        window = list_space_members(
            within=here, page=read_page(asked, int, str, str), q=text, role_id=role_id
        )
        roles = all_roles(here)
        by_id = {role.id: role for role in roles}
        return {
            "rows": [
                {
                    "member": member,
                    "name": member.nickname or member.user.display_name,
                    "badge": badge(member.nickname or member.user.display_name, member.user_id),
                    "status": status,
                    "is_owner": member.user_id == here.space.owner_id,
                    "roles": sorted(
                        (by_id[one] for one in member.role_ids if one in by_id),
                        key=lambda role: -role.position,
                    ),
                    "may_act": may_act_on(member, here),
                }
                for member, status in window.rows
            ],
            **paging(self.request, window.next),
            "total": window.total,
            "online": window.online,
            "query": text,
            "more": further(q=text, role_id=role_text),
            "role": None if role_id is None else by_id.get(role_id),
            "choices": [role for role in roles if role.position > 0],
        }


class MemberPage(SettingsPage):
    """One member of lower rank: their roles and nickname, and seeing them out."""

    section = "members"
    template_name = "conversations/spaces/member.html"

    def context(self, here: InSpace) -> dict[str, Any]:
        """The member with the forms that the viewer's permissions allow."""
        member = self.find(here)
        name = member.nickname or member.user.display_name
        held = here.permissions
        # A form that was refused keeps what was ticked in it, and what changed meanwhile shows.
        ticked = merged_roles(member.role_ids, **self._roles_asked())
        return {
            "member": member,
            "name": name,
            "badge": badge(name, member.user_id),
            "may": {power: power in held for power in _POWERS},
            "member_name": MemberForm(
                initial={"nickname": member.nickname, "called": member.nickname}
            ),
            "roles": [
                {
                    "role": role,
                    "is_held": role.id in member.role_ids,
                    "is_ticked": role.id in ticked,
                    "may_set": _may_set(role, member, here),
                }
                for role in all_roles(here)
                if role.position > 0
            ],
            "ban": BanForm(),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Give and take roles, and change the nickname; what was left as it was seen stays as it
        is, whoever changed it meanwhile.
        """
        member = self.find(self.found)
        roles = self._roles_asked()
        return self.submit(
            MemberForm(request.POST),
            lambda values: change_space_member(
                actor=self.viewer,
                space_id=self.space_id,
                user_id=member.user_id,
                changes={"nickname": values["nickname"], "role_ids": roles["chosen"]},
                seen={"nickname": values["called"], "role_ids": roles["seen"]},
            ),
            told="Saved. It holds from now on.",
            then=self.request.path,
        )

    def _roles_asked(self) -> dict[str, set[uuid.UUID]]:
        """The roles that were ticked when the form was shown, and those that are now."""
        sent = self.request.POST
        return {
            name: {known for text in sent.getlist(field) if (known := read_id(text))}
            for name, field in (("seen", "held"), ("chosen", "role_ids"))
        }

    def find(self, here: InSpace) -> SpaceMember:
        """The member of the address, for who may do something about them."""
        member = find_space_member(self.kwargs["user_id"], within=here)
        if not may_act_on(member, here):
            raise Forbidden("You may not act on this member: they stand as high as you, or higher.")
        return member


class RemovalPage(MemberPage):
    """Seeing somebody out."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Remove them; they can come back by an invite."""
        return self.carry_out(
            lambda: remove_space_member(
                actor=self.viewer, space_id=self.space_id, user_id=names["user_id"]
            ),
            told="They are out. They can come back by an invite.",
            then=self.own_path(),
        )


class MemberBanPage(MemberPage):
    """Seeing somebody out, and keeping them out."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:
        """Ban them, for a time or for good."""
        return self.submit(
            BanForm(request.POST),
            lambda values: ban_from_space(
                actor=self.viewer, space_id=self.space_id, user_id=names["user_id"], **values
            ),
            told="They are banned.",
            then=self.path_to("bans") if "ban" in self.found.permissions else self.own_path(),
        )


def may_act_on(member: SpaceMember, here: InSpace) -> bool:
    """Whether there is anything that the viewer may do about a member."""
    return here.rank_of(member) < here.rank and bool(_POWERS & here.permissions)


def _may_set(role: Any, member: SpaceMember, here: InSpace) -> bool:
    """Whether a role is asked of the viewer: below their own, and to give it nothing they lack."""
    is_below: bool = role.position < here.rank
    return is_below and (role.id in member.role_ids or set(role.allow) <= here.permissions)
