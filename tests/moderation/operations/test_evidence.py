"""What goes with a report outlives what others do to it, and only moderators read it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from chatty.core.clock import now
from chatty.core.encryption.envelope import SealBroken
from chatty.core.limits import limits, override_limits
from conversations.operations.deletion import delete_conversation
from messaging.models import Message
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from messaging.operations.wiping import wipe_conversation
from moderation.access import find_report
from moderation.adapters.sealing import ReportOpener
from moderation.models import Report, ReportedMessage, Status
from moderation.operations.reports import file_report
from moderation.queries.cases import read_case
from moderation.tasks import empty_reports
from tests.asking import api_as
from tests.cast import Cast
from tests.make import make_message, make_poll
from tests.moderation.staff import make_moderator


@pytest.fixture
def rosa(cast: Cast) -> User:
    return make_moderator("rosa")


def report_message(by: User, message: Any, *context: Any, details: str = "Look") -> Report:
    report, is_new = file_report(
        actor=by,
        target_type="message",
        target_id=message["id"],
        reason="harassment",
        details=details,
        message_ids=[UUID(one["id"]) for one in context],
    )
    assert is_new
    return report


def texts(report: Report, viewer: User) -> list[str]:
    return [copy.text for copy in read_case(find_report(report.id, viewer=viewer)).copies]


def test_of_a_poll_its_options_are_kept_too(cast: Cast, rosa: User) -> None:
    poll = make_poll(by=cast.bob, in_=cast.lounge, options=["You fool", "You liar"])
    assert texts(report_message(cast.alice, poll), rosa) == ["Shall we?\n- You fool\n- You liar"]


def test_copies_outlive_edits_deletions_and_the_whole_conversation(cast: Cast, rosa: User) -> None:
    before = make_message(by=cast.alice, in_=cast.lounge, body="Leave me alone")
    said = make_message(by=cast.bob, in_=cast.lounge, body="Never, you fool")
    report = report_message(cast.alice, said, before)
    expected = ["Leave me alone", "Never, you fool"]
    assert texts(report, rosa) == expected
    edit_message(actor=cast.bob, session_id=uuid4(), message_id=said["id"], body="Hello!")
    assert texts(report, rosa) == expected
    delete_message(actor=cast.bob, message_id=said["id"])
    assert texts(report, rosa) == expected
    delete_conversation(actor=cast.alice, conversation_id=cast.lounge.id)
    wipe_conversation(conversation_id=cast.lounge.id)
    assert not Message.objects.exists()
    assert texts(report, rosa) == expected


def test_what_was_edited_before_the_report_is_kept_too(cast: Cast, rosa: User) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="1")
    for number in range(2, 6):
        edit_message(actor=cast.bob, session_id=uuid4(), message_id=said["id"], body=f"{number}")
    with override_limits(report_former_versions=2):
        report = report_message(cast.alice, said)
    case = read_case(find_report(report.id, viewer=rosa))
    assert [(copy.text, copy.kept.is_former) for copy in case.copies] == [
        ("3", True),
        ("4", True),
        ("5", False),
    ]
    assert all(copy.kept.is_target for copy in case.copies)


def test_how_the_person_and_the_place_looked_is_kept(cast: Cast, rosa: User) -> None:
    api_as(cast.bob).ok("PATCH", "/me", {"bio": "Buy my course", "display_name": "Rosa Campos"})
    said = make_message(by=cast.bob, in_=cast.lounge)
    report = report_message(cast.alice, said, details="Not who he says")
    api_as(cast.bob).ok("PATCH", "/me", {"bio": "", "display_name": "Bob"})
    api_as(cast.alice).ok("PATCH", f"/conversations/{cast.lounge.id}", {"title": "Renamed"})
    statement = read_case(find_report(report.id, viewer=rosa)).statement
    assert statement["details"] == "Not who he says"
    assert statement["person"] == {
        "username": "bob",
        "display_name": "Rosa Campos",
        "bio": "Buy my course",
        "custom_status": "",
    }
    assert statement["place"]["title"] == "Lounge"


def test_nothing_of_it_stands_in_the_database_in_the_clear(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="a very rare word: zyzzyva")
    report = report_message(cast.alice, said, details="zyzzyva again")
    for row in (*Report.objects.values_list(), *ReportedMessage.objects.values_list()):
        assert "zyzzyva" not in str([bytes(v) if isinstance(v, memoryview) else v for v in row])
    copy = ReportedMessage.objects.get()
    other = report_message(cast.carol, said)
    # Copied into another report it does not open.
    copy.report = other
    with pytest.raises(SealBroken):
        ReportOpener(other).body(copy)
    other.wrapped_key = report.wrapped_key
    with pytest.raises(SealBroken):
        ReportOpener(other).statement()


def test_closed_reports_are_emptied_after_their_time(cast: Cast, rosa: User) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    old, young = report_message(cast.alice, said), report_message(cast.carol, said)
    still_open, _ = file_report(
        actor=cast.dave, target_type="user", target_id=cast.bob.id, reason="spam"
    )
    days = timedelta(days=limits.report_evidence_days)
    Report.objects.filter(id=old.id).update(
        status=Status.DISMISSED, closed_at=now() - days - timedelta(minutes=1)
    )
    Report.objects.filter(id=young.id).update(
        status=Status.DISMISSED, closed_at=now() - days + timedelta(minutes=1)
    )
    assert empty_reports() == 1
    assert empty_reports() == 0
    assert texts(old, rosa) == []
    assert read_case(find_report(old.id, viewer=rosa)).statement == {}
    assert texts(young, rosa) == ["Hello"]
    assert read_case(find_report(still_open.id, viewer=rosa)).statement["person"]
    # Its reporter still sees that it was made, and what came of it.
    (row,) = api_as(cast.alice).get("/reports")["results"]
    assert (row["details"], row["status"], row["outcome"]) == ("", "DISMISSED", "no_action")
