"""Steps up and down in a list: the twin of dragging, for who has no pointer or no JavaScript."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from chatty.core.errors import NotFound
from conversations.pages.space_settings import SettingsPage

_STEPS = {"up": -1, "down": 1}


class StepPage(SettingsPage):
    """A page that moves one thing of its list by one place."""

    def step(self, moves: Mapping[str, Callable[..., object]]) -> HttpResponse:
        """Move what the pressed button names, and go back to where it stands then.

        The button says `channel:up:<id>`; `moves`: by kind, the operation that takes
        `<kind>_id` and `by`. NotFound for what is none of these.
        """
        kind, _, rest = self.request.POST.get("move", "").partition(":")
        way, _, name = rest.partition(":")
        if way not in _STEPS or kind not in moves:
            raise NotFound("There is nothing to move.")
        named = {f"{kind}_id": name, "by": _STEPS[way]}
        return self.carry_out(
            lambda: moves[kind](actor=self.viewer, space_id=self.space_id, **named),
            told="",
            then=f"{self.own_path()}#{kind}-{name}",
        )
