"""Two people talk, each at a browser of their own."""

import re

from playwright.sync_api import expect

from tests.browser.people import Door, Person


def test_two_people_talk_live(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    expect(mika.composer).to_be_focused()
    mika.send("From the balcony")
    mika.sees("From the balcony")
    expect(mika.message("From the balcony")).to_contain_text("Delivered")
    expect(noor.row("Mika")).to_contain_text("From the balcony")
    expect(noor.row("Mika")).to_have_accessible_name(re.compile("1 unread"))
    expect(noor.page).to_have_title("(1) Chatty")
    noor.open("Mika")
    noor.sees("From the balcony")
    expect(mika.message("From the balcony")).to_contain_text("Read")
    expect(noor.page).to_have_title("Mika, Chatty")
    noor.send("Wait, that is from your balcony?")
    mika.sees("Wait, that is from your balcony?")
    assert mika.read_messages() == noor.read_messages()


def test_edits_reactions_and_deletions_reach_the_other(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    mika.send("The 07:04")
    noor.open("Mika")
    noor.sees("The 07:04")

    mika.choose("The 07:04", "Edit")
    expect(mika.composer).to_have_value("The 07:04")
    mika.send("The 07:40")
    expect(noor.message("The 07:40")).to_contain_text("edited")
    expect(noor.message("The 07:04")).to_have_count(0)

    noor.message("The 07:40").hover()
    noor.message("The 07:40").get_by_role("button", name="React").click()
    noor.page.get_by_role("button", name="Party").click()
    pill = mika.message("The 07:40").get_by_role("button", name="🎉, 1 person")
    expect(pill).to_have_attribute("aria-pressed", "false")
    pill.click()
    expect(noor.message("The 07:40").get_by_role("button", name="🎉, 2 people")).to_have_attribute(
        "aria-pressed", "true"
    )

    noor.message("The 07:40").hover()
    noor.message("The 07:40").get_by_role("button", name="Reply").click()
    noor.send("I bring coffee")
    expect(mika.message("I bring coffee")).to_contain_text("The 07:40")

    mika.choose("edited", "Delete")
    mika.page.get_by_role("button", name="Delete for everyone").click()
    expect(noor.log).to_contain_text("Mika deleted this message")
    expect(noor.message("I bring coffee")).to_contain_text("Original message was deleted")


def test_a_group_grows_by_an_invite_link_and_shrinks_by_leaving(noor: Person, mika: Person) -> None:
    mika.start_group("Lighthouse trip")
    link = mika.make_invite()

    noor.page.goto(link)
    expect(noor.page.get_by_text("Lighthouse trip")).to_be_visible()
    noor.page.get_by_role("button", name="Accept").click()
    expect(noor.page.get_by_role("heading", name="Lighthouse trip")).to_be_visible()
    expect(mika.page.get_by_role("heading", name="2 members")).to_be_visible()
    noor.send("I am in")
    mika.sees("I am in")

    noor.page.get_by_role("button", name="Details", exact=True).click()
    noor.page.get_by_role("button", name="Leave group").click()
    noor.page.get_by_role("dialog").get_by_role("button", name="Leave group").click()
    expect(noor.row("Lighthouse trip")).to_have_count(0)
    expect(mika.page.get_by_role("heading", name="1 member")).to_be_visible()


def test_earlier_messages_come_when_scrolling_up_and_the_place_is_kept(
    shared_door: Door, mika: Person
) -> None:
    mika.start_chat(shared_door.someone("Ilse"))
    mika.send_many([f"Note {number}." for number in range(70)])
    mika.page.reload()
    mika.sees("Note 69.")
    expect(mika.log.get_by_role("article")).to_have_count(50)
    seen = mika.message("Note 22.")
    seen.scroll_into_view_if_needed()
    expect(mika.log.get_by_role("article")).to_have_count(70)
    before = seen.bounding_box()
    mika.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert seen.bounding_box() == before
    expect(seen).to_be_in_viewport()


def test_text_stays_text(noor: Person, mika: Person) -> None:
    mika.start_chat(noor)
    hostile = "<img src=x onerror=alert(1)> \u202etxt.exe <b>bold</b> {{ 7*7 }}"
    mika.send(hostile)
    noor.open("Mika")
    noor.sees("<b>bold</b>")
    assert noor.read_messages()[-1] == hostile
    expect(noor.log.locator("img, b")).to_have_count(0)
