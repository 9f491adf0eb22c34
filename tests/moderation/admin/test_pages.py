"""Lists and cases at `/admin/`: what they show, and what their buttons do."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from chatty.core.limits import override_limits
from conversations.models import Ban
from moderation.models import Outcome, Report, Status
from moderation.operations.cases import dismiss_report, take_report
from moderation.operations.reports import file_report
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_message, make_user
from tests.moderation.staff import browser_of, make_moderator, make_owner, press
from tests.wall import behind_the_wall

REPORTS, PEOPLE, AUDIT = (
    "/admin/moderation/report/",
    "/admin/accounts/user/",
    "/admin/accounts/auditentry/",
)


@pytest.fixture
def rosa(cast: Cast) -> User:
    return make_moderator("rosa")


@pytest.fixture
def client(rosa: User) -> Client:
    return browser_of(rosa)


@pytest.fixture
def report(cast: Cast) -> Report:
    said = make_message(by=cast.bob, in_=cast.lounge, body="You fool")
    found, _ = file_report(
        actor=cast.alice,
        target_type="message",
        target_id=said["id"],
        reason="harassment",
        details="Every day",
    )
    return found


def case_of(report: Report) -> str:
    return f"{REPORTS}{report.id}/change/"


def act(client: Client, report: Report, action: str, **fields: str) -> Any:
    """Press a button of the case; the page that follows."""
    client.get(case_of(report))
    answer = press(client, f"{REPORTS}{report.id}/{action}/", **fields)
    if answer.status_code != 302:
        return answer
    assert answer.headers["Location"] == case_of(report)
    return client.get(case_of(report))


def test_a_case_shows_what_was_reported_by_whom_and_about_whom(
    client: Client, report: Report
) -> None:
    text = client.get(case_of(report)).text
    for words in ("You fool", "Every day", "Harassment or bullying", "@alice", "@bob", "Lounge"):
        assert words in text
    assert "Pending" in text


def test_taking_and_resolving_by_buttons(client: Client, rosa: User, report: Report) -> None:
    assert "This report is yours now." in act(client, report, "take").text
    page = act(client, report, "resolve", outcome="handled", reason="Talked to him")
    assert "Resolved." in page.text
    assert "Talked to him" in page.text
    assert "This report is closed." in page.text
    report.refresh_from_db()
    assert (report.status, report.outcome) == (Status.RESOLVED, Outcome.HANDLED)
    assert report.moderator_id == rosa.id


def test_who_comes_second_is_told_and_may_take_it_over(client: Client, report: Report) -> None:
    nils = make_moderator("nils")
    take_report(actor=nils, report_id=report.id)
    page = act(client, report, "dismiss", reason="A joke")
    assert "nils has taken this report." in page.text
    assert page.status_code == 409
    # What was typed is still there.
    assert 'value="A joke"' in page.text
    assert act(client, report, "take", instead_of=str(nils.id)).status_code == 200
    assert "Dismissed." in act(client, report, "dismiss", reason="A joke").text


def test_suspending_and_lifting_from_a_case(client: Client, cast: Cast, report: Report) -> None:
    bob = api_as(cast.bob)
    page = act(client, report, "suspend", reason="Insults")
    assert "@bob is suspended." in page.text
    assert "Insults" in page.text
    assert bob("GET", "/me").status_code == 401
    assert "@bob can sign in again." in act(client, report, "lift", reason="He is sorry").text


def test_banning_and_letting_in_again_from_a_case(
    client: Client, cast: Cast, report: Report
) -> None:
    page = act(client, report, "ban", reason="Insults", expires_in="86400")
    assert "They are banned there." in page.text
    ban = Ban.objects.get(conversation=cast.lounge, user=cast.bob)
    assert (ban.reason, ban.expires_at is None) == ("Insults", False)
    assert "Lift the ban" in page.text
    assert "They may come back there." in act(client, report, "unban", reason="Sorry").text
    assert not Ban.objects.exists()


def test_what_is_refused_is_shown_with_what_was_typed(client: Client, report: Report) -> None:
    page = act(client, report, "dismiss", reason="")
    assert page.status_code == 400
    assert "This field is required." in page.text
    # On a small screen the form is far below.
    assert 'href="#dismiss-reason"' in page.text
    assert 'id="dismiss-reason"' in page.text
    assert "Nothing was done." not in client.get(case_of(report)).text
    page = act(client, report, "resolve", outcome="handled", reason="a\u202eb")
    assert page.status_code == 400
    assert "direction of writing" in page.text
    report.refresh_from_db()
    assert report.status == Status.PENDING


def test_a_refusal_that_names_no_field_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    report, _ = file_report(
        actor=cast.bob, target_type="user", target_id=make_owner("ines").id, reason="spam"
    )
    page = act(client, report, "suspend", reason="They shout")
    assert page.status_code == 403
    assert 'value="They shout"' in page.text
    assert 'role="alert"' in page.text
    # Closed by a colleague while somebody was still writing why.
    dismiss_report(actor=make_moderator("nils"), report_id=report.id, reason="A joke")
    page = act(client, report, "resolve", outcome="handled", reason="Talked to her")
    assert page.status_code == 409
    assert "nils dismissed this report already." in page.text
    assert 'value="Talked to her"' in page.text
    assert "This report is closed." in page.text


def test_headings_follow_each_other(client: Client, cast: Cast, report: Report) -> None:
    for path in (case_of(report), f"{PEOPLE}{cast.bob.id}/change/"):
        levels = [int(level) for level in re.findall(r"<h(\d)", client.get(path).text)]
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_a_link_does_nothing_and_a_form_needs_our_token(client: Client, report: Report) -> None:
    path = f"{REPORTS}{report.id}/dismiss/"
    assert client.get(path).status_code == 405
    assert client.post(path, {"reason": "x"}).status_code == 403
    client.get(case_of(report))
    assert press(client, f"{REPORTS}{report.id}/delete/", reason="x").status_code == 404
    report.refresh_from_db()
    assert report.status == Status.PENDING


def test_a_moderator_finds_no_report_about_themselves(
    cast: Cast, client: Client, rosa: User
) -> None:
    report, _ = file_report(
        actor=cast.alice, target_type="user", target_id=rosa.id, reason="other", details="Mean"
    )
    nils = make_moderator("nils")
    take_report(actor=nils, report_id=report.id)
    assert client.get(case_of(report)).status_code == 404
    assert press(client, f"{REPORTS}{report.id}/dismiss/", reason="No").status_code == 404
    assert str(report.id) not in client.get(f"{REPORTS}?status=all").text
    assert str(report.id) not in client.get(AUDIT).text
    assert str(report.id) not in client.get(f"{PEOPLE}{rosa.id}/change/").text
    other = browser_of(nils)
    assert other.get(case_of(report)).status_code == 200
    assert str(report.id) in other.get(AUDIT).text


def test_the_list_shows_open_reports_and_filters(
    client: Client, cast: Cast, report: Report, rosa: User
) -> None:
    closed, _ = file_report(
        actor=cast.carol, target_type="user", target_id=cast.dave.id, reason="spam"
    )
    Report.objects.filter(id=closed.id).update(status=Status.DISMISSED)

    def shown(query: str) -> set[str]:
        text = client.get(f"{REPORTS}{query}").text
        return set(re.findall(r"/report/([0-9a-f-]{36})/change/", text))

    mine, other = str(report.id), str(closed.id)
    assert shown("") == {mine}
    assert shown("?status=all") == {mine, other}
    assert shown("?status=DISMISSED") == {other}
    assert shown("?status=all&reason__exact=harassment") == {mine}
    assert shown("?status=all&target_type__exact=user") == {other}
    day = "{}-01-01 00:00:00%2B00:00"
    dates = f"created_at__gte={day.format(2000)}&created_at__lt={day.format(2001)}"
    assert shown(f"?status=all&{dates}") == set()


def test_lists_cost_the_same_for_one_and_for_many_and_count_nothing_long(
    client: Client, cast: Cast, report: Report
) -> None:
    def costs() -> list[int]:
        found = []
        for path in (REPORTS, PEOPLE, AUDIT, case_of(report)):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            sql = [query["sql"] for query in seen.captured_queries]
            assert not [one for one in sql if "COUNT(" in one]
            found.append(len(sql))
        return found

    few = costs()
    for number in range(12):
        person = make_user(f"person{number:02}")
        file_report(actor=person, target_type="user", target_id=cast.bob.id, reason="spam")
    assert costs() == few
    assert max(few) <= 12


def test_lists_have_pages_and_an_end(client: Client, cast: Cast) -> None:
    with override_limits(reports_per_hour=1_000):
        for number in range(55):
            person = make_user(f"person{number:02}")
            file_report(actor=person, target_type="user", target_id=cast.bob.id, reason="spam")
    first, second = client.get(REPORTS).text, client.get(f"{REPORTS}?p=2").text
    assert (first.count('class="field-what"'), second.count('class="field-what"')) == (50, 5)
    with override_limits(moderation_list_rows=52):
        assert client.get(f"{REPORTS}?p=2").text.count('class="field-what"') == 2
        # There is nothing beyond: the list itself is shown again.
        assert client.get(f"{REPORTS}?p=3").headers["Location"] == f"{REPORTS}?e=1"


def test_people_are_found_by_name_and_address(client: Client, cast: Cast) -> None:
    def names(query: str) -> set[str]:
        return set(re.findall(r"@([a-z]+)</span>", client.get(f"{PEOPLE}{query}").text))

    assert {"alice", "bob", "rosa"} <= names("")
    assert names("?q=bo") == {"bob"}
    assert names("?q=@Bob") == {"bob"}
    assert names("?q=alice%40example.org") == {"alice"}
    assert names("?q=example.org") == set()
    assert names("?state=moderators") == {"rosa"}
    User.objects.filter(id=cast.dave.id).update(is_active=False)
    assert names("?state=closed") == {"dave"}
    assert client.get(f"{PEOPLE}?q=x%00y").status_code == 200


def test_a_person_is_suspended_from_their_page(client: Client, cast: Cast, rosa: User) -> None:
    page = f"{PEOPLE}{cast.bob.id}/change/"
    client.get(page)
    answer = press(client, f"{PEOPLE}{cast.bob.id}/suspend/", reason="Spam")
    assert answer.headers["Location"] == page
    text = client.get(page).text
    assert "@bob is suspended." in text
    assert "user.suspended" in text
    press(client, f"{PEOPLE}{cast.bob.id}/lift/", reason="Sorry")
    cast.bob.refresh_from_db()
    assert not cast.bob.is_suspended
    assert press(client, f"{PEOPLE}{cast.bob.id}/suspend/", reason="").status_code == 400
    own = press(client, f"{PEOPLE}{rosa.id}/suspend/", reason="Me")
    assert own.status_code == 403
    assert "Somebody else has to decide" in own.text
    assert client.get(f"{PEOPLE}{cast.bob.id}/suspend/").status_code == 405


def test_the_audit_log_is_searched_by_what_it_is_about(
    client: Client, cast: Cast, report: Report
) -> None:
    act(client, report, "take")
    act(client, report, "suspend", reason="Insults")
    text = client.get(f"{AUDIT}?q={cast.bob.id}").text
    assert "user.suspended" in text
    assert "report.taken" not in text
    assert "report.taken" in client.get(f"{AUDIT}?q=report.taken").text
    by_rosa = client.get(f"{AUDIT}?q=rosa").text
    assert "report.taken" in by_rosa
    assert "user.suspended" in by_rosa
    assert "Nothing here." in client.get(f"{AUDIT}?q=nobody.here").text
    assert client.post(AUDIT).status_code in (403, 405)


def test_a_moderator_who_is_no_member_works_behind_the_second_wall(
    client: Client, cast: Cast, report: Report
) -> None:
    dave = cast.dave
    with behind_the_wall():
        page = act(client, report, "ban", reason="Insults")
        assert "You fool" in page.text
        assert "Lift the ban" in page.text
        assert "Lounge" in page.text
        assert "They may come back there." in act(client, report, "unban", reason="Sorry").text
        assert "Ban from this group" in client.get(case_of(report)).text
        assert "@bob" in client.get(REPORTS).text
        answer = api_as(cast.carol)("POST", "/reports", {
            "message_id": str(report.target_id), "reason": "spam",
        })  # fmt: skip
        assert answer.status_code == 201
        refused = api_as(dave)("POST", "/reports", {
            "message_id": str(report.target_id), "reason": "spam",
        })  # fmt: skip
        assert refused.status_code == 404
