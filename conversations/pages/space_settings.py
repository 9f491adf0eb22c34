"""What all pages of a space's settings share: who may come in, the way around, and what was
refused, beside the form that it was about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.models import User
from accounts.pages.cookies import browser_session
from accounts.rules.avatars import colour_class, initials
from chatty.core.conflicts import retry_conflicts
from chatty.core.errors import NotFound, Refusal
from chatty.core.rate_limit import take_read
from conversations.access import InSpace, find_space, require_in_space
from conversations.pages.settings_form import SettingsForm


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the settings. `needs`: who holds none of these does not see it; empty: everyone."""

    name: str
    label: str
    icon: str
    needs: tuple[str, ...] = ()


SECTIONS: Final = (
    Section("overview", "Overview", "settings"),
    Section("channels", "Channels", "hash", ("manage_channels",)),
    Section("roles", "Roles", "shield", ("manage_roles",)),
    # Its pages belong to the app of files.
    Section("emoji", "Emoji", "smile", ("manage_conversation",)),
    Section("members", "Members", "users"),
    Section("invites", "Invites", "link", ("invite",)),
    Section("requests", "Join requests", "user-plus", ("add_members",)),
    Section("bans", "Bans", "ban", ("ban",)),
    Section("audit", "Audit log", "history", ("view_audit",)),
    Section("template", "Template", "download", ("manage_channels",)),
)


class PersonalPage(View):
    """A page for whoever is signed in; times on it are theirs."""

    viewer: User

    def dispatch(self, request: HttpRequest, *_args: Any, **names: Any) -> HttpResponseBase:
        """Without an account one signs in first, and comes back to where a page can be shown."""
        if not isinstance(request.user, User):
            is_read = request.method in {"GET", "HEAD"}
            back = quote(request.get_full_path() if is_read else self.own_path(), safe="/")
            return HttpResponseRedirect(f"{reverse('signin')}?next={back}")
        self.viewer = request.user
        if request.method in {"GET", "HEAD"} and (session := browser_session(request)) is not None:
            take_read(session.id)
        with timezone.override(_zone_of(self.viewer)):
            self.admit()
            return retry_conflicts(lambda: super(PersonalPage, self).dispatch(request, **names))

    def admit(self) -> None:
        """Refuse, before anything is read of what was sent, whoever may not come here."""

    def own_path(self) -> str:
        """Where the page is that this one's forms stand on."""
        raise NotImplementedError


class SettingsPage(PersonalPage):
    """A page of a space's settings, for members.

    Those that show something say what it takes (`permission`) and fill `context`; those that only
    take a form inherit from the page that the form is on, so that a refusal is shown there.
    """

    http_method_names = ["get", "head", "post"]
    section: ClassVar[str]
    template_name: ClassVar[str]
    permission: ClassVar[str | None] = None
    found: InSpace

    def get(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """The page as it is."""
        return self.show(self.found)

    def admit(self) -> None:
        """As `enter`; what it finds is `found`, which is old once something was changed."""
        self.found = self.enter()

    def enter(self) -> InSpace:
        """The space; Http404 for who is no member, Forbidden for who may not see this page."""
        try:
            here = find_space(self.kwargs["space_id"], viewer=self.viewer)
        except NotFound:
            raise Http404 from None
        if self.permission is not None:
            require_in_space(here, self.permission)
        return here

    def context(self, here: InSpace) -> dict[str, Any]:
        """What this page shows beyond what all of them do, each form under its `key`."""
        raise NotImplementedError

    def show(
        self,
        here: InSpace,
        *,
        form: SettingsForm | None = None,
        refusal: Refusal | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page; with a form that was refused as it was filled in, or with what was refused."""
        context = {
            "space": _space_context(here),
            "sections": _sections_for(here, current=self.section),
            "refusal": refusal,
            "is_wrong": refusal is not None or form is not None,
            "wrong_form": form,
            **self.context(here),
            **({} if form is None else {form.key: form}),
        }
        return render(self.request, self.template_name, context, status=status)

    def submit(
        self, form: SettingsForm, work: Callable[[dict[str, Any]], object], *, told: str, then: str
    ) -> HttpResponse:
        """Do one thing with what was filled in, or show the page again with what is wrong."""
        if not form.is_valid():
            return self.show_wrong(form)
        values = dict(form.cleaned_data)
        return self.carry_out(lambda: work(values), form=form, told=told, then=then)

    def carry_out(
        self,
        work: Callable[[], object],
        *,
        told: str,
        then: str,
        form: SettingsForm | None = None,
    ) -> HttpResponse:
        """Do one thing, say so and go on to `then`; or show the page again with what was refused.

        `told` empty: the next page says enough by itself.
        """
        try:
            work()
        except NotFound:
            raise
        except Refusal as refusal:
            if form is None:
                return self.show(self.enter(), refusal=refusal, status=refusal.status)
            form.show_refusal(refusal)
            return self.show(self.enter(), form=form, status=refusal.status)
        if told:
            messages.success(self.request, told)
        return HttpResponseRedirect(then)

    def show_wrong(self, form: SettingsForm) -> HttpResponse:
        """The page with a form that was not filled in rightly."""
        return self.show(self.found, form=form, status=400)

    def own_path(self) -> str:
        """The page of this section."""
        return self.path_to(self.section)

    def path_to(self, name: str, **names: object) -> str:
        """The address of a page of this space's settings."""
        return settings_path(name, self.kwargs["space_id"], **names)

    @property
    def space_id(self) -> str:
        """As the address has it."""
        return cast("str", self.kwargs["space_id"])


def settings_path(name: str, space_id: object, **names: object) -> str:
    """The address of a page of a space's settings."""
    return reverse(f"space-{name}", kwargs={"space_id": space_id, **names})


def further(**query: str) -> str:
    """The rest of the query of a page that follows, begun with an ampersand; empty values not."""
    told = urlencode({name: value for name, value in query.items() if value})
    return f"&{told}" if told else ""


def paging(request: HttpRequest, following: str | None) -> dict[str, Any]:
    """Where a page of a list stands, for its pager."""
    return {"next": following, "is_first": "cursor" not in request.GET}


def badge(text: str, of_id: object) -> dict[str, str]:
    """Letters and colour that stand for a person or a space."""
    return {"letters": initials(text), "colour": colour_class(of_id)}


def _zone_of(viewer: User) -> ZoneInfo:
    try:
        return ZoneInfo(viewer.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _space_context(here: InSpace) -> Mapping[str, Any]:
    space = here.space
    return {
        "id": space.id,
        "name": space.name,
        "members_count": space.members_count,
        "badge": badge(space.name, space.id),
        "is_own": here.is_owner,
        "permissions": here.permissions,
    }


def _sections_for(here: InSpace, *, current: str) -> list[dict[str, Any]]:
    held = here.permissions
    return [
        {
            "label": one.label,
            "icon": one.icon,
            "path": settings_path(one.name, here.space.id),
            "is_current": one.name == current,
        }
        for one in SECTIONS
        if not one.needs or held.intersection(one.needs)
    ]
