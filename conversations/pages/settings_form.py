"""What all forms of a space's settings share: each has a name of its own on its page, and shows
what somebody else changed meanwhile, in words, beside the field that it is about.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, cast

from django import forms
from django.http import QueryDict

from accounts.pages.forms import RefusableForm
from chatty.core.errors import Refusal, VersionConflict

_SHOWN_AT_MOST: Final = 160


class SettingsForm(RefusableForm):
    """A form of the settings. `key` sets it apart from the others on its page."""

    key: ClassVar[str]
    # What was there when it was filled in: the hidden field of it, and its name in `current`.
    base: ClassVar[tuple[str, str]] = ("version", "version")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.key}-%s"} | options)

    def show_refusal(self, refusal: Refusal) -> None:
        """Each text beside its field; of what somebody else changed meanwhile what it is now."""
        if isinstance(refusal, VersionConflict) and self.base[0] in self.fields:
            self._show_conflict(refusal.current)
        else:
            super().show_refusal(refusal)

    def _show_conflict(self, current: Mapping[str, Any]) -> None:
        self.add_error(
            None,
            "Somebody else changed this while you did. What you chose is still here. "
            "Save again to replace what they chose.",
        )
        hidden, shown = self.base
        for name in self.fields.keys() & current.keys() - {hidden}:
            for text in _differences(self.fields[name], current[name], self.cleaned_data.get(name)):
                self.add_error(name, text)
        # From now on it is about what was just shown.
        filled_in = cast("QueryDict", self.data).copy()
        filled_in[hidden] = str(current[shown] or "")
        self.data = filled_in


def _differences(field: forms.Field, value: Any, mine: Any) -> list[str]:
    """What is to be said of a field that holds `value` now, where `mine` was filled in; nothing
    where both come to the same.
    """
    if isinstance(field, forms.MultipleChoiceField):
        return list(_of_choices(field, value or (), mine or ()))
    if _plain(value) == _plain(mine):
        return []
    return [f"It is now: {_in_words(field, value)}"]


def _of_choices(
    field: forms.MultipleChoiceField, values: Iterable[str], mine: Iterable[str]
) -> Iterable[str]:
    """Of many choices only those that differ: all of them would have to be compared by eye."""
    now, chosen = set(values), set(mine)
    for beginning, names in (
        ("Now on, and off in what you chose", now - chosen),
        ("Now off, and on in what you chose", chosen - now),
    ):
        if told := [label for value, label in _labels(field).items() if value in names]:
            yield f"{beginning}: {', '.join(told)}"


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(field, forms.ChoiceField):
        # A choice that is not offered to the reader is not named to them either.
        return _labels(field).get(_plain(value), "something that you cannot choose")
    text = str(value or "empty")
    return text if len(text) <= _SHOWN_AT_MOST else f"{text[:_SHOWN_AT_MOST]}…"


def _plain(value: Any) -> Any:
    """As it would be kept: line breaks, and letters from some keyboards, come in other forms."""
    if isinstance(value, bool):
        return value
    return unicodedata.normalize("NFC", str(value or "").replace("\r\n", "\n")).strip()


def _labels(field: forms.ChoiceField) -> dict[str, str]:
    pairs = cast("Iterable[tuple[Any, Any]]", field.choices)
    return {str(value): str(label) for value, label in pairs}
