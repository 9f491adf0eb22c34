"""A device of somebody: its line, what it makes of events in Python, and a page under node."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from tests.asking import Api, api_as
from tests.properties.lines import Line
from tests.properties.model import Model, shape_of
from tests.properties.pages import Pages

_ROUNDS = 20


@dataclass
class Client:
    """One device."""

    name: str
    user: User
    pages: Pages
    line: Line = field(init=False)
    model: Model = field(default_factory=Model)
    api: Api = field(init=False)
    me: Any = None

    def __post_init__(self) -> None:
        self.line, self.api = Line(self.user), api_as(self.user)
        self.me = self.api.get("/me")

    def open(self, room: str) -> None:
        """Start: connect, load the list, and open one conversation."""
        self.line.connect()
        self.pages.ask(self.name, "load", me=self.me, snapshot=self.snapshot({room: None}))
        self.catch_up()

    def snapshot(self, loaded: dict[str, int | None]) -> dict[str, Any]:
        """What a page fetches that has these timelines open from a place on."""
        found: dict[str, Any] = {
            "me": self.me,
            "conversations": self.api.get("/conversations?limit=100"),
        }
        parts: dict[str, dict[str, Any]] = {"messages": {}, "members": {}, "pins": {}}
        for name, first in loaded.items():
            path = f"/conversations/{name}"
            anchor = "limit=5" if first is None else f"limit=100&after={first - 1}"
            parts["messages"][name] = self.api.get(f"{path}/messages?{anchor}")
            parts["members"][name] = self.api.get(f"{path}/members?limit=100")
            parts["pins"][name] = self.api.get(f"{path}/pins?limit=100")
        return found | parts

    def hear(self, frame: dict[str, Any]) -> None:
        """What came over the line."""
        self.model.hear(frame)
        self.pages.ask(self.name, "event", frame=frame)

    def hear_all(self) -> None:
        """Everything that is under way."""
        while self.line.under_way:
            self.hear(self.line.under_way.pop(0))

    def reconnect(self) -> None:
        """A new line, and what was missed."""
        self.line.cut()
        self.line.connect()
        self.catch_up()

    def catch_up(self) -> None:
        """`sync` until there is no more, then the holes: as the contract says."""
        cursors = {name: room.cursor for name, room in self.model.rooms.items()}
        for _ in range(_ROUNDS):
            answer = self._sync(self.model.account_cursor, cursors)
            self.model.sync(answer)
            cursors = {name: room.cursor for name, room in self.model.rooms.items()}
            if not answer["has_more"]:
                break
        for _ in range(_ROUNDS):
            wanted = self.pages.ask(self.name, "wants")
            answer = self._sync(wanted["account_cursor"], wanted["cursors"])
            self.pages.ask(self.name, "sync", answer=answer)
            if not answer["has_more"]:
                break
        self.fill_holes()

    def fill_holes(self) -> None:
        """What is done about a gap while the line is up: `changes` alone."""
        for name in list(self.model.rooms):
            self._fill(name)
        self._tend_page()

    def _sync(self, cursor: str | None, cursors: dict[str, int]) -> Any:
        return self.api.ok("POST", "/sync", {"account_cursor": cursor, "cursors": cursors})

    def _fill(self, name: str) -> None:
        """`changes` until nothing is missing; small pages, so that there are several."""
        for _ in range(200):
            room = self.model.rooms.get(name)
            if room is None or not room.is_behind:
                return
            answer = self._changes(name, room.cursor)
            if answer is None:
                del self.model.rooms[name]
                return
            self.model.changes(name, answer)
        raise AssertionError("`changes` never ends")

    def _changes(self, name: str, since: int) -> Any:
        """A page, or None for who is in it no longer."""
        found = self.api("GET", f"/conversations/{name}/changes?since={since}&limit=7")
        return None if found.status_code == 404 else found.json()

    def _tend_page(self) -> None:
        """What a page fetches by itself: holes, and rows that it does not know."""
        for _ in range(200):
            wanted = self.pages.ask(self.name, "wants")
            if not wanted["stale"] and not wanted["missing"]:
                return
            for name in wanted["stale"]:
                answer = self._changes(name, wanted["all_cursors"].get(name, 0))
                self._apply(name, answer, "changes", id=name, answer=answer)
            for name in wanted["missing"]:
                found = self.api("GET", f"/conversations/{name}")
                row = None if found.status_code == 404 else found.json()
                self._apply(name, row, "conversation", conversation=row)
        raise AssertionError("a page asks for ever")

    def _apply(self, name: str, found: Any, do: str, **more: Any) -> None:
        if found is None:
            self.pages.ask(self.name, "removed", id=name)
        else:
            self.pages.ask(self.name, do, **more)

    def expect_fresh(self) -> None:
        """Both clients hold what a new one fetches (I3), and what one that begins with nothing is
        told (I7).
        """
        fresh = self._fetch(self.api.get)
        assert {name: room.state() for name, room in self.model.rooms.items()} == fresh
        newcomer = Client(f"{self.name}'", self.user, self.pages)
        newcomer.model.sync(newcomer._sync(None, {}))
        for name in list(newcomer.model.rooms):
            newcomer._fill(name)
        assert {name: room.state() for name, room in newcomer.model.rooms.items()} == fresh
        loaded = self.pages.ask(self.name, "wants")["loaded"]
        firsts = {name: first or 1 for name, first in loaded.items()}
        states = self.pages.ask(self.name, "compare", me=self.me, fresh=self.snapshot(firsts))
        parts = states["replayed"].keys() | states["fresh"].keys()
        apart = {
            part: [state.get(part) for state in states.values()]
            for part in parts
            if states["replayed"].get(part) != states["fresh"].get(part)
        }
        assert not apart, apart

    def _fetch(self, get: Callable[[str], Any]) -> dict[str, Any]:
        """All conversations with all of their messages and members, by lists and pages."""
        found = {}
        for row in get("/conversations?limit=100")["results"]:
            path = f"/conversations/{row['id']}"
            members = get(f"{path}/members?limit=100")["results"]
            found[row["id"]] = {
                "title": row["title"],
                "archived": row["archived_at"] is not None,
                "messages": {message["seq"]: shape_of(message) for message in _timeline(get, path)},
                "members": {
                    name: member["role"]
                    for name, member in sorted((one["user"]["id"], one) for one in members)
                },
            }
        return found


def _timeline(get: Callable[[str], Any], path: str) -> list[Any]:
    messages: list[Any] = []
    after = 0
    while True:
        page = get(f"{path}/messages?after={after}&limit=100")
        messages += page["results"]
        if not page["has_after"]:
            return messages
        after = messages[-1]["seq"]
