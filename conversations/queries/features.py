"""The features that somebody has."""

import uuid

from accounts.models import User
from conversations.access.features import has_feature, rollouts
from conversations.models import FeatureRollout, SpaceMember
from conversations.rules.features import TITLES, Feature


def features_of(viewer: User | None) -> dict[str, bool]:
    """By name, whether somebody (None: not signed in) is offered it everywhere."""
    user_id = None if viewer is None else viewer.id
    return {
        feature.value: has_feature(feature, user_id=user_id, space_id=None) for feature in Feature
    }


def features_in_spaces(viewer: User | None) -> dict[str, list[str]]:
    """By the ids of spaces that the viewer is in, what is offered there and not everywhere."""
    everywhere = features_of(viewer)
    some = {space for rollout in rollouts().values() for space in rollout.space_ids}
    if viewer is None or not some:
        return {}
    own: list[uuid.UUID] = list(
        SpaceMember.objects.filter(
            space_id__in=some, user_id=viewer.id, left_at=None, space__deleted_at=None
        ).values_list("space_id", flat=True)
    )
    return {
        str(space_id): [
            feature.value
            for feature in Feature
            if not everywhere[feature]
            and has_feature(feature, user_id=viewer.id, space_id=space_id)
        ]
        for space_id in sorted(own)
    }


def list_rollouts() -> list[FeatureRollout]:
    """Every feature, as it is offered; those without a row to everyone."""
    found = {row.feature: row for row in FeatureRollout.objects.all()}
    return [found.get(feature) or FeatureRollout(feature=feature) for feature in TITLES]
