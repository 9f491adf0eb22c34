"""Taking, resolving and dismissing reports."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import AuditEntry, User
from chatty.core.errors import Forbidden, Invalid, NotFound, VersionConflict
from moderation.access import find_report
from moderation.models import Report, Status
from moderation.operations.cases import dismiss_report, resolve_report, take_report
from moderation.operations.reports import file_report
from tests.asking import api_as, at_once
from tests.make import make_user
from tests.moderation.staff import make_moderator


@pytest.fixture
def rosa(db: None) -> User:
    return make_moderator("rosa")


@pytest.fixture
def nils(db: None) -> User:
    return make_moderator("nils")


def make_report(by: User, about: User) -> Report:
    report, _ = file_report(actor=by, target_type="user", target_id=about.id, reason="spam")
    return report


def status_seen_by(reporter: User) -> tuple[str, str | None]:
    (row,) = api_as(reporter).get("/reports")["results"]
    return row["status"], row["outcome"]


def history(report: Report) -> list[tuple[str, Any]]:
    rows = AuditEntry.objects.filter(target_type="report", target_id=str(report.id))
    return [(row.action, row.details) for row in rows.order_by("id")]


def test_a_report_is_taken_then_resolved(rosa: User, alice: User, bob: User) -> None:
    report = make_report(alice, bob)
    taken = take_report(actor=rosa, report_id=report.id)
    assert (taken.status, taken.moderator_id) == (Status.UNDER_REVIEW, rosa.id)
    assert status_seen_by(alice) == ("UNDER_REVIEW", None)
    done = resolve_report(
        actor=rosa, report_id=report.id, outcome="suspended", reason="Spam indeed"
    )
    assert done.closed_at is not None
    # That something was done, and not what.
    assert status_seen_by(alice) == ("RESOLVED", "action_taken")
    assert history(report) == [
        ("report.taken", {}),
        ("report.resolved", {"reason": "Spam indeed", "outcome": "suspended"}),
    ]


def test_a_report_can_be_dismissed_without_being_taken(rosa: User, alice: User, bob: User) -> None:
    report = make_report(alice, bob)
    dismiss_report(actor=rosa, report_id=report.id, reason="A joke")
    assert status_seen_by(alice) == ("DISMISSED", "no_action")
    report.refresh_from_db()
    assert report.moderator_id == rosa.id


def test_what_another_has_taken_is_left_or_taken_over(
    rosa: User, nils: User, alice: User, bob: User
) -> None:
    report = make_report(alice, bob)
    take_report(actor=rosa, report_id=report.id)
    take_report(actor=rosa, report_id=report.id)
    doings: list[Callable[[], Any]] = [
        lambda: take_report(actor=nils, report_id=report.id),
        lambda: take_report(actor=nils, report_id=report.id, instead_of=bob.id),
        lambda: dismiss_report(actor=nils, report_id=report.id, reason="No"),
        lambda: resolve_report(actor=nils, report_id=report.id, outcome="handled", reason="No"),
    ]
    for doing in doings:
        with pytest.raises(VersionConflict, match="rosa has taken this report") as refused:
            doing()
        assert refused.value.current["moderator_id"] == str(rosa.id)
    take_report(actor=nils, report_id=report.id, instead_of=rosa.id)
    with pytest.raises(VersionConflict, match="nils has taken"):
        dismiss_report(actor=rosa, report_id=report.id, reason="No")
    dismiss_report(actor=nils, report_id=report.id, reason="No")
    assert [action for action, _ in history(report)] == [
        "report.taken", "report.taken", "report.dismissed",
    ]  # fmt: skip


def test_what_is_closed_stays_closed(rosa: User, nils: User, alice: User, bob: User) -> None:
    report = make_report(alice, bob)
    dismiss_report(actor=rosa, report_id=report.id, reason="A joke")
    for actor in (rosa, nils):
        with pytest.raises(VersionConflict, match="rosa dismissed this report already"):
            resolve_report(actor=actor, report_id=report.id, outcome="handled", reason="No")
        with pytest.raises(VersionConflict, match="rosa dismissed"):
            take_report(actor=actor, report_id=report.id, instead_of=rosa.id)


def test_who_is_no_moderator_does_and_sees_nothing(rosa: User, alice: User, bob: User) -> None:
    report = make_report(alice, bob)
    for actor in (alice, bob, make_user("carol")):
        with pytest.raises(Forbidden):
            find_report(report.id, viewer=actor)
        with pytest.raises(Forbidden):
            take_report(actor=actor, report_id=report.id)
        with pytest.raises(Forbidden):
            dismiss_report(actor=actor, report_id=report.id, reason="No")
    assert find_report(report.id, viewer=rosa) == report


def test_a_moderator_who_was_one_when_they_came_is_asked_again(
    rosa: User, alice: User, bob: User
) -> None:
    report = make_report(alice, bob)
    User.objects.filter(id=rosa.id).update(is_staff=False)
    assert rosa.is_staff
    with pytest.raises(Forbidden):
        take_report(actor=rosa, report_id=report.id)


def test_nobody_handles_a_report_about_themselves(rosa: User, nils: User, alice: User) -> None:
    report = make_report(alice, rosa)
    with pytest.raises(NotFound):
        find_report(report.id, viewer=rosa)
    with pytest.raises(NotFound):
        dismiss_report(actor=rosa, report_id=report.id, reason="I am nice")
    assert take_report(actor=nils, report_id=report.id).moderator_id == nils.id


def test_an_end_needs_a_reason_and_a_known_outcome(rosa: User, alice: User, bob: User) -> None:
    report = make_report(alice, bob)
    for outcome in ("", "warned", "RESOLVED"):
        with pytest.raises(Invalid) as refused:
            resolve_report(actor=rosa, report_id=report.id, outcome=outcome, reason="Yes")
        assert list(refused.value.errors or {}) == ["outcome"]
    with pytest.raises(Invalid):
        dismiss_report(actor=rosa, report_id=report.id, reason=" ")
    report.refresh_from_db()
    assert report.status == Status.PENDING


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doing", ["take", "resolve", "against"])
def test_of_two_moderators_at_once_exactly_one_wins(doing: str) -> None:
    pair = [make_moderator("rosa"), make_moderator("nils")]
    report = make_report(make_user("alice"), make_user("bob"))

    def act(number: int) -> Report:
        if doing == "take":
            return take_report(actor=pair[number], report_id=report.id)
        if doing == "against" and number:
            return dismiss_report(actor=pair[number], report_id=report.id, reason="No")
        return resolve_report(
            actor=pair[number], report_id=report.id, outcome="handled", reason="Yes"
        )

    answers = at_once(2, act)
    won = [answer for answer in answers if isinstance(answer, Report)]
    lost = [answer for answer in answers if isinstance(answer, VersionConflict)]
    assert (len(won), len(lost)) == (1, 1)
    report.refresh_from_db()
    assert report.moderator_id == won[0].moderator_id
    assert won[0].moderator is not None
    assert won[0].moderator.username in lost[0].detail
    assert len(history(report)) == 1
