"""Paths of conversations."""

from django.urls import path

from conversations.api import (
    audit,
    bans,
    categories,
    channels,
    conversations,
    invites,
    join_requests,
    members,
    overrides,
    personal,
    space_bans,
    space_invites,
    space_members,
    space_roles,
    spaces,
    templates,
    view_as,
)
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
    path("api/v1/spaces", spaces.SpacesEndpoint.as_view()),
    path("api/v1/spaces/discover", spaces.DiscoverEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>", spaces.SpaceEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/me", spaces.OwnSpaceEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/leave", spaces.LeaveSpaceEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/transfer", spaces.TransferSpaceEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/template", templates.TemplateEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/order", channels.OrderEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/channels", channels.ChannelsEndpoint.as_view()),
    path(
        "api/v1/spaces/<str:space_id>/channels/<str:channel_id>",
        channels.ChannelEndpoint.as_view(),
    ),
    path("api/v1/spaces/<str:space_id>/categories", categories.CategoriesEndpoint.as_view()),
    path(
        "api/v1/spaces/<str:space_id>/categories/<str:category_id>",
        categories.CategoryEndpoint.as_view(),
    ),
    path("api/v1/spaces/<str:space_id>/join", join_requests.JoinEndpoint.as_view()),
    path(
        "api/v1/spaces/<str:space_id>/join-requests",
        join_requests.JoinRequestsEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/join-requests/mine",
        join_requests.OwnJoinRequestEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/join-requests/<str:request_id>/accept",
        join_requests.AcceptJoinRequestEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/join-requests/<str:request_id>/decline",
        join_requests.DeclineJoinRequestEndpoint.as_view(),
    ),
    path("api/v1/spaces/<str:space_id>/roles", space_roles.RolesEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/roles/order", space_roles.RoleOrderEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/roles/<str:role_id>", space_roles.RoleEndpoint.as_view()),
    path(
        "api/v1/spaces/<str:space_id>/channels/<str:channel_id>/overrides",
        overrides.ChannelOverridesEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/channels/<str:channel_id>/overrides/roles/<str:role_id>",
        overrides.ChannelRoleOverrideEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/channels/<str:channel_id>/overrides/users/<str:user_id>",
        overrides.ChannelPersonOverrideEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/categories/<str:category_id>/overrides",
        overrides.CategoryOverridesEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/categories/<str:category_id>/overrides/roles/<str:role_id>",
        overrides.CategoryRoleOverrideEndpoint.as_view(),
    ),
    path(
        "api/v1/spaces/<str:space_id>/categories/<str:category_id>/overrides/users/<str:user_id>",
        overrides.CategoryPersonOverrideEndpoint.as_view(),
    ),
    path("api/v1/spaces/<str:space_id>/members", space_members.SpaceMembersEndpoint.as_view()),
    path(
        "api/v1/spaces/<str:space_id>/members/<str:user_id>",
        space_members.SpaceMemberEndpoint.as_view(),
    ),
    path("api/v1/spaces/<str:space_id>/bans", space_bans.SpaceBansEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/bans/<str:user_id>", space_bans.SpaceBanEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/invites", space_invites.SpaceInvitesEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/audit", audit.SpaceAuditEndpoint.as_view()),
    path("api/v1/spaces/<str:space_id>/view-as", view_as.ViewAsEndpoint.as_view()),
    path("i/<slug:code>/qr.svg", invite_pages.InviteQrCode.as_view(), name="invite-qr"),
    path("i/<slug:code>", invite_pages.InvitePage.as_view(), name="invite"),
]
