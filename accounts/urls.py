"""Paths of people."""

from django.urls import path

from accounts.api import auth, me, presence, sessions, users
from accounts.pages import signin, signup, verify

urlpatterns = [
    path("api/v1/auth/register", auth.RegisterEndpoint.as_view(), name="register"),
    path("api/v1/auth/login", auth.LoginEndpoint.as_view(), name="login"),
    path("api/v1/auth/refresh", auth.RefreshEndpoint.as_view(), name="refresh"),
    path("api/v1/auth/logout", auth.LogoutEndpoint.as_view(), name="logout"),
    path("api/v1/auth/ws-ticket", auth.TicketEndpoint.as_view(), name="ws-ticket"),
    path("api/v1/me", me.MeEndpoint.as_view(), name="me"),
    path("api/v1/me/presence", presence.PresenceEndpoint.as_view(), name="presence"),
    path("api/v1/me/sessions", sessions.SessionsEndpoint.as_view(), name="sessions"),
    path(
        "api/v1/me/sessions/<uuid:session_id>", sessions.SessionEndpoint.as_view(), name="session"
    ),
    path("api/v1/users", users.UsersEndpoint.as_view(), name="users"),
    path("api/v1/users/<uuid:user_id>", users.UserEndpoint.as_view(), name="user"),
    path("signin", signin.SignInPage.as_view(), name="signin"),
    path("signup", signup.SignUpPage.as_view(), name="signup"),
    path("signout", signin.SignOutPage.as_view(), name="signout"),
    path("verify/<str:token>", verify.verify, name="verify"),
]
