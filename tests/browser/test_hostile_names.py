"""Names as long and as strange as they may be, in every place that shows a name."""

import json
import re
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.browser.geometry import check_layout, check_order
from tests.browser.people import Door, Person, Someone
from tests.browser.rooms import call

WIDE = "W" * 64
ARABIC = ("نور الهدى من الميناء " * 4)[:63] + "ي"
HEBREW = ("נור Haddad 12 " * 5)[:63] + "ם"
# In the order in which Unicode keeps them.
MARKS = unicodedata.normalize("NFC", "z\u0351\u0323\u0353\u036f\u0489\u031b\u0340" * 9)[:64]
EMOJI = "👩‍👩‍👧‍👦" * 9 + "🎉"
NAMES = {"wide": WIDE, "arabic": ARABIC, "hebrew": HEBREW, "marks": MARKS, "emoji": EMOJI}
TITLES = {name: f"{text} {text}"[:128].strip() for name, text in NAMES.items()}
TITLES["wide"] = "W" * 128
TOPIC = "Topic" + "W" * 1_019
FOLDER = "פ" + "W" * 62 + "פ"

SIZES: list[ViewportSize] = [
    {"width": 1440, "height": 900},
    {"width": 1000, "height": 700},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
]
EACH_SIZE = [
    pytest.param(size, marks=() if size is SIZES[2] else pytest.mark.long, id=str(size["width"]))
    for size in SIZES
]


@dataclass
class Caller(Someone):
    """Somebody who calls the API from a browser without a page."""

    context: BrowserContext
    token: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call it; the answer."""
        answer = self.context.request.fetch(
            f"/api/v1{path}", method=method, data=body, headers={"X-CSRFToken": self.token}
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.status != 204 else None

    def send(self, room: str, text: str, **more: Any) -> str:
        """Send a message; its id."""
        body = {"client_id": str(uuid.uuid4()), "body": text, **more}
        sent: str = self.call("POST", f"/conversations/{room}/messages", body)["id"]
        return sent


@dataclass
class Scene:
    """What the viewer sees."""

    mika: Person
    others: dict[str, Caller]
    ids: dict[str, str]
    group: str
    """Titled with W's; everybody is in it."""
    titled: dict[str, str]
    """A group for each of the other titles."""


def enrol(door: Door, name: str) -> Caller:
    """Somebody with a name of the full length."""
    context = door.context()
    someone = door.someone(name, shown_as=NAMES[name], context=context)
    boot = re.search(r'id="boot"[^>]*>(.*?)</script>', context.request.get("/").text(), re.DOTALL)
    assert boot
    token = json.loads(boot[1])["csrf_token"]
    return Caller(someone.name, someone.username, context, token)


@pytest.fixture(scope="module")
def scene(shared_door: Door) -> Scene:
    """Chats with all of them, and groups with all the titles."""
    mika = shared_door.sign_up("Mika")
    others = {name: enrol(shared_door, name) for name in NAMES}
    ids = {name: one.call("GET", "/me")["id"] for name, one in others.items()}
    rooms = {
        name: make_room(mika, title, list(ids.values())) for name, title in TITLES.items()
    }  # fmt: skip
    group = rooms.pop("wide")
    call(mika, "PATCH", f"/conversations/{group}", {"topic": TOPIC})
    call(mika, "PATCH", f"/conversations/{group}/members/{ids['arabic']}", {"role": "ADMIN"})
    call(mika, "PATCH", f"/conversations/{group}/members/{ids['hebrew']}", {"role": "MODERATOR"})
    for name, other in others.items():
        direct = call(mika, "POST", "/conversations", {"type": "DM", "user_id": ids[name]})["id"]
        other.send(direct, NAMES[name])
        sent = other.send(group, f"{name}: ask @{others['arabic'].username}, or all of you")
        others["marks"].send(group, "An answer", reply_to=sent)
        call(mika, "PUT", f"/messages/{sent}/pin")
    others["arabic"].call("PATCH", f"/conversations/{group}", {"title": "Before"})
    others["arabic"].call("PATCH", f"/conversations/{group}", {"title": TITLES["wide"]})
    banned = enrol(shared_door, "hebrew")
    banned_id = banned.call("GET", "/me")["id"]
    call(mika, "POST", f"/conversations/{group}/members", {"user_ids": [banned_id]})
    ban = {"user_id": banned_id, "reason": "ס" * 200}
    call(mika, "POST", f"/conversations/{group}/bans", ban)
    call(mika, "POST", f"/conversations/{group}/invites", {"expires_in": 3_600})
    others["arabic"].call("POST", f"/conversations/{group}/invites", {"expires_in": 3_600})
    for name, folder in (("arabic", FOLDER), ("hebrew", ARABIC)):
        call(mika, "PATCH", f"/conversations/{rooms[name]}/members/{me(mika)}", {"folder": folder})
    return Scene(mika, others, ids, group, rooms)


