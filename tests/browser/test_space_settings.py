"""The pages of a space's settings, of browsing and joining, in a real browser."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect

from tests.browser.people import DESKTOP, PASSWORD, PHONE, Door, Person, Someone
from tests.browser.rooms import call
from tests.browser.test_accessibility import examine

NARROW: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 820, "height": 1_100}
WIDE = "W" * 64
ARABIC = "رحلة المنارة"
# What a finger presses, as high as it must be.
_SMALL_TARGETS = """() => [...document.querySelectorAll(
    "main .button, main .icon-button, main summary, main .answer, main .colour, main select, nav a"
  )]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim().slice(0, 40), one.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


@dataclass
class Harbour:
    """Rosa's space, with mika in it."""

    rosa: Person
    mika: Person
    space: str
    general: str
    heading: str
    role: str
    member: str

    @property
    def settings(self) -> str:
        """Where its settings are."""
        return f"/s/{self.space}/settings"

    def pages(self) -> list[str]:
        """Every page that there is, by address."""
        lists = ("overview", "channels", "roles", "emoji", "members", "invites", "requests", "bans")
        permissions = f"{self.settings}/channels/{self.general}/permissions"
        return [
            self.settings,
            *(f"{self.settings}/{name}" for name in (*lists, "audit", "template")),
            f"{self.settings}/channels/{self.general}",
            permissions,
            f"{permissions}/roles/{self.role}",
            f"{permissions}/people/{self.member}",
            f"{self.settings}/categories/{self.heading}",
            f"{self.settings}/roles/{self.role}",
            f"{self.settings}/roles/{self.role}/view",
            f"{self.settings}/members/{self.member}",
            "/s/browse",
            f"/s/browse/{self.space}",
        ]


@pytest.fixture(scope="module")
def harbour(shared_door: Door) -> Harbour:
    """A space with names as long and strange as they may be, and something on every page."""
    rosa, mika = shared_door.sign_up("Rosa"), shared_door.sign_up("Mika")
    asking, banned = shared_door.sign_up("Asking"), shared_door.sign_up("Banned")
    named = {"name": f"{WIDE}{WIDE}", "description": ARABIC}
    space = call(rosa, "POST", "/spaces", named)
    path = f"/spaces/{space['id']}"
    texts = {"rules": WIDE * 3, "welcome_text": ARABIC, "is_discoverable": True}
    call(rosa, "PATCH", path, {**texts, "joining": "open"})
    call(mika, "POST", f"{path}/join", {})
    call(rosa, "PATCH", path, {"joining": "request"})
    call(asking, "POST", f"{path}/join", {"message": WIDE * 4})
    role = call(
        rosa, "POST", f"{path}/roles", {"name": WIDE, "colour": "p5", "allow": ["pin", "view"]}
    )
    member, outside = (call(one, "GET", "/me")["id"] for one in (mika, banned))
    changes = {"nickname": WIDE, "role_ids": [role["id"]]}
    call(rosa, "PATCH", f"{path}/members/{member}", changes)
    call(rosa, "POST", f"{path}/bans", {"user_id": outside, "reason": WIDE * 4})
    call(rosa, "POST", f"{path}/invites", {"expires_in": 3_600})
    heading = call(rosa, "POST", f"{path}/categories", {"title": f"{WIDE}{WIDE}"})
    for kind in ("text", "announcement", "voice"):
        channel = {"title": f"{kind}{WIDE}", "topic": WIDE * 9, "channel_kind": kind}
        place = {"category_id": heading["id"], "private": kind == "text"}
        call(rosa, "POST", f"{path}/channels", {**channel, **place})
    general = space["channels"][0]["id"]
    for subject in (f"roles/{role['id']}", f"users/{member}"):
        said = {"allow": ["ban"], "deny": ["send"]}
        call(rosa, "PUT", f"{path}/channels/{general}/overrides/{subject}", said)
    return Harbour(rosa, mika, space["id"], general, heading["id"], role["id"], member)


