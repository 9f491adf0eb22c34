"""`/verify/<token>`: the link in the mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.operations.verification import verify_email
from chatty.core.errors import Refusal


@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Mark the address as proved. Opening the link again says the same."""
    try:
        user = verify_email(token=token)
    except Refusal as refusal:
        context = {"title": "This link does not work", "text": refusal.detail}
        return render(request, "accounts/notice.html", context, status=refusal.status)
    context = {
        "title": "Your e-mail address is confirmed",
        "text": f"Thank you. {user.email} belongs to you.",
    }
    return render(request, "accounts/notice.html", context)
