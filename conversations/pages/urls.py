"""Paths of the pages of spaces. The chat page has `/s/<id>` and `/s/<id>/<id>`."""

from django.urls import URLPattern, path
from django.views import View

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

_CHANNEL, _CATEGORY = "/channels/<str:channel_id>", "/categories/<str:category_id>"
_ROLE, _MEMBER = "/roles/<str:role_id>", "/members/<str:user_id>"


def _settings(rest: str, view: type[View], name: str) -> URLPattern:
    return path(f"s/<str:space_id>/settings{rest}", view.as_view(), name=f"space-{name}")


urlpatterns = [
    path("s/browse", space_browse.BrowsePage.as_view(), name="space-browse"),
    path("s/browse/<str:space_id>", space_browse.JoinPage.as_view(), name="space-join"),
    path(
        "s/browse/<str:space_id>/withdraw",
        space_browse.WithdrawalPage.as_view(),
        name="space-join-withdrawal",
    ),
    _settings("", space_overview.IndexPage, "settings"),
    _settings("/overview", space_overview.OverviewPage, "overview"),
    _settings("/nickname", space_overview.NicknamePage, "nickname"),
    _settings("/transfer", space_overview.TransferPage, "transfer"),
    _settings("/leave", space_overview.LeavePage, "leaving"),
    _settings("/delete", space_overview.DeletionPage, "deletion"),
    _settings("/channels", space_channels.ChannelsPage, "channels"),
    _settings("/channels/new", space_channels.ChannelCreationPage, "channel-creation"),
    _settings("/channels/order", space_channels.ChannelOrderPage, "channel-order"),
    _settings(_CHANNEL, space_channels.ChannelPage, "channel"),
    _settings(f"{_CHANNEL}/delete", space_channels.ChannelDeletionPage, "channel-deletion"),
    _settings("/categories/new", space_categories.CategoryCreationPage, "category-creation"),
    _settings(_CATEGORY, space_categories.CategoryPage, "category"),
    _settings(f"{_CATEGORY}/delete", space_categories.CategoryDeletionPage, "category-deletion"),
    *(
        _settings(f"{place}/permissions{rest}", view, f"{kind}-{name}")
        for kind, place in (("channel", _CHANNEL), ("category", _CATEGORY))
        for rest, view, name in (
            ("", space_overrides.PermissionsPage, "permissions"),
            ("/roles/<str:role_id>", space_overrides.OverridePage, "role"),
            ("/roles/<str:role_id>/clear", space_overrides.OverrideRemovalPage, "role-clear"),
            ("/people/<str:user_id>", space_overrides.OverridePage, "person"),
            ("/people/<str:user_id>/clear", space_overrides.OverrideRemovalPage, "person-clear"),
        )
    ),
    _settings("/roles", space_roles.RolesPage, "roles"),
    _settings("/roles/new", space_roles.RoleCreationPage, "role-creation"),
    _settings("/roles/order", space_roles.RoleOrderPage, "role-order"),
    _settings(_ROLE, space_roles.RolePage, "role"),
    _settings(f"{_ROLE}/delete", space_roles.RoleDeletionPage, "role-deletion"),
    _settings(f"{_ROLE}/view", space_roles.RoleViewPage, "role-view"),
    _settings("/members", space_members.MembersPage, "members"),
    _settings(_MEMBER, space_members.MemberPage, "member"),
    _settings(f"{_MEMBER}/remove", space_members.RemovalPage, "member-removal"),
    _settings(f"{_MEMBER}/ban", space_members.MemberBanPage, "member-ban"),
    _settings("/invites", space_invites.InvitesPage, "invites"),
    _settings("/invites/<slug:code>/withdraw", space_invites.RevocationPage, "invite-revocation"),
    _settings("/requests", space_requests.RequestsPage, "requests"),
    _settings("/requests/<str:request_id>", space_requests.DecisionPage, "request"),
    _settings("/bans", space_bans.BansPage, "bans"),
    _settings("/bans/<str:user_id>/lift", space_bans.LiftingPage, "ban-lifting"),
    _settings("/audit", space_audit.AuditPage, "audit"),
    _settings("/template", space_template.TemplatePage, "template"),
    _settings("/template.json", space_template.TemplateFile, "template-file"),
]
