"""Who is in a space, beside its channels: by roles, in windows, by name; and mentions of them."""

from itertools import count

import pytest
from playwright.sync_api import Locator, WebSocketRoute, expect

from tests.browser.hand import Hand
from tests.browser.people import Door, Person
from tests.browser.rooms import call
from tests.browser.spaces import Harbour, enter_channel, make_harbour, row

_numbers = count(1)

_MOST_LOOKS = 20

_CROWD = """
from accounts.models import User
from conversations.models import Space, SpaceMember
space = Space.objects.get(id={space!r})
people = User.objects.bulk_create(
    User(username=f"{prefix}.{{n:03}}", email=f"{prefix}.{{n:03}}@example.org",
         display_name=f"Walker {{n:03}}") for n in range({count})
)
SpaceMember.objects.bulk_create(
    SpaceMember(space=space, user=user, sort_name=user.display_name.lower()) for user in people
)
space.members_count += len(people)
space.save(update_fields=["members_count"])
"""


@pytest.fixture
def deck(mika: Person, noor: Person) -> Harbour:
    """Mika's space, with Noor in it; the page of each shows its channel."""
    harbour = make_harbour(mika, f"Deck {next(_numbers)}", noor)
    for person in (mika, noor):
        enter_channel(person, harbour, "general")
    return harbour


def pane(person: Person) -> Locator:
    """The members beside the channel."""
    return person.page.get_by_role("complementary", name="Members")


def show(person: Person) -> None:
    """Have the members beside the channel."""
    tool = person.page.get_by_role("button", name="Members", exact=True)
    if tool.get_attribute("aria-expanded") != "true":
        tool.click()


def test_roles_that_are_shown_apart_stand_above_the_others(
    deck: Harbour, mika: Person, noor: Person
) -> None:
    show(mika)
    deck.give_role("Stewards", noor, colour="p5")
    expect(pane(mika).get_by_role("heading", name="Stewards")).to_be_visible()
    expect(pane(mika).get_by_role("heading", name="Members online")).to_be_visible()
    expect(pane(mika).get_by_role("button", name="Noor")).to_be_visible()
    enter_channel(noor, deck, "general")
    noor.composer.press_sequentially("I am typ")
    expect(pane(mika).get_by_role("button", name="Noor")).to_contain_text("Typing")


