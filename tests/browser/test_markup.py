"""Bodies with their markup: how they are shown, written, and named in."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PHONE, Door, Person
from tests.browser.rooms import call, enter, make_group
from tests.browser.spaces import Harbour
from tests.browser.test_accessibility import examine

CORPUS = Path(__file__).parents[1] / "corpus" / "markdown"
CODE = "```python\ndef tide():\n    return '<b>'\n```"
LIST = "Bring:\n1. *bread*\n2. `salt`\n   - coarse\n\n> as ever"

# What the page's modules make of bodies, as the browser writes it down again.
_DRAW = """async (bodies) => {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const at = (part) => import(loaded.find((name) => new RegExp(part).test(name)));
  const { sanitise } = await at("views/rich_text[.].*js$");
  const { renderMarkdown } = await at("lib/markdown[.].*js$");
  return bodies.map((body) => {
    const box = document.createElement("div");
    box.append(sanitise(renderMarkdown(body)));
    return box.innerHTML.trimEnd();
  });
}"""
_LOADED = """(part) => performance.getEntriesByType("resource")
  .some(({ name }) => name.includes(part))"""


@pytest.fixture(scope="module")
def room(noor: Person, mika: Person) -> str:
    """A group of both, open before both."""
    made = make_group(mika, "Marks", noor)
    enter(mika, made)
    enter(noor, made)
    return made


def test_markup_is_read_once_a_body_holds_some(noor: Person, mika: Person, room: str) -> None:
    mika.send("Only words, and https://a.example")
    noor.sees("Only words")
    assert not noor.page.evaluate(_LOADED, "views/rich_text")
    assert not noor.page.evaluate(_LOADED, "markdown_it")
    mika.send("**Now** or _never_, ~~maybe~~ `so`, [there](https://a.example/x)")
    shown = noor.message("Now or never")
    expect(shown.locator("strong")).to_have_text("Now")
    expect(shown.locator("em")).to_have_text("never")
    expect(shown.locator("s")).to_have_text("maybe")
    expect(shown.locator("code")).to_have_text("so")
    link = shown.get_by_role("link", name="there")
    expect(link).to_have_attribute("href", "https://a.example/x")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("title", "https://a.example/x")
    # Without its signs it is quoted, listed and pinned.
    expect(noor.row("Marks")).to_contain_text("Now or never, maybe so, there")
    shown.focus()
    noor.page.keyboard.press("r")
    expect(noor.page.locator(".composer-strip")).to_contain_text("Now or never, maybe so, there")
    noor.send("Agreed")
    expect(mika.message("Agreed").locator(".quote-text")).to_have_text(
        "Now or never, maybe so, there"
    )


def test_lists_quotes_and_code_stand_below_each_other(
    noor: Person, mika: Person, room: str
) -> None:
    for body in (LIST, CODE):
        call(mika, "POST", f"/conversations/{room}/messages", message(mika, body))
    listed = noor.message("Bring:")
    expect(listed.locator("ol > li")).to_have_count(2)
    expect(listed.locator("ul > li")).to_have_text("coarse")
    expect(listed.locator("blockquote")).to_have_text("as ever")
    code = noor.message("def tide")
    expect(code.locator(".code-language")).to_have_text("python")
    expect(code.locator("pre")).to_have_text("def tide():\n    return '<b>'\n")
    # Reached by the keyboard alone, as all else in a message.
    code.focus()
    noor.page.keyboard.press("Tab")
    noor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy = code.get_by_role("button", name="Copy code")
    expect(copy).to_be_focused()
    noor.page.keyboard.press("Enter")
    expect(noor.page.get_by_text("Code copied")).to_be_visible()
    assert noor.page.evaluate("navigator.clipboard.readText()").startswith("def tide")


def message(person: Person, body: str) -> dict[str, Any]:
    """What a send of a body is."""
    return {"client_id": person.page.evaluate("crypto.randomUUID()"), "body": body}


def test_the_page_makes_of_the_corpus_what_the_server_makes_of_it(
    noor: Person, mika: Person, room: str
) -> None:
    mika.send("**One** to begin with")
    expect(noor.message("One to begin with").locator("strong")).to_be_visible()
    cases = [case for file in CORPUS.glob("*.json") for case in json.loads(file.read_text("utf-8"))]
    made = noor.page.evaluate(_DRAW, [case["body"] for case in cases])
    assert len(made) > 150
    for case, html in zip(cases, made, strict=True):
        assert html == case["html"], case["name"]


def test_bombs_leave_the_page_usable(noor: Person, mika: Person, room: str) -> None:
    for unit in ("[", "*a ", "> ", "`a``", "[a](", "- "):
        body = (unit * 8_000)[:7_990] + "bomb **x**"
        call(mika, "POST", f"/conversations/{room}/messages", message(mika, body))
    mika.send("**After** them")
    expect(noor.message("After them").locator("strong")).to_be_visible()
    noor.composer.fill("Still here")
    noor.composer.press("Enter")
    mika.sees("Still here")


def test_what_is_written_is_marked_by_keys_and_buttons(noor: Person, mika: Person) -> None:
    enter(mika, make_group(mika, "Written", noor))
    page, composer = mika.page, mika.composer
    composer.fill("so it is")
    composer.press("Control+a")
    for keys, text in (
        ("Control+b", "**so it is**"),
        ("Control+i", "**_so it is_**"),
        ("Control+i", "**so it is**"),
        ("Control+Shift+x", "**~~so it is~~**"),
        ("Control+Shift+x", "**so it is**"),
        ("Control+e", "**`so it is`**"),
        ("Control+z", "**so it is**"),
    ):
        composer.press(keys)
        expect(composer).to_have_value(text)
    composer.fill("eggs")
    opener = page.get_by_role("button", name="Formatting")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(composer).to_be_focused()
    bar = page.get_by_role("toolbar", name="Formatting")
    bar.get_by_role("button", name="Bulleted list").click()
    expect(composer).to_have_value("- eggs")
    bar.get_by_role("button", name="Bold").focus()
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Escape")
    expect(composer).to_be_focused()
    opener.click()
    expect(bar).to_be_hidden()


def test_in_a_block_of_code_enter_begins_a_line(noor: Person, mika: Person) -> None:
    enter(mika, make_group(mika, "Lines", noor))
    mika.composer.press_sequentially("```")
    mika.page.wait_for_function(_LOADED, arg="format_bar")
    mika.composer.press("Enter")
    mika.composer.press_sequentially("let a = 1;")
    mika.composer.press("Enter")
    mika.composer.press_sequentially("```")
    expect(mika.composer).to_have_value("```\nlet a = 1;\n```")
    mika.composer.press("Enter")
    expect(mika.message("let a = 1;").locator("pre")).to_be_visible()
    expect(mika.composer).to_have_value("")


def test_channels_and_emoji_are_offered_and_channels_linked(shared_door: Door) -> None:
    ilse = shared_door.sign_up("Ilse")
    made = call(ilse, "POST", "/spaces", {"name": "Harbour"})
    harbour = Harbour(ilse, made["id"], "Harbour")
    harbour.make_channel("tide tables")
    home = harbour.channel(harbour.now()["channels"][0]["title"])
    page = ilse.page
    page.goto(f"/s/{harbour.id}/{home}")
    expect(ilse.composer).to_be_visible()
    ilse.composer.press_sequentially("see #tid")
    offered = page.get_by_role("listbox", name="Channels")
    expect(offered.get_by_role("option")).to_have_text(["#tide tables"])
    page.keyboard.press("Enter")
    expect(ilse.composer).to_have_value("see #tide tables ")
    ilse.composer.press_sequentially("or **ask** :water w")
    ilse.composer.fill("see #tide tables or **ask** ")
    ilse.composer.press("End")
    ilse.composer.press_sequentially(":water_wa")
    emoji = page.get_by_role("listbox", name="Emoji")
    expect(emoji.get_by_role("option").first).to_contain_text("water wave")
    page.keyboard.press("Tab")
    expect(ilse.composer).to_have_value("see #tide tables or **ask** 🌊 ")
    ilse.composer.press("Enter")
    said = ilse.message("see #tide tables or ask")
    expect(said.locator("strong")).to_have_text("ask")
    said.get_by_role("link", name="#tide tables").click()
    expect(page).to_have_url(re.compile(harbour.channel("tide tables")))
    expect(page.get_by_role("heading", name="tide tables", level=2).first).to_be_visible()


def look_at(page: Page) -> None:
    """The messages, the bar of buttons and an offer: each is looked at."""
    expect(page.locator(".code-block")).to_be_visible()
    examine(page)
    page.get_by_role("button", name="Formatting").click()
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    page.locator("#composer-text").press_sequentially(":wave")
    expect(page.get_by_role("listbox", name="Emoji")).to_be_visible()
    examine(page)
    page.locator("#composer-text").fill("")


@pytest.mark.long
def test_marked_bodies_and_the_bar_are_accessible(door: Door, noor: Person) -> None:
    mika = door.sign_up("Mika", context=door.context(bypass_csp=True))
    made = make_group(mika, "Looked at", noor)
    for body in ("**a** [b](https://a.example) `c`", LIST, CODE):
        call(mika, "POST", f"/conversations/{made}/messages", message(mika, body))
    enter(mika, made)
    look_at(mika.page)
    phone = door.context(viewport=PHONE, touch=True, bypass_csp=True, signed_in_as=mika).new_page()
    phone.goto(mika.page.url)
    look_at(phone)