def make_room(person: Person, title: str, user_ids: list[str]) -> str:
    """A group of these people; its id."""
    body = {"type": "GROUP", "title": title, "user_ids": user_ids}
    made: str = call(person, "POST", "/conversations", body)["id"]
    return made


def me(person: Person) -> str:
    """The id of the person."""
    found: str = call(person, "GET", "/me")["id"]
    return found


@contextmanager
def seen_at(person: Person, size: ViewportSize) -> Iterator[Page]:
    """The person's page on a screen of that size."""
    person.page.set_viewport_size(size)
    try:
        yield person.page
    finally:
        person.page.set_viewport_size(SIZES[0])


def open_group(scene: Scene, pane: str = "") -> Page:
    """Load the group of everybody, perhaps with a pane beside it."""
    page = scene.mika.page
    page.goto(f"/c/{scene.group}" + (f"?pane={pane}" if pane else ""))
    expect(scene.mika.log).to_have_attribute("aria-busy", "false")
    return page


def move(scene: Scene, path: str, title: str) -> None:
    """Go to another place of the loaded page, as Back and Forward do."""
    page = scene.mika.page
    page.evaluate(
        "(path) => { history.pushState(null, '', path); dispatchEvent(new Event('popstate')); }",
        path,
    )
    expect(page.locator("#conversation-name")).to_have_text(title)
    expect(scene.mika.log).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize("size", EACH_SIZE)
def test_in_the_list_and_the_log(scene: Scene, size: ViewportSize) -> None:
    with seen_at(scene.mika, size) as page:
        page.goto("/")
        expect(page.locator(".conversation-row").nth(5)).to_be_attached()
        check_layout(page, "list")
        open_group(scene)
        expect(scene.mika.log.get_by_text("An answer").last).to_be_visible()
        check_layout(page, "log")
        lines = scene.mika.log.locator(".system-line span")
        changed = lines.filter(has_text="changed the name to").first
        check_order(changed, ARABIC.split()[0], "changed the name")
        for name in ("arabic", "hebrew", "wide"):
            scene.others[name].call(
                "POST", f"/conversations/{scene.group}/typing", {"active": True}
            )
            typing = page.locator(".typing-words")
            expect(typing).to_contain_text("typing")
            check_layout(page, f"{name} typing")
            if name == "arabic":
                check_order(typing, ARABIC.split()[0], "is typing")
            scene.others[name].call(
                "POST", f"/conversations/{scene.group}/typing", {"active": False}
            )
            expect(page.locator(".typing-line")).to_be_hidden()
        scene.mika.composer.fill("@")
        expect(page.get_by_role("listbox", name="People to mention")).to_be_visible()
        check_layout(page, "mentions")
        scene.mika.composer.fill("")
        scene.mika.message("An answer").last.focus()
        page.keyboard.press("r")
        expect(page.locator(".composer-strip")).to_be_visible()
        check_layout(page, "reply")
        page.get_by_role("button", name="Cancel").click()
        for name, room in scene.titled.items():
            move(scene, f"/c/{room}", TITLES[name])
            check_layout(page, "titles")


@pytest.mark.parametrize("size", EACH_SIZE)
def test_in_the_panes(scene: Scene, size: ViewportSize) -> None:
    with seen_at(scene.mika, size) as page:
        open_group(scene)
        for pane, ready in (
            ("details", "All members"),
            ("members", "Banned"),
            ("pins", "Unpin the message"),
            ("settings", "Delete this group"),
            ("invites", "Links that work"),
        ):
            move(scene, f"/c/{scene.group}?pane={pane}", TITLES["wide"])
            aside = page.get_by_role("complementary")
            shown = aside.get_by_text(ready).or_(aside.get_by_role("button", name=ready))
            expect(shown.first).to_be_visible()
            check_layout(page, pane)
        page.get_by_role("button", name="Create invite link").click()
        expect(page.get_by_role("img", name=re.compile("QR"))).to_be_visible()
        check_layout(page, "invite")
        move(scene, f"/c/{scene.titled['arabic']}?pane=details", TITLES["arabic"])
        expect(page.get_by_role("button", name="Folder")).to_be_visible()
        check_layout(page, "folder")