def test_the_pane_stays_from_channel_to_channel_and_away_once_closed(
    deck: Harbour, mika: Person
) -> None:
    deck.make_channel("other")
    expect(row(mika, "other")).to_be_visible()
    row(mika, "other").click()
    expect(pane(mika)).to_be_visible()
    mika.page.get_by_role("button", name="Members", exact=True).click()
    expect(pane(mika)).to_be_hidden()
    row(mika, "general").click()
    expect(mika.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(pane(mika)).to_be_hidden()
    mika.page.get_by_role("button", name="Members", exact=True).click()
    expect(pane(mika)).to_be_visible()


def test_members_put_away_in_any_way_stay_away(deck: Harbour, mika: Person) -> None:
    deck.make_channel("other")
    row(mika, "other").click()
    expect(pane(mika)).to_be_visible()
    row(mika, "other").click()
    expect(pane(mika)).to_be_visible()
    pane(mika).get_by_role("button", name="Close details").click()
    expect(pane(mika)).to_be_hidden()
    row(mika, "general").click()
    expect(mika.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(pane(mika)).to_be_hidden()
    show(mika)
    row(mika, "other").click()
    expect(pane(mika)).to_be_visible()
    pane(mika).get_by_role("searchbox").press("Escape")
    row(mika, "general").click()
    expect(mika.page.get_by_role("heading", name="general", level=2)).to_be_visible()
    expect(pane(mika)).to_be_hidden()
    show(mika)


def test_who_comes_in_stands_in_an_open_pane_and_who_may_not_see_goes(
    deck: Harbour, mika: Person, noor: Person, door: Door
) -> None:
    show(mika)
    expect(pane(mika).get_by_role("button", name="Noor")).to_be_visible()
    felix = door.sign_up("Felix")
    deck.let_in(felix)
    expect(pane(mika).get_by_role("button", name="Felix")).to_be_visible()
    secret = deck.make_channel("secret", private=True)
    enter_channel(mika, deck, "secret")
    show(mika)
    expect(pane(mika).locator(".space-member")).to_contain_text(["Mika"])
    keys = deck.give_role("Keys", noor)
    path = deck.path(f"/channels/{secret}/overrides/roles/{keys}")
    call(mika, "PUT", path, {"allow": ["view"]})
    member = pane(mika).get_by_role("button", name="Noor")
    expect(member).to_be_visible()
    expect(pane(mika).get_by_role("button", name="Felix")).to_have_count(0)
    member.focus()
    noor_id = call(mika, "GET", f"/users?username={noor.username}")["id"]
    call(mika, "PATCH", deck.path(f"/members/{noor_id}"), {"role_ids": []})
    expect(member).to_have_count(0)
    # The keyboard passes to whoever stands beside.
    expect(pane(mika).get_by_role("button", name="Mika")).to_be_focused()


def test_who_came_while_the_page_was_away_stands_in_the_pane_when_it_is_back(
    deck: Harbour, mika: Person, door: Door
) -> None:
    lines: list[WebSocketRoute] = []
    kept: list[str] = []
    is_deaf = True

    def stand_between(route: WebSocketRoute) -> None:
        lines.append(route)
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            if is_deaf and '"space_member.' in str(text):
                kept.append(str(text))
            else:
                route.send(text)

        server.on_message(pass_on)

    mika.page.route_web_socket("**/ws/v1", stand_between)
    mika.page.reload()
    show(mika)
    expect(pane(mika).get_by_role("button", name="Noor")).to_be_visible()
    felix = door.sign_up("Felix")
    deck.let_in(felix)
    deck.say(felix, "general", "I am here")
    mika.sees("I am here")
    # Not that he is in no pane: what it asked for when it opened may be answered just now.
    assert any(felix.username in text for text in kept)
    is_deaf = False
    lines[-1].close(code=1001, reason="")
    expect(pane(mika).get_by_role("button", name="Felix")).to_be_visible()


def test_a_menu_says_what_somebody_is_now_and_stays_at_their_button(
    deck: Harbour, mika: Person, noor: Person
) -> None:
    show(mika)
    expect(pane(mika).get_by_role("button", name="Noor")).to_be_visible()
    deck.give_role("Deckhands", noor, shown_apart=False)
    menu = mika.page.get_by_role("menu", name="Noor")
    pane(mika).get_by_role("button", name="Noor").click()
    for _ in range(_MOST_LOOKS):
        if menu.get_by_text("Deckhands").count() > 0:
            break
        # It says what the page knew when it opened; that of a role comes a moment later.
        mika.page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
        pane(mika).get_by_role("button", name="Noor").click()
        expect(menu).to_be_visible()
    expect(menu).to_contain_text("Deckhands")
    noor_id = call(mika, "GET", f"/users?username={noor.username}")["id"]
    call(mika, "PATCH", deck.path(f"/members/{noor_id}"), {"nickname": "Captain"})
    captain = pane(mika).get_by_role("button", name="Captain")
    expect(captain).to_have_attribute("aria-expanded", "true")
    mika.page.keyboard.press("Escape")
    expect(captain).to_be_focused()
    expect(captain).to_have_attribute("aria-expanded", "false")


def test_many_come_in_windows_and_few_are_in_the_page(
    deck: Harbour, mika: Person, hand: Hand
) -> None:
    hand.run(_CROWD.format(space=deck.id, prefix=f"crowd{next(_numbers)}", count=450))
    mika.page.reload()
    show(mika)
    expect(pane(mika).get_by_role("heading", name="Offline")).to_contain_text("450")
    body = mika.page.locator(".details-body")
    last = pane(mika).get_by_role("button", name="Walker 449")
    for _ in range(200):
        body.evaluate("(node) => { node.scrollTop = node.scrollHeight; }")
        mika.page.wait_for_timeout(100)
        assert pane(mika).get_by_role("listitem").count() < 70
        if last.count() > 0:
            break
    expect(last).to_be_visible()
    search = pane(mika).get_by_role("searchbox", name="Search members")
    search.fill("walker 123")
    expect(pane(mika).get_by_role("button")).to_contain_text(["Walker 123"])
    search.fill("nobody of that name")
    expect(pane(mika)).to_contain_text("Nobody here is called")


def test_arrows_go_through_the_members_and_enter_opens_their_menu(
    deck: Harbour, mika: Person, noor: Person
) -> None:
    deck.give_role("Stewards", noor)
    show(mika)
    first = pane(mika).get_by_role("button", name="Noor")
    first.focus()
    mika.page.keyboard.press("ArrowDown")
    expect(pane(mika).get_by_role("button", name="Mika")).to_be_focused()
    mika.page.keyboard.press("Home")
    expect(first).to_be_focused()
    mika.page.keyboard.press("Enter")
    menu = mika.page.get_by_role("menu", name="Noor")
    for name in ("Message", "Remove…", "Ban…"):
        expect(menu.get_by_role("menuitem", name=name)).to_be_visible()
    mika.page.keyboard.press("Escape")
    expect(first).to_be_focused()
    show(noor)
    pane(noor).get_by_role("button", name="Mika").click()
    expect(noor.page.get_by_role("menuitem", name="Message")).to_be_visible()
    expect(noor.page.get_by_role("menuitem", name="Ban…")).to_have_count(0)


def test_who_is_removed_from_the_pane_is_gone_from_it(
    deck: Harbour, mika: Person, door: Door
) -> None:
    felix = door.sign_up("Felix")
    deck.let_in(felix)
    show(mika)
    mika.page.reload()
    member = pane(mika).get_by_role("button", name="Felix")
    member.click()
    mika.page.get_by_role("menuitem", name="Remove…").click()
    mika.page.get_by_role("button", name="Remove", exact=True).click()
    expect(member).to_have_count(0)
    expect(mika.page.locator(".space-line")).to_contain_text("2 members")


def test_a_mention_finds_people_whom_the_page_does_not_know(
    deck: Harbour, mika: Person, door: Door
) -> None:
    felix = door.sign_up("Zacharias")
    deck.let_in(felix)
    mika.page.reload()
    expect(mika.log).to_have_attribute("aria-busy", "false")
    mika.composer.press_sequentially("Hello @zach")
    option = mika.page.get_by_role("option", name="Zacharias")
    expect(option).to_be_visible()
    mika.composer.press("Enter")
    mika.composer.press("Enter")
    enter_channel(felix, deck, "general")
    expect(felix.message("Hello")).to_contain_text(f"@{felix.username}")
