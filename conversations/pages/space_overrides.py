"""`/s/<space>/settings/…/permissions`: what roles and single people may and may not in one channel,
or under one category.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.queries.users import look_up_user, people_by_id
from chatty.core.errors import Invalid, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.core.pagination import PageRequest
from conversations.access import InSpace, find_space_member
from conversations.access.overrides import Place, find_place
from conversations.access.ranks import find_role, require_above_member, require_above_role
from conversations.models import Override
from conversations.operations.overrides import Subject, answer_override, clear_override
from conversations.pages.permission_words import GROUPS, WORDS, PermissionWords, labels_of
from conversations.pages.space_forms import PersonForm
from conversations.pages.space_roles import all_roles
from conversations.pages.space_settings import SettingsPage, badge
from conversations.queries.channel_tree import channel_tree
from conversations.queries.overrides import list_overrides

_ANSWERS = {"deny": "Deny", "inherit": "Inherit", "allow": "Allow"}


class PermissionsPage(SettingsPage):
    """Everyone for whom something is said here, and those for whom it can be."""

    section = "channels"
    template_name = "conversations/spaces/permissions.html"

    @property
    def place_names(self) -> dict[str, Any]:
        """The channel, or the category, as the address and the operations name it."""
        return {
            name: self.kwargs[name] for name in ("channel_id", "category_id") if name in self.kwargs
        }

    @property
    def prefix(self) -> str:
        """What the names of these pages' addresses begin with."""
        return "channel" if "channel_id" in self.kwargs else "category"

    def own_path(self) -> str:
        """The list of this place."""
        return self.path_to(f"{self.prefix}-permissions", **self.place_names)

    def place_context(self, here: InSpace, place: Place) -> dict[str, Any]:
        """The place, for headings and links."""
        branches = channel_tree(within=here)
        titles: dict[uuid.UUID | None, str] = {one.id: one.title for one in branches}
        titles |= {leaf.id: leaf.title for one in branches for leaf in one.channels}
        return {
            "place": {
                "title": titles.get(place.channel_id or place.category_id, ""),
                "path": self.path_to(self.prefix, **self.place_names),
                "permissions_path": self.own_path(),
                "is_channel": place.channel_id is not None,
            }
        }

    def context(self, here: InSpace) -> dict[str, Any]:
        """The roles, highest first, and the people with exceptions of their own."""
        place = find_place(within=here, **self.place_names)
        found = overrides_of(place)
        names = self.place_names
        roles = [
            {
                "role": role,
                "said": _said(found.get(role.id)),
                "is_below": role.position < here.rank,
                "path": self.path_to(f"{self.prefix}-role", **names, role_id=role.id),
            }
            for role in all_roles(here)
        ]
        known = people_by_id([one.user_id for one in found.values() if one.user_id is not None])
        people = [
            {
                "person": person,
                "badge": badge(person.display_name, user_id),
                "said": _said(found[user_id]),
                "path": self.path_to(f"{self.prefix}-person", **names, user_id=user_id),
            }
            for user_id, person in known.items()
        ]
        return {
            **self.place_context(here, place),
            "roles": roles,
            "people": people,
            "person": PersonForm(),
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """On to what one member may do here."""
        find_place(within=self.found, **self.place_names)
        form = PersonForm(request.POST)
        if not form.is_valid():
            return self.show_wrong(form)
        try:
            username = form.cleaned_data["username"].removeprefix("@")
            person = look_up_user(viewer=self.viewer, username=username)
            find_space_member(person.id, within=self.found)
        except NotFound:
            form.add_error("username", "No member has this username.")
            return self.show_wrong(form)
        path = self.path_to(f"{self.prefix}-person", **self.place_names, user_id=person.id)
        return HttpResponseRedirect(path)


class OverridePage(PermissionsPage):
    """One role, or one person, in this place: deny, inherit or allow, permission by permission."""

    template_name = "conversations/spaces/override.html"

    @property
    def subject(self) -> Subject:
        """Whom it is about."""
        return Subject(role_id=self.kwargs.get("role_id"), user_id=self.kwargs.get("user_id"))

    def context(self, here: InSpace) -> dict[str, Any]:
        """The answers as they are; those that the viewer may not give are words, not choices."""
        place = find_place(within=here, **self.place_names)
        override = overrides_of(place).get(_id_of(self.subject))
        return {
            **self.place_context(here, place),
            "subject": self._subject_context(here, override),
            "is_set": override is not None,
            "save_path": self._path_of_subject(""),
            "clear_path": self._path_of_subject("-clear"),
            "answers": _ANSWERS.items(),
            "groups": [
                {
                    "title": group.title,
                    "rows": [self._row(one, place, override) for one in group.words],
                }
                for group in GROUPS
            ],
        }

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Change what is answered otherwise than it was shown; an override that says nothing any
        more goes.
        """
        answers = _changed(request.POST)
        return self.carry_out(
            lambda: answer_override(
                actor=self.viewer,
                space_id=self.space_id,
                subject=self.subject,
                answers=answers,
                **self.place_names,
            ),
            told="Saved. It holds from now on.",
            then=self.own_path(),
        )

    def _row(self, words: PermissionWords, place: Place, override: Override | None) -> Any:
        holds = _answer_of(words.value, override)
        return {
            "words": words,
            "holds": holds,
            # A form that was refused keeps what was chosen in it, and what changed meanwhile shows.
            "answer": _changed(self.request.POST).get(words.value, holds),
            "may_set": words.value in place.held,
        }

    def _path_of_subject(self, ending: str) -> str:
        kind = "role" if self.subject.role_id is not None else "person"
        return self.path_to(f"{self.prefix}-{kind}{ending}", **self.place_names, **self._names)

    @property
    def _names(self) -> dict[str, Any]:
        return {name: self.kwargs[name] for name in ("role_id", "user_id") if name in self.kwargs}

    def _subject_context(self, here: InSpace, override: Override | None) -> dict[str, Any]:
        if self.subject.role_id is not None:
            role = find_role(self.subject.role_id, within=here)
            require_above_role(role, within=here)
            return {"name": role.name, "is_role": True, "role": role}
        user_id = _id_of(self.subject)
        try:
            member = find_space_member(user_id, within=here)
        except NotFound:
            # Who has left may still be denied something, which can be taken back.
            person = people_by_id([user_id]).get(user_id) if override is not None else None
            if person is None:
                raise
            return {"name": person.display_name, "username": person.username, "has_left": True}
        require_above_member(member, within=here)
        name = member.nickname or member.user.display_name
        return {"name": name, "username": member.user.username}


class OverrideRemovalPage(OverridePage):
    """Taking all of it back."""

    def post(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """From now on what holds everywhere holds here too."""
        return self.carry_out(
            lambda: clear_override(
                actor=self.viewer,
                space_id=self.space_id,
                subject=self.subject,
                **self.place_names,
            ),
            told="Taken back. What holds everywhere holds here too.",
            then=self.own_path(),
        )


def overrides_of(place: Place) -> dict[uuid.UUID, Override]:
    """What is said in a place, by the id of the role or person."""
    page = PageRequest(limit=limits.overrides_per_place)
    rows = list_overrides(within=place, page=page).rows
    return {subject: row for row in rows if (subject := row.role_id or row.user_id) is not None}


def _id_of(subject: Subject) -> uuid.UUID:
    known = read_id(subject.role_id if subject.role_id is not None else subject.user_id)
    if known is None:
        raise NotFound
    return known


def _said(override: Override | None) -> dict[str, list[str]]:
    if override is None:
        return {"allow": [], "deny": []}
    return {"allow": labels_of(override.allow), "deny": labels_of(override.deny)}


def _answer_of(permission: str, override: Override | None) -> str:
    if override is None:
        return "inherit"
    if permission in override.allow:
        return "allow"
    return "deny" if permission in override.deny else "inherit"


def _changed(sent: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a form that are others than those that it was shown with."""
    answers = {
        name: sent[name] for name in WORDS if name in sent and sent[name] != sent.get(f"was-{name}")
    }
    if wrong := sorted(name for name, answer in answers.items() if answer not in _ANSWERS):
        raise Invalid(f"Deny, inherit or allow: {', '.join(wrong)}.")
    return answers
