"""axe finds nothing on any page, in both themes, on desktop and phone."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import PHONE, Door, Person

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The themes differ in nothing but colours.
_RULES = {"light": _ALL, "dark": ["color-contrast", "link-in-text-block"]}
_RUN = """async ([scheme, rules]) => {
  // The theme changes a moment after it was asked to, and colours that still fade would count.
  const frame = () => new Promise(requestAnimationFrame);
  do await frame();
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches);
  // Chromium now and then keeps an element in the former theme until all is styled anew.
  for (const disabled of [true, false]) {
    for (const sheet of document.styleSheets) sheet.disabled = disabled;
    await frame();
  }
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const found = await axe.run(document, {runOnly: rules});
  const told = ({html, any}) => `${html} ${any.map((one) => one.message).join()}`;
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map(told).join(" | ")}`);
}"""


def examine(page: Page) -> None:
    """Fail with what axe finds in either theme, or with what is wider than the screen."""
    if page.evaluate("!window.axe"):
        page.add_script_tag(path=_AXE)
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(_RUN, [scheme, _RULES[scheme]]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# axe is a script from outside, which only a context without the page's policy lets in.
@pytest.fixture
def desktop(door: Door) -> BrowserContext:
    """A wide screen and a mouse."""
    return door.context(bypass_csp=True)


def open_phone(door: Door, *, signed_in_as: Person | None = None) -> Page:
    """A small screen and a finger."""
    context = door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=signed_in_as)
    return context.new_page()


def test_pages_before_signing_in(door: Door, desktop: BrowserContext) -> None:
    door.tolerate("404|401")
    for page in (desktop.new_page(), open_phone(door)):
        for path in ("/signup", "/no-such-page", "/signin"):
            page.goto(path)
            examine(page)
        page.get_by_label("Username or e-mail").fill("nobody")
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("alert")).to_be_visible()
        examine(page)


def test_the_chat_page(door: Door, desktop: BrowserContext) -> None:
    noor = door.sign_up("Noor")
    mika = door.sign_up("Mika", context=desktop)
    phone = open_phone(door, signed_in_as=mika)
    phone.goto("/")
    expect(phone.get_by_text("No chats yet")).to_be_visible()
    for page in (mika.page, phone):
        examine(page)
    mika.start_group("Lighthouse trip", noor)
    show_every_kind_of_message(mika, noor)
    phone.goto(mika.page.url)
    expect(phone.get_by_role("log")).to_contain_text("One more for the end")
    for page in (mika.page, phone):
        examine(page)
        examine_details_and_dialogs(page)


def examine_details_and_dialogs(page: Page) -> None:
    """What opens beside and above an open chat, and the invite that is made there."""
    if page.viewport_size == PHONE:
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("menuitem", name="Details").click()
    else:
        page.get_by_role("button", name="Details", exact=True).click()
    expect(page.get_by_role("heading", name="2 members")).to_be_visible()
    page.get_by_role("button", name="Invite", exact=True).click()
    page.get_by_role("button", name="Create invite link").click()
    link = page.get_by_role("textbox", name="Invite link").input_value()
    examine(page)
    page.get_by_role("button", name="Close details").click()

    if page.viewport_size == PHONE:
        page.get_by_role("button", name="Back to chats").click()
    page.get_by_role("button", name="New chat", exact=True).first.click()
    page.get_by_role("menuitem", name="New group").click()
    page.get_by_role("button", name="Create group").click()
    expect(page.get_by_role("dialog").get_by_text("Give the group a name.")).to_be_visible()
    examine(page)

    page.goto(link)
    expect(page.get_by_role("link", name="Open it")).to_be_visible()
    examine(page)
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    examine(page)


def show_every_kind_of_message(mika: Person, noor: Person) -> None:
    """Own and other's messages, a reply, a reaction, an edit and a tombstone."""
    noor.open("Lighthouse trip")
    noor.send("Sleeps eight")
    mika.sees("Sleeps eight")
    mika.message("Sleeps eight").focus()
    mika.page.keyboard.press("r")
    mika.send("I take the sofa")
    expect(mika.message("I take the sofa")).to_contain_text("Read")
    mika.message("I take the sofa").focus()
    mika.page.keyboard.press("+")
    mika.page.get_by_role("button", name="Heart").click()
    expect(mika.message("I take the sofa").get_by_label("❤️, 1 person")).to_be_visible()
    mika.send("Gone in a moment")
    expect(mika.message("Gone in a moment")).to_contain_text("Read")
    mika.message("Gone in a moment").focus()
    mika.page.keyboard.press("Delete")
    mika.page.get_by_role("button", name="Delete for everyone").click()
    expect(mika.log).to_contain_text("You deleted this message")
    noor.send("One more for the end")
    mika.sees("One more for the end")
