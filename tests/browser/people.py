"""People at their browsers: what a test says they do, done the way a person does it."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    WebError,
    expect,
)
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.profiles import Kind, Profiles

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD = "a quiet harbour at dawn"

_numbers = count(1)

_MOST_HOVERS = 10
_STAYS_MS = 2000

_SEND_MANY = """async (texts) => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  for (const body of texts) {
    await fetch(`/api/v1/conversations/${location.pathname.split("/")[2]}/messages`, {
      method: "POST",
      headers: {"Content-Type": "application/json", "X-CSRFToken": boot.csrf_token},
      body: JSON.stringify({client_id: crypto.randomUUID(), body}),
    });
  }
}"""


@dataclass
class Door:
    """Lets people in, each with a browser context of their own."""

    profiles: Profiles
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    tolerated: list[re.Pattern[str]] = field(default_factory=list)

    def context(
        self,
        *,
        viewport: ViewportSize = DESKTOP,
        javascript: bool = True,
        touch: bool = False,
        bypass_csp: bool = False,
        signed_in_as: "Person | None" = None,
    ) -> BrowserContext:
        """A browser profile of nobody's, or one that shares somebody's session."""
        kind = Kind(
            width=viewport["width"],
            height=viewport["height"],
            javascript=javascript,
            touch=touch,
            bypass_csp=bypass_csp,
        )
        context = self.profiles.take(kind)
        context.on("console", self._heard)
        context.on("weberror", self._failed)
        self.contexts.append(context)
        if signed_in_as:
            cookies: Any = signed_in_as.page.context.cookies()
            context.add_cookies(cookies)
        return context

    def close(self) -> None:
        """Close every page; whatever one complained of fails the test."""
        for context in self.contexts:
            for page in context.pages:
                self.problems += violations(page)
            self.profiles.give_back(context)
            context.remove_listener("console", self._heard)
            context.remove_listener("weberror", self._failed)
        complaints = [
            text
            for text in self.problems
            if not any(known.search(text) for known in self.tolerated)
        ]
        if complaints:
            raise AssertionError("The pages complained:\n" + "\n".join(complaints))

    def tolerate(self, pattern: str) -> None:
        """Let consoles say this: the test breaks something on purpose."""
        self.tolerated.append(re.compile(pattern))

    def sign_up(self, name: str, *, context: BrowserContext | None = None) -> "Person":
        """A new person with an account, looking at the chat page."""
        found = context or self.context()
        username = self._register(name, found)
        page = found.new_page()
        page.goto("/")
        return Person(name, username, page)

    def someone(
        self, name: str, *, shown_as: str = "", context: BrowserContext | None = None
    ) -> "Someone":
        """A new person with an account, who is not there."""
        username = self._register(name, context or self.context(), shown_as)
        return Someone(shown_as or name, username)

    def _register(self, name: str, context: BrowserContext, shown_as: str = "") -> str:
        username = f"{name.lower()}{next(_numbers)}.{id(self) % 100_000}"
        # The form's own request; test_signing_in fills the form itself.
        text = context.request.get("/signup").text()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        form = {
            "csrfmiddlewaretoken": token[1] if token else "",
            "display_name": shown_as or name,
            "username": username,
            "email": f"{username}@example.org",
            "password": PASSWORD,
        }
        answer = context.request.post(
            "/signup", form=form, headers={"Referer": self.profiles.base_url}
        )
        assert answer.ok, answer.text()
        return username

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _failed(self, error: WebError) -> None:
        self.problems.append(f"error: {error.error}")


def violations(page: Page) -> list[str]:
    """Return what the page's security policy had to block."""
    if page.is_closed() or not page.url.startswith("http"):
        return []
    found: list[str] = page.evaluate("window.violations ?? []")
    return found


@dataclass
class Someone:
    """Somebody with an account."""

    name: str
    username: str


@dataclass
class Person(Someone):
    """Somebody with a page, too."""

    page: Page

    @property
    def composer(self) -> Locator:
        """Where they write."""
        return self.page.locator("#composer-text")

    @property
    def log(self) -> Locator:
        """The messages they see."""
        return self.page.get_by_role("log")

    def row(self, title: str | re.Pattern[str]) -> Locator:
        """A row of their chat list."""
        chats = self.page.get_by_role("navigation", name="Chats")
        return chats.get_by_role("link", name=title)

    def begin(self, what: str) -> None:
        """Choose from the menu of what can be started."""
        self.page.get_by_role("button", name="New chat", exact=True).first.click()
        self.page.get_by_role("menuitem", name=what).click()

    def start_chat(self, other: Someone) -> None:
        """Open a direct chat by username."""
        self.begin("New chat")
        self.page.get_by_label("Username").fill(other.username)
        self.page.get_by_role("button", name="Start chat").click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()
        expect(self.page.get_by_role("heading", name=other.name)).to_be_visible()

    def make_invite(self) -> str:
        """An invite to the open group, made in its details; leaves the details open."""
        self.page.get_by_role("button", name="Details", exact=True).click()
        self.page.get_by_role("button", name="Invite", exact=True).click()
        self.page.get_by_role("button", name="Create invite link").click()
        link = self.page.get_by_role("textbox", name="Invite link").input_value()
        self.page.go_back()
        return link

    def start_group(self, title: str, *others: Someone) -> None:
        """Make a group and open it."""
        self.begin("New group")
        self.page.get_by_label("Group name").fill(title)
        people = self.page.get_by_role("combobox", name="People")
        people.fill(", ".join(other.username for other in others))
        self.page.get_by_role("button", name="Create group").click()
        expect(self.page.get_by_role("dialog")).to_be_hidden()
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def sign_out(self) -> None:
        """Choose so from the menu of the person themselves."""
        self.page.get_by_role("button", name=re.compile(r"^You\W")).click()
        self.page.get_by_role("menuitem", name="Sign out").click()

    def open(self, title: str) -> None:
        """Open a chat from the list."""
        self.row(title).click()
        expect(self.page.get_by_role("heading", name=title, level=2).first).to_be_visible()

    def send(self, text: str) -> None:
        """Write and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def send_many(self, texts: list[str]) -> None:
        """Send without the composer, for tests that need a long history."""
        self.page.evaluate(_SEND_MANY, texts)

    def message(self, text: str) -> Locator:
        """A message they see."""
        return self.log.get_by_role("article").filter(has_text=text)

    def choose(self, text: str, what: str) -> None:
        """Choose from the menu of a message."""
        more = self.message(text).get_by_role("button", name="More")
        for _ in range(_MOST_HOVERS):
            self.message(text).hover()
            # What arrives meanwhile moves it away from under the pointer.
            with suppress(PlaywrightTimeoutError):
                more.click(timeout=_STAYS_MS)
                break
        self.page.get_by_role("menuitem", name=what).click()

    def sees(self, text: str) -> None:
        """Wait for a message."""
        expect(self.message(text)).to_be_visible()

    def read_messages(self) -> list[str]:
        """Return the bodies they see, in order."""
        return self.log.locator("article .body").all_text_contents()
