"""Paths of conversations."""

from django.urls import path

from conversations.api import bans, conversations, invites, members, personal
from conversations.pages import invites as invite_pages

urlpatterns = [
    path("api/v1/conversations", conversations.ConversationsEndpoint.as_view()),
    path(
        "api/v1/conversations/<str:conversation_id>", conversations.ConversationEndpoint.as_view()
    ),
    path("api/v1/conversations/<str:conversation_id>/members", members.MembersEndpoint.as_view()),
    path(
        "api/v1/conversations/<str:conversation_id>/members/<str:user_id>",
        members.MemberEndpoint.as_view(),
    ),
    path("api/v1/conversations/<str:conversation_id>/leave", members.LeaveEndpoint.as_view()),
    path("api/v1/conversations/<str:conversation_id>/transfer", members.TransferEndpoint.as_view()),
    path("api/v1/conversations/<str:conversation_id>/bans", bans.BansEndpoint.as_view()),
    path(
        "api/v1/conversations/<str:conversation_id>/bans/<str:user_id>",
        bans.BanEndpoint.as_view(),
    ),
    path("api/v1/conversations/<str:conversation_id>/invites", invites.InvitesEndpoint.as_view()),
    path("api/v1/me/folders", personal.FoldersEndpoint.as_view()),
    path("api/v1/invites/<slug:code>", invites.InviteEndpoint.as_view()),
    path("i/<slug:code>/qr.svg", invite_pages.InviteQrCode.as_view(), name="invite-qr"),
    path("i/<slug:code>", invite_pages.InvitePage.as_view(), name="invite"),
]
