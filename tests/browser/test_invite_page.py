"""The landing page of an invite: who invites, who sees what, and what one can do."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DESKTOP, PHONE, Door, Person
from tests.browser.test_accessibility import examine

NARROW = {"width": 320, "height": 640}
_ASK = """async ([method, path, body]) => {
  const {csrf_token} = JSON.parse(document.getElementById("boot").textContent);
  const answer = await fetch("/api/v1" + path, {
    method, headers: {"Content-Type": "application/json", "X-CSRFToken": csrf_token},
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? null : answer.json();
}"""


def ask(
    person: Person, method: str, path: str, body: dict[str, object] | None = None
) -> dict[str, str]:
    """Call the API as the person's page does."""
    found: dict[str, str] = person.page.evaluate(_ASK, [method, path, body or {}])
    return found


def invite(maker: Person, title: str, **bounds: object) -> tuple[str, str]:
    """A new group of the maker, and the path of an invite to it."""
    group = ask(maker, "POST", "/conversations", {"type": "GROUP", "title": title, "user_ids": []})
    made = ask(maker, "POST", f"/conversations/{group['id']}/invites", bounds)
    return group["id"], f"/i/{made['code']}"


def test_without_javascript_a_stranger_declines_signs_in_and_accepts(door: Door) -> None:
    mika, noor = door.sign_up("Mika"), door.someone("Noor")
    _group, path = invite(mika, "Lighthouse trip")
    page = door.context(javascript=False).new_page()
    page.goto(path)
    expect(page.get_by_role("heading", name="Lighthouse trip")).to_be_visible()
    expect(page.get_by_text("Mika invites you to")).to_be_visible()
    expect(page.get_by_text("Group with 1 member", exact=True)).to_be_visible()
    expect(page.get_by_text("can read what is said here")).to_be_visible()
    page.get_by_role("link", name="decline").click()
    expect(page.get_by_role("heading", name="You declined")).to_be_visible()
    page.get_by_role("link", name="Look at the invite again").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username or e-mail").fill(noor.username)
    page.get_by_label("Password").fill("a quiet harbour at dawn")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(page.get_by_text(f"You join as Noor, @{noor.username}.")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(re.compile("/c/"))
    page.goto(path)
    expect(page.get_by_role("heading", name="You are a member already")).to_be_visible()


@pytest.mark.parametrize(
    "viewport",
    [DESKTOP, *(pytest.param(one, marks=pytest.mark.long) for one in (PHONE, NARROW))],
    ids=["desktop", "phone", "narrow"],
)
def test_it_is_accessible_and_fits_whatever_the_names_are(door: Door, viewport: object) -> None:
    door.tolerate("410|403")
    mika = door.sign_up("Mika")
    context = door.context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]  # one of three
    page = context.new_page()
    for title in ("Sunday walkers", "رحلة المنارة يوم الأحد", "W" * 128, "a <b>bold</b> & name"):
        group, path = invite(mika, title)
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        look(page)
    page.goto(f"{path}?declined")
    examine(page)
    ask(mika, "DELETE", path.replace("/i/", "/invites/"))
    page.goto(path)
    expect(page.get_by_role("heading", name="This invite was withdrawn")).to_be_visible()
    expect(page.get_by_text("Ask whoever sent it to you for a new one")).to_be_visible()
    examine(page)
    _group, path = invite(mika, "For members")
    inside = door.context(viewport=viewport, bypass_csp=True, signed_in_as=mika).new_page()  # type: ignore[arg-type]  # one of three
    inside.goto(path)
    expect(inside.get_by_role("link", name="Open it")).to_be_visible()
    examine(inside)
    assert group


def look(page: Page) -> None:
    """Nothing is cut off, nothing overlaps its neighbour, and axe is content."""
    examine(page)
    for heading in page.locator(".page-main h1, .page-main p, .page-main li").all():
        box = heading.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.evaluate("innerWidth")


def test_the_qr_code_is_a_picture_of_the_address(door: Door) -> None:
    mika = door.sign_up("Mika")
    _group, path = invite(mika, "By camera")
    page = door.context().new_page()
    page.goto(path)
    loaded = page.evaluate(
        """async (src) => {
          const picture = new Image();
          picture.src = src;
          await picture.decode();
          return picture.naturalWidth > 0;
        }""",
        f"{path}/qr.svg",
    )
    assert loaded
