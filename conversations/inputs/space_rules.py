"""What clients send about roles, overrides, members, bans and invites of spaces, checked field by
field.
"""

from typing import Any

from rest_framework import serializers

from chatty.core.limits import limits
from conversations.inputs.conversations import (
    BanInput,
    Flag,
    NewInviteInput,
    WholeNumber,
    Words,
)
from conversations.inputs.strict import Strict
from conversations.rules.permissions import PERMISSIONS

COLOURS = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]


def _permissions(**options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=PERMISSIONS), max_length=len(PERMISSIONS), **options
    )


class RoleInput(Strict):
    """`PATCH /spaces/{id}/roles/{id}`: what is left out stays as it is."""

    name = Words(required=False, trim_whitespace=False, max_length=1_000)
    colour = serializers.ChoiceField(choices=COLOURS, required=False, allow_null=True)
    allow = _permissions(required=False)
    shown_apart = Flag(required=False)
    version = WholeNumber(required=False, min_value=1)


class NewRoleInput(Strict):
    """`POST /spaces/{id}/roles`."""

    name = Words(trim_whitespace=False, max_length=1_000)
    colour = serializers.ChoiceField(choices=COLOURS, required=False, allow_null=True, default=None)
    allow = _permissions(required=False, default=list)
    shown_apart = Flag(required=False, default=False)


class RoleOrderInput(Strict):
    """`PUT /spaces/{id}/roles/order`: all but @everyone, highest first."""

    role_ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=limits.roles_per_space
    )


class OverrideInput(Strict):
    """`PUT …/overrides/…`: all that is allowed and denied there from now on."""

    allow = _permissions(required=False, default=list)
    deny = _permissions(required=False, default=list)
    version = WholeNumber(required=False, min_value=0, help_text="0: nothing was said there yet.")


class SpaceMemberInput(Strict):
    """`PATCH /spaces/{id}/members/{id}`: what is left out stays as it is."""

    nickname = Words(
        required=False,
        allow_null=True,
        allow_blank=True,
        trim_whitespace=False,
        max_length=1_000,
    )
    role_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=limits.roles_per_space
    )


class SpaceBanInput(Strict, BanInput):
    """`POST /spaces/{id}/bans`; seconds, null for good."""


class NewSpaceInviteInput(Strict, NewInviteInput):
    """`POST /spaces/{id}/invites`; seconds and uses, null for no limit."""
