"""Offering features: to everyone, to nobody, or to some first."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from accounts.access import require_moderator
from accounts.models import User
from accounts.operations.audit import record_audit_entry
from accounts.operations.suspension import clean_reason
from chatty.core.clock import now
from chatty.core.errors import Forbidden, Invalid, NotFound
from chatty.core.ids import read_id
from chatty.core.limits import limits
from chatty.realtime.publish import Control, publish
from chatty.realtime.topics import EVERYONE
from conversations.access.features import forget_rollouts
from conversations.events import FEATURES_NOTICE, FeaturesUpdated
from conversations.models import FeatureRollout, Space
from conversations.rules.features import Feature


def offer_feature(
    *,
    actor: User,
    feature: str,
    percentage: int,
    usernames: Sequence[str],
    space_ids: Sequence[str],
    reason: str,
) -> FeatureRollout:
    """Say to whom a feature is offered: to so many in a hundred people, and besides to these
    people and in these spaces. It counts in this process at once, in others as soon as they hear of
    it; open clients are told to look.

    NotFound (no such feature), Forbidden for who does not own the server, Invalid for who or what
    is not there.
    """
    if feature not in set(Feature):
        raise NotFound("There is no such feature.")
    text = clean_reason(reason)
    if not 0 <= percentage <= 100:
        raise Invalid(errors={"percentage": ["Use a whole number from 0 to 100."]})
    with transaction.atomic():
        if not require_moderator(actor).is_superuser:
            raise Forbidden("Only an owner of this server decides what it offers.")
        people, spaces = _people(usernames), _spaces(space_ids)
        rollout, _is_new = FeatureRollout.objects.update_or_create(
            feature=feature,
            defaults={
                "percentage": percentage,
                "user_ids": people,
                "space_ids": spaces,
                "changed_at": now(),
            },
        )
        record_audit_entry(
            actor=actor,
            action="feature.offered",
            target_type="feature",
            target_id=feature,
            details={
                "percentage": percentage,
                "people": len(people),
                "spaces": len(spaces),
                "reason": text,
            },
        )
        # Here at once, also without a server to hear of it.
        transaction.on_commit(forget_rollouts)
        publish(EVERYONE, FeaturesUpdated(), control=Control(notice=FEATURES_NOTICE))
    return rollout


def _people(usernames: Sequence[str]) -> list[uuid.UUID]:
    wanted = list(dict.fromkeys(name.lower().removeprefix("@") for name in usernames))
    _refuse_too_many("usernames", wanted)
    found = dict(User.objects.filter(username__in=wanted).values_list("username", "id"))
    missing = [f"There is no {name}." for name in wanted if name not in found]
    if missing:
        raise Invalid(errors={"usernames": missing})
    return [found[name] for name in wanted]


def _spaces(space_ids: Sequence[str]) -> list[uuid.UUID]:
    wanted = list(dict.fromkeys(space_ids))
    _refuse_too_many("space_ids", wanted)
    known = {text: read_id(text) for text in wanted}
    ids = [name for name in known.values() if name is not None]
    there = set(Space.objects.filter(id__in=ids, deleted_at=None).values_list("id", flat=True))
    missing = [f"There is no space {text}." for text, name in known.items() if name not in there]
    if missing:
        raise Invalid(errors={"space_ids": missing})
    return ids


def _refuse_too_many(field: str, values: Sequence[str]) -> None:
    if len(values) > limits.feature_rollout_names:
        raise Invalid(errors={field: [f"Name at most {limits.feature_rollout_names}."]})
