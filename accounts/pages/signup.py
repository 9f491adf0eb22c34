"""`/signup`."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from accounts.operations.owner_claims import is_owner_claim
from accounts.operations.registration import sign_up
from accounts.pages.cookies import begin_browser_session, browser_device, safe_next
from accounts.pages.forms import SignUpForm
from accounts.pages.signin import end_browser_session
from chatty.core.errors import Refusal


class SignUpPage(View):
    """Signing up with a form: `?owner=` for the owner's account, `?invite_code=` from an invite."""

    def get(self, request: HttpRequest) -> HttpResponse:
        owner = request.GET.get("owner", "")
        if request.user.is_authenticated and not owner:
            return HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
        if owner and not is_owner_claim(owner):
            return _used_up(request)
        return self.page(request, SignUpForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=400)
        try:
            signed_in = sign_up(
                username=form.cleaned_data["username"],
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                display_name=form.cleaned_data["display_name"],
                invite_code=request.POST.get("invite_code", ""),
                owner_token=request.POST.get("owner", ""),
                device=browser_device(request),
                with_refresh_token=False,
            )
        except Refusal as refusal:
            form.show_refusal(refusal)
            return self.page(request, form, status=refusal.status)
        end_browser_session(request)
        begin_browser_session(request, signed_in.session)
        return HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))

    def page(self, request: HttpRequest, form: SignUpForm, *, status: int = 200) -> HttpResponse:
        """The form, with what was typed (never the password) and what is wrong."""
        given = request.POST if request.method == "POST" else request.GET
        path = given.get("next", "")
        owner = given.get("owner", "")
        context = {
            "form": form,
            "owner": owner,
            "is_owner_claim": bool(owner),
            "invite_code": given.get("invite_code", ""),
            "registration_open": settings.REGISTRATION != "closed" or bool(owner),
            "next": safe_next(request, path) if path else "",
        }
        return render(request, "accounts/signup.html", context, status=status)


def _used_up(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "This link no longer works",
        "text": "The owner link is used up or has expired. Start Chatty again for a new one.",
    }
    return render(request, "accounts/notice.html", context, status=400)
