"""The moderators' pages in a real browser: without scripts, in both themes, on small screens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hand import Hand
from tests.browser.people import Door, Person
from tests.browser.rooms import call
from tests.browser.test_accessibility import examine, open_phone


def report_fool(noor: Person, mika: Person) -> None:
    """Mika reports what Noor wrote in their group."""
    mika.start_group("Quay", noor)
    noor.open("Quay")
    noor.send("You are a fool")
    mika.sees("You are a fool")
    room = mika.page.url.split("/")[-1]
    (said,) = call(mika, "GET", f"/conversations/{room}/messages?limit=1")["results"]
    body = {"message_id": said["id"], "reason": "harassment", "details": "Every <b>day</b>"}
    assert call(mika, "POST", "/reports", body)["status"] == "PENDING"


def open_case(page: Page, noor: Person) -> None:
    page.goto("/admin/")
    row = page.get_by_role("row").filter(has_text=noor.username)
    row.get_by_role("link", name="Message").click()
    expect(page.get_by_role("heading", name="Message: Harassment or bullying")).to_be_visible()


def test_a_moderator_decides_about_a_report(door: Door, hand: Hand) -> None:
    door.tolerate("403|401|4403|Failed to load resource")
    noor, mika, rosa = (door.sign_up(name) for name in ("Noor", "Mika", "Rosa"))
    hand.manage("staff", "add", rosa.username)
    report_fool(noor, mika)
    # It works without any script.
    context = door.context(javascript=False, signed_in_as=rosa)
    page = context.new_page()
    open_case(page, noor)
    expect(page.get_by_text("You are a fool")).to_be_visible()
    expect(page.get_by_text("Every <b>day</b>")).to_be_visible()
    page.get_by_role("button", name="Take this report").click()
    expect(page.get_by_role("status")).to_contain_text("This report is yours now.")
    page.locator("summary").filter(has_text="Suspend this person").click()
    page.get_by_label("Reason").locator("visible=true").fill("Insults")
    page.get_by_role("button", name="Suspend this person").click()
    expect(page.get_by_role("status")).to_contain_text(f"@{noor.username} is suspended.")
    # Her page loses the line at once, and she is told why when she signs in.
    expect(noor.page.get_by_role("alert").filter(has_text="suspended")).to_be_visible(
        timeout=10_000
    )
    page.locator("summary").filter(has_text="Resolve").click()
    page.get_by_label("What was done").select_option("The person was suspended")
    page.get_by_label("Reason").locator("visible=true").fill("Suspended for insults")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("This report is closed.")).to_be_visible()
    expect(page.get_by_text("report.resolved")).to_be_visible()
    mine = call(mika, "GET", "/reports")["results"][0]
    assert (mine["status"], mine["outcome"]) == ("RESOLVED", "action_taken")


@pytest.mark.long
def test_every_page_is_accessible_on_every_screen(door: Door, hand: Hand) -> None:
    noor, mika = door.sign_up("Noor"), door.sign_up("Mika")
    rosa = door.sign_up("Rosa", context=door.context(bypass_csp=True))
    hand.manage("staff", "add", rosa.username)
    report_fool(noor, mika)
    for page in (rosa.page, open_phone(door, signed_in_as=rosa)):
        page.goto("/admin/")
        examine(page)
        open_case(page, noor)
        for summary in page.locator("summary").all():
            summary.click()
        examine(page)
        page.get_by_role("link", name="Noor").first.click()
        expect(page.get_by_role("heading", name="The account")).to_be_visible()
        examine(page)
        for name in ("People", "Audit log"):
            page.get_by_role("link", name=name, exact=True).click()
            expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
            examine(page)


def test_by_the_keyboard_one_gets_everywhere(door: Door, hand: Hand) -> None:
    rosa = door.sign_up("Rosa")
    hand.manage("staff", "add", rosa.username)
    page = rosa.page
    page.reload()
    page.get_by_role("button", name=re.compile(r"^You\W")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Moderation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
    page.goto("/admin/accounts/user/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("Skip"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content-start")).to_be_focused()
    page.get_by_label("Search").fill(rosa.username)
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text=rosa.username)
    expect(row).to_contain_text("Moderator")
    row.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is you.")).to_be_visible()
