"""Who may come to which page, and send which form: every page asked by everybody.

`matrix_pages.txt` says what each is answered, as `matrix.txt` does for the calls of the API.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from accounts.models import User
from accounts.operations.sessions import open_session
from chatty.core.clock import now
from chatty.core.jobs.models import Job
from moderation.operations.reports import file_report
from tests.asking import DEVICE
from tests.conftest import Published
from tests.contracts.conftest import Committing, routes
from tests.contracts.matrix_scene import ACTORS, Scene, hide_channel, make_scene
from tests.contracts.pages_bodies import FORMS
from tests.contracts.test_matrix import undone
from tests.moderation.staff import make_moderator

TABLE = Path(__file__).with_name("matrix_pages.txt")
VISITORS = (*ACTORS, "staff")
# Not pages: calls of the API have a table of their own, and the rest tells nothing of anybody.
ELSEWHERE = ("api/", "healthz", "readyz", "metrics", "static/", "media/", "ws/", "hooks/")
# Catches what has no page.
_REST = "(?P<"
NAMES = {"action": "suspend", "feature": "polls", "part": "mentions", "token": "nothing"}


def page_calls() -> set[str]:
    """Every page and form as `GET /s/{space_id}/settings`, from the URL table."""
    found = set()
    for route, view in routes(get_resolver().url_patterns, ""):
        if route.startswith(ELSEWHERE) or _REST in route:
            continue
        path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
        methods = [name for name in ("get", "post") if hasattr(view, name)]
        # A function takes both, and says itself what it is not for.
        found |= {f"{name.upper()} {path}" for name in methods or ("get", "post")}
    return found


def read_pages() -> dict[str, tuple[str, ...]]:
    """What each page is answered for each of VISITORS."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines()]
    rows = {f"{line[0]} {line[1]}": tuple(line[2:]) for line in lines if line and line[0] != "#"}
    assert {len(answers) for answers in rows.values()} == {len(VISITORS)}
    return rows


def browse_as(person: User | None) -> Client:
    """A browser in which they are signed in; None: nobody is."""
    client = Client()
    if person is not None:
        session = open_session(user=person, device=DEVICE, with_refresh_token=False).session
        stored = client.session
        stored["user_session"] = str(session.id)
        stored.save()
    return client


@pytest.fixture
def scene(db: None, settings: Settings) -> Scene:
    settings.RATE_LIMITS = False
    made = make_scene()
    report, _ = file_report(
        actor=made.people["member"],
        target_type="user",
        target_id=made.people["author"].id,
        reason="spam",
    )
    failed = Job.objects.create(name="anything", failed_at=now())
    more = {"report_id": str(report.id), "job_id": str(failed.id)}
    names = {**made.names["channel"], **NAMES, **more}
    return Scene(made.people, made.apis, made.callers, {"channel": names})


@pytest.fixture
def browsers(scene: Scene) -> dict[str, Client]:
    people = {**scene.people, "staff": make_moderator("rosa")}
    return {who: browse_as(people.get(who)) for who in VISITORS}


def visit(scene: Scene, client: Client, call: str) -> str:
    """What a page or a form is answered: `sign` for being led to where one signs in."""
    method, path = call.split(" ")
    where = str(scene.fill(path, "channel"))
    fields: Any = scene.fill(FORMS.get(call, {}), "channel")
    answer = client.get(where) if method == "GET" else client.post(where, fields)
    leads = answer.headers.get("Location", "")
    return "sign" if leads.startswith("/signin") else str(answer.status_code)


@pytest.mark.long
def test_everybody_is_shown_and_refused_what_the_table_says(
    scene: Scene, browsers: dict[str, Client], published: Published, committing: Committing
) -> None:
    wrong, told = [], []
    for call, expected in read_pages().items():
        answers = []
        for who in VISITORS:
            published.messages.clear()
            with undone(), committing():
                answers.append(visit(scene, browsers[who], call))
            if answers[-1] not in {"200", "302"} and published.messages:
                told.append((call, who))
        if tuple(answers) != expected:
            wrong.append(f"{call:90} {' '.join(answers)}")
    assert wrong == [], "answered otherwise:\n" + "\n".join(wrong)
    assert told == [], "events of what was refused"


def test_forms_are_taken_from_those_who_may(
    scene: Scene, browsers: dict[str, Client], published: Published, committing: Committing
) -> None:
    """The part of the table above that is cheap and matters most."""
    wrong, told = [], []
    for call, answers in read_pages().items():
        if not call.startswith(("POST /s/{space_id}/settings", "POST /admin/")):
            continue
        for who in ("member", "moderator", "admin"):
            published.messages.clear()
            with undone(), committing():
                answer = visit(scene, browsers[who], call)
            if answer != answers[VISITORS.index(who)]:
                wrong.append((call, who, answer))
            if answer not in {"200", "302"} and published.messages:
                told.append((call, who))
    assert wrong == []
    assert told == [], "events of what was refused"


def test_a_hidden_channel_has_no_page_for_who_may_not_see_it(
    scene: Scene, browsers: dict[str, Client]
) -> None:
    hidden = hide_channel(scene)
    wrong = []
    calls = [call for call in read_pages() if "{channel_id}" in call and "/settings" in call]
    for call in calls:
        for who in ("member", "author", "moderator", "admin"):
            with undone():
                answer = visit(hidden, browsers[who], call)
            if answer not in {"403", "404"}:
                wrong.append((call, who, answer))
    assert calls
    assert wrong == []


def test_every_page_has_a_row() -> None:
    assert page_calls() == read_pages().keys()


def test_the_table_keeps_its_own_laws() -> None:
    """Settings are for members and admin is for staff; without signing in there is neither."""
    for call, answers in read_pages().items():
        by_visitor = dict(zip(VISITORS, answers, strict=True))
        path = call.split(" ")[1]
        if "/settings" in path:
            outside = {by_visitor[who] for who in ("stranger", "ex-member", "blocked", "staff")}
            assert outside <= {"404", "405"}, call
        if path.startswith("/admin/"):
            others = {by_visitor[who] for who in ACTORS} - {"sign"}
            assert others <= {"403"}, call
        if "/settings" in path or path.startswith("/admin/"):
            assert by_visitor["anonymous"] in {"sign", "405"}, call
            assert by_visitor["suspended"] == by_visitor["anonymous"], call
