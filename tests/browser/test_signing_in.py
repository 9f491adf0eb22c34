"""Sign-up, sign-in, invites and sign-out work without JavaScript."""

import re

from playwright.sync_api import expect

from tests.browser.people import PASSWORD, Door


def test_without_javascript_people_sign_up_out_and_in(door: Door) -> None:
    page = door.context(javascript=False).new_page()
    username = f"plain.{id(door) % 1_000_000}"
    page.goto("/signup")
    page.get_by_label("Your name").fill("Plain Page")
    page.get_by_label("Username").fill(username)
    page.get_by_label("E-mail").fill(f"{username}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("The chat itself needs JavaScript")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/signin"))
    page.get_by_label("Username or e-mail").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_text("The chat itself needs JavaScript")).to_be_visible()


def test_a_wrong_password_is_told_and_the_name_is_kept(door: Door) -> None:
    door.tolerate("401")
    page = door.context(javascript=False).new_page()
    page.goto("/signin")
    page.get_by_label("Username or e-mail").fill("nobody.here")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.get_by_label("Username or e-mail")).to_have_value("nobody.here")
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page).to_have_title(re.compile("^Error: "))


def test_an_error_stands_at_its_field(door: Door) -> None:
    door.tolerate("400")
    page = door.context(javascript=False).new_page()
    page.goto("/signup")
    page.get_by_label("Username").fill("somebody")
    page.get_by_label("E-mail").fill("somebody@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    password = page.get_by_label("Password")
    expect(password).to_have_attribute("aria-invalid", "true")
    expect(password).to_have_accessible_description(re.compile("10"))


def test_signing_out_closes_the_page_and_its_chat(door: Door) -> None:
    mika = door.sign_up("Mika")
    mika.sign_out()
    expect(mika.page).to_have_url(re.compile("/signin"))
    mika.page.goto("/")
    expect(mika.page).to_have_url(re.compile("/signin"))


def test_an_invite_brings_somebody_new_through_sign_up_into_the_group(door: Door) -> None:
    mika = door.sign_up("Mika")
    mika.start_group("Lighthouse trip")
    link = mika.make_invite()
    page = door.context().new_page()
    page.goto(link)
    page.get_by_role("link", name="Create an account").click()
    username = f"newcomer.{id(door) % 1_000_000}"
    page.get_by_label("Username").fill(username)
    page.get_by_label("E-mail").fill(f"{username}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", name="Lighthouse trip", level=2).first).to_be_visible()


def test_what_was_typed_can_be_looked_at(door: Door) -> None:
    page = door.context().new_page()
    page.goto("/signin")
    password = page.get_by_label("Password")
    password.fill("a secret of mine")
    page.get_by_role("button", name="Show what I typed").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide what I typed").click()
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("a secret of mine")
