"""Paths of the pages of spaces. The chat page has `/s/<id>` and `/s/<id>/<id>`."""

from django.urls import path

from conversations.pages import (
    space_audit,
    space_bans,
    space_browse,
    space_categories,
    space_channels,
    space_invites,
    space_members,
    space_overrides,
    space_overview,
    space_requests,
    space_roles,
    space_template,
)

_SETTINGS = "s/<str:space_id>/settings"
_CHANNEL = f"{_SETTINGS}/channels/<str:channel_id>"
_CATEGORY = f"{_SETTINGS}/categories/<str:category_id>"
_ROLE = f"{_SETTINGS}/roles/<str:role_id>"
_MEMBER = f"{_SETTINGS}/members/<str:user_id>"

urlpatterns = [
    path("s/browse", space_browse.BrowsePage.as_view(), name="space-browse"),
    path("s/browse/<str:space_id>", space_browse.JoinPage.as_view(), name="space-join"),
    path(_SETTINGS, space_overview.IndexPage.as_view(), name="space-settings"),
    path(f"{_SETTINGS}/overview", space_overview.OverviewPage.as_view(), name="space-overview"),
    path(f"{_SETTINGS}/nickname", space_overview.NicknamePage.as_view(), name="space-nickname"),
    path(f"{_SETTINGS}/transfer", space_overview.TransferPage.as_view(), name="space-transfer"),
    path(f"{_SETTINGS}/leave", space_overview.LeavePage.as_view(), name="space-leaving"),
    path(f"{_SETTINGS}/delete", space_overview.DeletionPage.as_view(), name="space-deletion"),
    path(f"{_SETTINGS}/channels", space_channels.ChannelsPage.as_view(), name="space-channels"),
    path(
        f"{_SETTINGS}/channels/new",
        space_channels.ChannelCreationPage.as_view(),
        name="space-channel-creation",
    ),
    path(
        f"{_SETTINGS}/channels/order",
        space_channels.ChannelOrderPage.as_view(),
        name="space-channel-order",
    ),
    path(_CHANNEL, space_channels.ChannelPage.as_view(), name="space-channel"),
    path(
        f"{_CHANNEL}/delete",
        space_channels.ChannelDeletionPage.as_view(),
        name="space-channel-deletion",
    ),
    path(
        f"{_SETTINGS}/categories/new",
        space_categories.CategoryCreationPage.as_view(),
        name="space-category-creation",
    ),
    path(_CATEGORY, space_categories.CategoryPage.as_view(), name="space-category"),
    path(
        f"{_CATEGORY}/delete",
        space_categories.CategoryDeletionPage.as_view(),
        name="space-category-deletion",
    ),
    *(
        path(f"{place}/permissions{rest}", view.as_view(), name=f"space-{kind}-{name}")
        for kind, place in (("channel", _CHANNEL), ("category", _CATEGORY))
        for rest, name, view in (
            ("", "permissions", space_overrides.PermissionsPage),
            ("/roles/<str:role_id>", "role", space_overrides.OverridePage),
            ("/roles/<str:role_id>/clear", "role-clear", space_overrides.OverrideRemovalPage),
            ("/people/<str:user_id>", "person", space_overrides.OverridePage),
            ("/people/<str:user_id>/clear", "person-clear", space_overrides.OverrideRemovalPage),
        )
    ),
    path(f"{_SETTINGS}/roles", space_roles.RolesPage.as_view(), name="space-roles"),
    path(
        f"{_SETTINGS}/roles/new", space_roles.RoleCreationPage.as_view(), name="space-role-creation"
    ),
    path(f"{_SETTINGS}/roles/order", space_roles.RoleOrderPage.as_view(), name="space-role-order"),
    path(_ROLE, space_roles.RolePage.as_view(), name="space-role"),
    path(f"{_ROLE}/delete", space_roles.RoleDeletionPage.as_view(), name="space-role-deletion"),
    path(f"{_ROLE}/view", space_roles.RoleViewPage.as_view(), name="space-role-view"),
    path(f"{_SETTINGS}/members", space_members.MembersPage.as_view(), name="space-members"),
    path(_MEMBER, space_members.MemberPage.as_view(), name="space-member"),
    path(f"{_MEMBER}/remove", space_members.RemovalPage.as_view(), name="space-member-removal"),
    path(f"{_MEMBER}/ban", space_members.MemberBanPage.as_view(), name="space-member-ban"),
    path(f"{_SETTINGS}/invites", space_invites.InvitesPage.as_view(), name="space-invites"),
    path(
        f"{_SETTINGS}/invites/<slug:code>/withdraw",
        space_invites.RevocationPage.as_view(),
        name="space-invite-revocation",
    ),
    path(f"{_SETTINGS}/requests", space_requests.RequestsPage.as_view(), name="space-requests"),
    path(
        f"{_SETTINGS}/requests/<str:request_id>",
        space_requests.DecisionPage.as_view(),
        name="space-request",
    ),
    path(f"{_SETTINGS}/bans", space_bans.BansPage.as_view(), name="space-bans"),
    path(
        f"{_SETTINGS}/bans/<str:user_id>/lift",
        space_bans.LiftingPage.as_view(),
        name="space-ban-lifting",
    ),
    path(f"{_SETTINGS}/audit", space_audit.AuditPage.as_view(), name="space-audit"),
    path(f"{_SETTINGS}/template", space_template.TemplatePage.as_view(), name="space-template"),
    path(
        f"{_SETTINGS}/template.json",
        space_template.TemplateFile.as_view(),
        name="space-template-file",
    ),
]
