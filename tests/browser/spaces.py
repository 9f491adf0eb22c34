"""Spaces to look around in: made through the API by those who see them."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.people import Person, Someone
from tests.browser.rooms import call


@dataclass
class Harbour:
    """A space of its owner, as the API told of it."""

    owner: Person
    id: str
    name: str

    def path(self, rest: str = "") -> str:
        """An address of the API within it."""
        return f"/spaces/{self.id}{rest}"

    def now(self) -> dict[str, Any]:
        """What it is now."""
        found: dict[str, Any] = call(self.owner, "GET", self.path())
        return found

    def channel(self, title: str) -> str:
        """The id of a channel."""
        channels = {one["title"]: one["id"] for one in self.now()["channels"]}
        found: str = channels[title]
        return found

    def make_channel(self, title: str, **more: Any) -> str:
        """Another channel, beside the others unless a category is named; its id."""
        beside = self.now()["categories"][0]["id"]
        body = {"title": title, "category_id": beside, **more}
        made: str = call(self.owner, "POST", self.path("/channels"), body)["id"]
        return made

    def let_in(self, *people: Person) -> None:
        """Have people come in by an invite."""
        code = call(self.owner, "POST", self.path("/invites"), {})["code"]
        for person in people:
            call(person, "POST", f"/invites/{code}")

    def give_role(self, name: str, *people: Someone, **more: Any) -> str:
        """A role which these have; its id."""
        body = {"name": name, "colour": None, "allow": ["view"], "shown_apart": True, **more}
        role: str = call(self.owner, "POST", self.path("/roles"), body)["id"]
        for person in people:
            user = call(self.owner, "GET", f"/users?username={person.username}")["id"]
            call(self.owner, "PATCH", self.path(f"/members/{user}"), {"role_ids": [role]})
        return role

    def say(self, by: Person, title: str, body: str) -> None:
        """A message in one of its channels."""
        sent = {"client_id": by.page.evaluate("crypto.randomUUID()"), "body": body}
        call(by, "POST", f"/conversations/{self.channel(title)}/messages", sent)


def make_harbour(owner: Person, name: str, *members: Person) -> Harbour:
    """A space with one channel, and members in it."""
    made = call(owner, "POST", "/spaces", {"name": name})
    harbour = Harbour(owner, made["id"], name)
    harbour.let_in(*members)
    return harbour


def tile(person: Person, name: str) -> Locator:
    """A space in their rail."""
    rail = person.page.get_by_role("navigation", name="Places")
    return rail.get_by_role("group", name="Spaces").get_by_role("button", name=name)


def channels(person: Person, name: str) -> Locator:
    """The list of a space's channels."""
    return person.page.get_by_role("navigation", name=f"Channels of {name}")


def row(person: Person, title: str) -> Locator:
    """A channel in the list of the space that they look at."""
    return person.page.locator(".channel-row").filter(has_text=title)


def enter_channel(person: Person, harbour: Harbour, title: str) -> None:
    """Open a channel by its address."""
    person.page.goto(f"/s/{harbour.id}/{harbour.channel(title)}")
    expect(person.log).to_have_attribute("aria-busy", "false")


def titles(person: Person) -> list[str]:
    """The channels that they see, from top to bottom."""
    return person.page.locator(".channel-item:not([hidden]) .channel-name").all_text_contents()
