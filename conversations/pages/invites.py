"""The landing page of an invite; works without JavaScript."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from chatty.core.errors import InviteExpired, InviteUsedUp, NotFound
from conversations.operations.invites import accept_invite
from conversations.queries.invites import find_invite, landing, take_invite_look


class InvitePage(View):
    """Who invited, to what, and a button to accept."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show the invite; one that lets nobody in any more says who to ask."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        return self._show(request, code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Join, then open the conversation; without an account sign in first and come back."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('signin')}?next={request.path}")
        try:
            conversation, _is_new = accept_invite(actor=request.user, code=code)
        except NotFound:
            raise Http404 from None
        except (InviteExpired, InviteUsedUp):
            return self._show(request, code)
        return HttpResponseRedirect(f"/c/{conversation['id']}")

    def _show(self, request: HttpRequest, code: str) -> HttpResponse:
        try:
            invite = landing(find_invite(code))
        except NotFound:
            raise Http404 from None
        context = {"invite": invite, "signed_in": request.user.is_authenticated}
        status = 200 if invite["status"] == "open" else 410
        return render(request, "conversations/invite.html", context, status=status)