@pytest.mark.parametrize("size", EACH_SIZE)
def test_in_dialogs_menus_palette_and_toasts(scene: Scene, size: ViewportSize) -> None:
    with seen_at(scene.mika, size) as page:
        open_group(scene, "members")
        for name, shown in NAMES.items():
            person = page.get_by_role("button", name=f"More for {shown}").first
            for item in ("Permissions…", "Hand over ownership…", "Remove…", "Ban…"):
                person.click()
                if item == "Permissions…":
                    check_layout(page, f"menu of {name}")
                page.get_by_role("menuitem", name=item).click()
                dialog = page.get_by_role("dialog")
                expect(dialog).to_be_visible()
                check_layout(page, f"{item} {name}")
                if item == "Hand over ownership…" and name == "arabic":
                    check_order(dialog.locator("p").first, ARABIC, "becomes its owner")
                page.keyboard.press("Escape")
                expect(dialog).to_be_hidden()
        for name, room in (*scene.titled.items(), ("wide", scene.group)):
            move(scene, f"/c/{room}?pane=settings", TITLES[name])
            page.get_by_role("button", name="Delete this group").click()
            expect(page.get_by_role("dialog")).to_contain_text(TITLES[name])
            check_layout(page, f"delete {name}")
            page.keyboard.press("Escape")
        leaving(scene, page)
        finding(page, scene)


def leaving(scene: Scene, page: Page) -> None:
    """The menu of a chat, the dialog that leaves it, and the toast that tells of a change."""
    move(scene, f"/c/{scene.titled['arabic']}", TITLES["arabic"])
    page.get_by_role("button", name="More", exact=True).first.click()
    check_layout(page, "menu of a chat")
    page.get_by_role("menuitem", name="Leave group").click()
    leave = page.get_by_role("dialog")
    check_order(leave.locator("p").first, "no longer see", TITLES["arabic"], "Somebody has")
    check_layout(page, "leave")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("menuitem", name="Mute…").click()
    page.get_by_role("menuitem", name="For 1 hour").click()
    toast = page.get_by_role("status", name="News").locator("p")
    check_order(toast, TITLES["arabic"], "is muted")
    check_layout(page, "toast")
    page.get_by_role("button", name="Undo").click()
    expect(toast).to_have_count(0)
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("menuitem", name="Move to folder…").click()
    expect(page.get_by_role("menuitemcheckbox", name=FOLDER)).to_be_visible()
    check_layout(page, "folders")
    page.keyboard.press("Escape")


def finding(page: Page, scene: Scene) -> None:
    """The palette, and the people that a new group is made of."""
    page.keyboard.press("Control+k")
    search = page.get_by_role("combobox", name="Search or jump to")
    for words in ("", "w", "נור", "نور", "> a"):
        search.fill(words)
        expect(page.get_by_role("option").first).to_be_visible()
        check_layout(page, f"palette {words}")
    search.fill("> new group")
    page.keyboard.press("Enter")
    people = page.get_by_role("dialog").get_by_role("combobox", name="People")
    people.focus()
    expect(page.get_by_role("listbox", name="People you know")).to_be_visible()
    check_layout(page, "people offered")
    people.fill(", ".join(other.username for other in scene.others.values()))
    people.press("Enter")
    chips = page.get_by_role("list", name="Chosen people").get_by_role("listitem")
    expect(chips).to_have_count(len(scene.others))
    check_layout(page, "chips")
    page.keyboard.press("Escape")
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")


def test_in_the_rail_and_the_title_of_the_window(scene: Scene) -> None:
    page = scene.mika.page
    page.goto(f"/c/{scene.titled['arabic']}")
    # The isolates keep the name from turning "Chatty" and the count around.
    expect(page).to_have_title(re.compile(rf"\u2068{re.escape(TITLES['arabic'])}\u2069, Chatty$"))
    places = page.get_by_role("navigation", name="Places")
    folder = places.get_by_role("button", name=FOLDER)
    expect(folder).to_have_attribute("title", FOLDER)
    folder.click()
    expect(page.get_by_role("heading", name=FOLDER)).to_be_visible()
    check_layout(page, "folder")


@pytest.mark.parametrize("size", EACH_SIZE)
def test_on_the_page_of_an_invite(scene: Scene, shared_door: Door, size: ViewportSize) -> None:
    maker = scene.others["arabic"]
    stranger = shared_door.context(viewport=size).new_page()
    for name, room in scene.titled.items():
        code = maker.call("POST", f"/conversations/{room}/invites", {})["code"]
        with seen_at(scene.mika, size) as page:
            page.goto(f"/i/{code}")
            expect(page.get_by_text(TITLES[name])).to_be_visible()
            check_layout(page, f"invite to {name}, as a member")
        stranger.goto(f"/i/{code}")
        expect(stranger.get_by_role("heading", level=1)).to_have_text(TITLES[name])
        check_layout(stranger, f"invite to {name}")
        check_order(stranger.locator(".invite-from"), ARABIC, "invites you to")
    stranger.close()
