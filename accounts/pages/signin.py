"""`/signin` and `/signout`."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from accounts.access import COOKIE_KEY
from accounts.operations.sessions import SIGNED_OUT, revoke_session
from accounts.operations.sign_in import sign_in
from accounts.pages.cookies import (
    begin_browser_session,
    browser_device,
    browser_session,
    safe_next,
)
from accounts.pages.forms import SignInForm
from chatty.core.errors import Refusal


class SignInPage(View):
    """Signing in with a form."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
        return self.page(request, SignInForm(), request.GET.get("next", ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        path = request.POST.get("next", "")
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, path, status=400)
        try:
            signed_in = sign_in(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                device=browser_device(request),
                with_refresh_token=False,
            )
        except Refusal as refusal:
            form.show_refusal(refusal)
            return self.page(request, form, path, status=refusal.status)
        end_browser_session(request)
        begin_browser_session(request, signed_in.session)
        return HttpResponseRedirect(safe_next(request, path))

    def page(
        self, request: HttpRequest, form: SignInForm, path: str, *, status: int = 200
    ) -> HttpResponse:
        """The form, with what was typed (never the password) and what is wrong."""
        context = {
            "form": form,
            "next": safe_next(request, path) if path else "",
            "registration_open": settings.REGISTRATION != "closed",
        }
        return render(request, "accounts/signin.html", context, status=status)


class SignOutPage(View):
    """Signing out; only by POST, so that no link or picture does it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_browser_session(request)
        return HttpResponseRedirect("/signin")


def end_browser_session(request: HttpRequest) -> None:
    """End the session that the browser has, if any, and its cookie."""
    session = browser_session(request)
    if session is not None:
        revoke_session(actor=session.user, session_id=session.id, reason=SIGNED_OUT)
    if COOKIE_KEY in request.session:
        request.session.flush()
