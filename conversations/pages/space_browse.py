"""`/s/browse`: spaces that let themselves be found, and coming into one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from chatty.core.errors import NotFound, Refusal
from chatty.core.pagination import read_page
from conversations.operations.joining import join_space, withdraw_join_request
from conversations.pages.space_forms import JoinForm
from conversations.pages.space_settings import PersonalPage, badge, further, paging
from conversations.queries.discovery import list_discoverable, shape_briefs
from conversations.queries.joinable import find_joinable
from conversations.wire import SpaceBriefJSON


class BrowsePage(PersonalPage):
    """The list, those with the most members first; searched by name and description."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of them."""
        text = request.GET.get("q", "")
        refusal, briefs, after = None, [], None
        try:
            found = list_discoverable(text=text, page=read_page(request.GET, int, str))
            briefs, after = shape_briefs(self.viewer, found.rows), found.next
        except Refusal as caught:
            refusal = caught
        context = {
            "query": text,
            "more": further(q=text),
            "refusal": refusal,
            "is_wrong": refusal is not None,
            "is_browsing": True,
            "rows": [_row(brief) for brief in briefs],
            **paging(request, after),
        }
        status = 200 if refusal is None else refusal.status
        return render(request, "conversations/spaces/browse.html", context, status=status)

    def own_path(self) -> str:
        """The list."""
        return reverse("space-browse")


class JoinPage(PersonalPage):
    """One space, before one is in it: to join, or to ask with a message."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, space_id: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """What it is, and what one can do about it."""
        return self.show(JoinForm())

    def post(self, request: HttpRequest, space_id: str) -> HttpResponse:
        """Join and go inside, or ask and come back here."""
        form = JoinForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            joined = join_space(
                actor=self.viewer, space_id=space_id, message=form.cleaned_data["message"]
            )
        except NotFound:
            raise Http404 from None
        except Refusal as refusal:
            form.show_refusal(refusal)
            return self.show(form, status=refusal.status)
        if joined.space is not None:
            return HttpResponseRedirect(f"/s/{joined.space['id']}")
        return HttpResponseRedirect(self.own_path())

    def show(
        self, form: JoinForm, *, refusal: Refusal | None = None, status: int = 200
    ) -> HttpResponse:
        """The page; Http404 for a space that only an invite leads to."""
        try:
            brief = find_joinable(self.kwargs["space_id"], viewer=self.viewer)
        except NotFound:
            raise Http404 from None
        context = {
            **_row(brief),
            "join": form,
            "is_wrong": refusal is not None or bool(form.errors),
            "wrong_form": form,
            "refusal": refusal,
            "is_browsing": True,
        }
        return render(self.request, "conversations/spaces/join.html", context, status=status)

    def own_path(self) -> str:
        """This space's page."""
        return reverse("space-join", kwargs={"space_id": self.kwargs["space_id"]})


class WithdrawalPage(JoinPage):
    """Taking back what one has asked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, space_id: str) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take it back, and stay with the space as long as it shows itself. What is not asked any
        more may be so by a second press.
        """
        try:
            withdraw_join_request(actor=self.viewer, space_id=space_id)
        except NotFound:
            pass
        except Refusal as refusal:
            return self.show(JoinForm(), refusal=refusal, status=refusal.status)
        try:
            find_joinable(space_id, viewer=self.viewer)
        except NotFound:
            return HttpResponseRedirect(reverse("space-browse"))
        return HttpResponseRedirect(self.own_path())


def _row(brief: SpaceBriefJSON) -> dict[str, Any]:
    return {"brief": brief, "badge": badge(brief["name"], brief["id"])}
