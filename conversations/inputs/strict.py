"""Bodies that hold no more than they say."""

from typing import Any

from rest_framework import serializers


class Strict(serializers.Serializer[object]):
    """A body with these fields and no others: what is misspelt is not left out silently."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError(
                {name[:64]: ["There is no such field."] for name in unknown[:10]}
            )
        return dict(super().to_internal_value(data))
