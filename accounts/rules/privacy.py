"""What people may hide of themselves, and the values that each setting takes."""

from collections.abc import Mapping
from typing import Any

EVERYONE, CONTACTS, NOBODY = "everyone", "contacts", "nobody"
_AUDIENCES = (EVERYONE, CONTACTS, NOBODY)
# Setting -> its values; the first is the default.
_SETTINGS: dict[str, tuple[str, ...]] = {"last_seen": _AUDIENCES, "forwards": _AUDIENCES}


def privacy_of(stored: Mapping[str, Any]) -> dict[str, str]:
    """Every privacy setting, those never chosen with their default."""
    return {name: stored.get(name, values[0]) for name, values in _SETTINGS.items()}


def changed_privacy(stored: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, str]:
    """`stored` with `changes`; what is not named stays. ValueError names the wrong setting."""
    for name, value in changes.items():
        values = _SETTINGS.get(name)
        if values is None:
            raise ValueError(f"There is no setting {name[:40]!r}.")
        if value not in values:
            raise ValueError(f"{name} is one of {', '.join(values)}.")
    return privacy_of({**stored, **changes})