@pytest.mark.parametrize(
    "viewport",
    [DESKTOP, pytest.param(PHONE, marks=pytest.mark.long)],
    ids=["desktop", "phone"],
)
def test_every_page_is_accessible(door: Door, harbour: Harbour, viewport: ViewportSize) -> None:
    context = door.context(
        viewport=viewport, touch=viewport == PHONE, bypass_csp=True, signed_in_as=harbour.rosa
    )
    page = context.new_page()
    for path in harbour.pages():
        page.goto(path)
        open_all(page)
        examine(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.long
def test_every_page_fits_every_screen_from_either_side(door: Door, harbour: Harbour) -> None:
    page = door.context(touch=True, signed_in_as=harbour.rosa).new_page()
    for path in harbour.pages():
        page.goto(path)
        open_all(page)
        assert page.evaluate(_SMALL_TARGETS) == [], path
        for way in ("ltr", "rtl"):
            page.evaluate("(way) => { document.documentElement.dir = way; }", way)
            for size in (DESKTOP, TABLET, PHONE, NARROW):
                page.set_viewport_size(size)
                check_fit(page, path)


def open_all(page: Page) -> None:
    """Show what is behind buttons."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def check_fit(page: Page, path: str) -> None:
    """Nothing is wider than the screen, and no text runs out of what it stands in."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((one) => !one.closest("input, textarea, select, svg, .visually-hidden"))
          .filter((one) => getComputedStyle(one).display !== "inline")
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2)
          .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`)"""
    )
    assert cut == [], path


@pytest.mark.long
def test_what_was_refused_is_accessible_too(door: Door, harbour: Harbour) -> None:
    door.tolerate("status of 40")
    context = door.context(bypass_csp=True, signed_in_as=harbour.rosa)
    page = context.new_page()
    page.goto(f"{harbour.settings}/overview")
    page.get_by_label("Username of the new owner").fill("nobody.here")
    page.get_by_role("button", name="Make them the owner").click()
    expect(page.get_by_role("alert")).to_have_text("Check what is marked below.")
    field = page.get_by_label("Username of the new owner")
    expect(field).to_have_value("nobody.here")
    expect(field).to_have_accessible_description(re.compile("No member has this username"))
    examine(page)


def no_javascript(door: Door, person: Person, **options: object) -> Page:
    """A page of theirs in a browser without JavaScript."""
    context: BrowserContext = door.context(javascript=False, signed_in_as=person, **options)  # type: ignore[arg-type]  # passed on
    return context.new_page()


def row(page: Page, name: str) -> Locator:
    """The row of a list that is about somebody or something."""
    return page.get_by_role("listitem").filter(has_text=name)


def test_a_space_is_set_found_and_joined_without_javascript(door: Door) -> None:
    door.tolerate("status of 404")
    rosa, leo = door.sign_up("Rosa"), door.sign_up("Leo")
    name = f"Pier {rosa.username}"
    space = call(rosa, "POST", "/spaces", {"name": "Pier"})["id"]
    page = no_javascript(door, rosa)
    page.goto(f"/s/{space}/settings/overview")
    page.get_by_label("Name", exact=True).first.fill(name)
    page.get_by_label("Who may join").select_option(label="Everyone on this server")
    page.get_by_label("Anyone here may find it").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved. Everyone in the space sees it now.")).to_be_visible()
    make_channels(page)
    make_role(page, "Divers")

    theirs = no_javascript(door, leo)
    theirs.goto("/s/browse")
    theirs.get_by_role("searchbox", name="Search spaces").fill(rosa.username)
    theirs.get_by_role("button", name="Search").click()
    theirs.get_by_role("link", name=f"Join {name}").click()
    theirs.get_by_role("button", name="Join", exact=True).click()
    expect(theirs).to_have_url(re.compile(f"/s/{space}"))

    manage(page, leo)
    theirs.goto(f"/s/{space}/settings/overview")
    expect(theirs.get_by_text("There is nothing here.")).to_be_visible()


def make_channels(page: Page) -> None:
    """A category, a channel above all of them, and a step into it."""
    page.get_by_role("link", name="Channels").click()
    page.locator("form").last.get_by_label("Name").fill("Workshop")
    page.get_by_role("button", name="Create category").click()
    page.locator("form").nth(1).get_by_label("Name").fill("tides")
    page.get_by_label("Announcement").check()
    page.get_by_role("button", name="Create channel").click()
    above = page.get_by_role("region", name="Above all categories")
    expect(above.get_by_role("listitem")).to_contain_text("tides")
    page.get_by_role("button", name="Move tides down").click()
    expect(page).to_have_url(re.compile("#channel-"))
    expect(above).to_have_count(0)
    under = page.get_by_role("region", name="Text").get_by_role("listitem")
    expect(under.first).to_contain_text("tides")


def make_role(page: Page, name: str) -> None:
    """A role that may something, and something else in one channel."""
    page.get_by_role("link", name="Roles").click()
    page.get_by_label("New role").fill(name)
    page.get_by_role("button", name="Create role").click()
    page.get_by_label("Pin messages").check()
    page.get_by_label("Blue").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_label("Pin messages")).to_be_checked()
    page.get_by_role("link", name="View as role").click()
    expect(row(page, "general")).to_contain_text("Pin messages")
    page.get_by_role("link", name="Channels").click()
    page.get_by_role("link", name="Edit general").click()
    page.get_by_role("link", name="Who may do what here").click()
    page.get_by_role("link", name=f"Change {name}").click()
    page.get_by_role("radiogroup", name="Pin messages").get_by_label("Deny").check()
    page.get_by_role("button", name="Save changes").click()
    expect(row(page, name)).to_contain_text("Denied here: Pin messages")


def manage(page: Page, somebody: Someone) -> None:
    """Give them a role, and see them out for an hour."""
    page.get_by_role("link", name="Members").click()
    page.get_by_role("searchbox", name="Name or username").fill(somebody.username)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=f"Manage {somebody.name}").click()
    page.get_by_label("Divers").check()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_label("Divers")).to_be_checked()
    page.locator("summary", has_text="Ban").click()
    page.get_by_label("Reason").fill("Sold knives")
    page.get_by_label("For how long").select_option(label="1 hour")
    page.get_by_role("button", name="Ban", exact=True).click()
    expect(row(page, somebody.username)).to_contain_text("Sold knives")
    page.get_by_role("link", name="Audit log").click()
    expect(row(page, f"banned {somebody.name}")).to_contain_text("Sold knives")


def test_the_matrix_is_set_by_keys_alone(door: Door, harbour: Harbour) -> None:
    page = no_javascript(door, harbour.rosa)
    place = f"{harbour.settings}/channels/{harbour.general}/permissions"
    page.goto(f"{place}/roles/{harbour.role}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
    page.keyboard.press("Enter")
    files = page.get_by_role("radiogroup", name="Send files")
    for _ in range(20):
        page.keyboard.press("Tab")
        if files.locator("input:focus").count():
            break
    expect(files.get_by_label("Inherit")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(files.get_by_label("Allow")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
    expect(page.get_by_text("Allowed here: Send files, Ban people").first).to_be_visible()


def test_on_a_phone_one_page_leads_to_the_others_and_back(door: Door, harbour: Harbour) -> None:
    page = no_javascript(door, harbour.mika, viewport=PHONE, touch=True)
    page.goto(f"{harbour.settings}/overview")
    expect(page.get_by_role("navigation", name="Settings of this space")).to_be_hidden()
    page.get_by_role("link", name="Settings", exact=True).click()
    ways = page.get_by_role("navigation", name="Settings of this space")
    expect(ways.get_by_role("link")).to_have_text(
        [re.compile("Back to"), "Overview", "Members", "Invites"]
    )
    ways.get_by_role("link", name="Members").click()
    expect(page.get_by_role("heading", name="Members", level=1)).to_be_visible()


def test_a_link_is_copied_with_a_button_and_without_javascript_by_hand(
    door: Door, harbour: Harbour
) -> None:
    context = door.context(signed_in_as=harbour.rosa)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{harbour.settings}/invites")
    link = page.get_by_label("Invite link").first.input_value()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    plain = no_javascript(door, harbour.rosa)
    plain.goto(f"{harbour.settings}/invites")
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)
    expect(plain.get_by_label("Invite link").first).to_have_value(link)


def test_who_signs_in_comes_back_to_the_page(door: Door, harbour: Harbour) -> None:
    page = door.context(javascript=False).new_page()
    page.goto(f"{harbour.settings}/members")
    page.get_by_label("Username or e-mail").fill(harbour.mika.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(f"{harbour.settings}/members$"))
