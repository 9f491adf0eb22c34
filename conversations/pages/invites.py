"""The landing page of an invite, and its QR code; both work without JavaScript."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from accounts.rules.avatars import colour_class, initials
from chatty.core.errors import Forbidden, Invalid, InviteExpired, InviteUsedUp, NotFound, Refusal
from conversations.access import find_membership, find_space
from conversations.adapters.qr_codes import draw_qr_code
from conversations.operations.invite_codes import check_invite
from conversations.operations.invites import accept_invite
from conversations.queries.invites import find_invite, landing, take_invite_look
from conversations.wire import InviteLandingJSON, invite_json

# What an invite leads to never changes; whether it still lets somebody in may, within the hour.
_QR_SECONDS = 3_600
_STATUS_CODES = {"open": 200, "archived": 403}


class InvitePage(View):
    """Who invited, to what, who will see what, and a button to accept."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show the invite; one that lets nobody in any more says who to ask."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        return _show(request, code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Join, then open the conversation; without an account sign in first and come back."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('signin')}?next={request.path}")
        try:
            joined = accept_invite(actor=request.user, code=code)
        except NotFound:
            raise Http404 from None
        except (InviteExpired, InviteUsedUp):
            return _show(request, code)
        except (Forbidden, Invalid) as refusal:
            return _show(request, code, refusal=refusal)
        if joined.space is not None:
            return HttpResponseRedirect(f"/s/{joined.space['id']}")
        assert joined.conversation is not None  # noqa: S101 - it has led to one of the two
        return HttpResponseRedirect(f"/c/{joined.conversation['id']}")


class InviteQrCode(View):
    """The address of an invite as a picture for the camera of a phone."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """An SVG; 404 for a code that nobody made, 410 for one that lets nobody in any more."""
        take_invite_look(request.META.get("REMOTE_ADDR"))
        try:
            invite = find_invite(code)
        except NotFound:
            raise Http404 from None
        check_invite(invite)
        picture = draw_qr_code(invite_json(invite)["url"])
        answer = HttpResponse(picture, content_type="image/svg+xml")
        # The code is a key: only the browser that has it may keep the picture.
        answer.headers["Cache-Control"] = f"private, max-age={_QR_SECONDS}"
        return answer


def _show(request: HttpRequest, code: str, *, refusal: Refusal | None = None) -> HttpResponse:
    try:
        invite = landing(find_invite(code))
    except NotFound:
        raise Http404 from None
    is_member = _is_member(request, invite)
    status = _STATUS_CODES.get(invite["status"], 410)
    if refusal is not None:
        status = refusal.status
    context = {
        "invite": invite,
        "refusal": _reason(refusal),
        "is_member": is_member,
        # Who withdrew it wants nobody to learn from it any more, not even where it led.
        "is_withdrawn": invite["status"] == "revoked" and not is_member,
        "has_declined": "declined" in request.GET,
        "group": {
            "letters": initials(invite["title"]),
            "colour": colour_class(invite["space_id"] or invite["conversation_id"]),
        },
        "maker": {
            "letters": initials(invite["created_by_name"]),
            "colour": colour_class(invite["created_by"]),
        },
        "registration_open": settings.REGISTRATION != "closed",
    }
    return render(
        request, "conversations/invite.html", context, status=200 if is_member else status
    )


def _is_member(request: HttpRequest, invite: InviteLandingJSON) -> bool:
    if not request.user.is_authenticated:
        return False
    try:
        if invite["space_id"] is not None:
            find_space(invite["space_id"], viewer=request.user)
        else:
            find_membership(invite["conversation_id"], viewer=request.user)
    except NotFound:
        return False
    return True


def _reason(refusal: Refusal | None) -> str | None:
    """Why somebody cannot join, as a sentence."""
    if refusal is None:
        return None
    return next((text for texts in (refusal.errors or {}).values() for text in texts), None) or (
        refusal.detail
    )
