"""Names that are longer than may be are refused beside their field."""

from playwright.sync_api import Locator, expect

from tests.browser.people import Door, Person


def refusal(form: Locator, words: str) -> None:
    """The form is still there and says why."""
    expect(form.get_by_text(words)).to_be_visible()


def test_what_is_longer_is_refused_beside_its_field(mika: Person, shared_door: Door) -> None:
    shared_door.tolerate("400|422")
    long = "x" * 300
    sign_up = shared_door.context().new_page()
    sign_up.goto("/signup")
    sign_up.get_by_label("Your name").fill(long)
    sign_up.get_by_label("Username").fill("somebody.long")
    sign_up.get_by_label("E-mail").fill("long@example.org")
    sign_up.get_by_label("Password").fill("a quiet harbour at dawn")
    sign_up.get_by_role("button", name="Create account").click()
    refusal(sign_up.locator("form"), "Use at most 64 characters.")

    page = mika.page
    mika.begin("New group")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Group name").fill(long)
    dialog.get_by_role("button", name="Create group").click()
    refusal(dialog, "Use at most 128 characters.")
    expect(dialog.get_by_label("Group name")).to_be_focused()
    page.keyboard.press("Escape")
    mika.begin("New channel")
    dialog.get_by_label("Channel name").fill(long)
    dialog.get_by_label("What it is about").fill("y" * 1_500)
    dialog.get_by_role("button", name="Create channel").click()
    refusal(dialog, "Use at most 128 characters.")
    page.keyboard.press("Escape")

    mika.start_group("Walkers")
    page.goto(f"{page.url}?pane=settings")
    settings = page.get_by_role("complementary")
    settings.get_by_label("Name").fill(long)
    settings.get_by_role("button", name="Save").click()
    refusal(settings, "Use at most 128 characters.")
    settings.get_by_label("Name").fill("Walkers")
    settings.get_by_label("Topic").fill("y" * 1_500)
    settings.get_by_role("button", name="Save").click()
    refusal(settings, "Use at most 1024 characters.")

    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("menuitem", name="Move to folder…").click()
    page.get_by_role("menuitem", name="New folder…").click()
    dialog.get_by_label("Name of the folder").fill(long)
    dialog.get_by_role("button", name="Move here").click()
    refusal(dialog, "Use at most 64 characters.")
    page.keyboard.press("Escape")
