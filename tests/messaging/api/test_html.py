"""Bodies as HTML over REST."""

import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chatty.core.limits import override_limits
from messaging.operations.deletions import delete_message
from messaging.operations.edits import edit_message
from tests.asking import api_as, code_of
from tests.cast import Cast
from tests.make import make_message


def test_a_message_is_read_with_its_markup(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="**Now** <b>or</b>\nlater")
    path = f"/messages/{said['id']}/html"
    html = "<p><strong>Now</strong> &lt;b&gt;or&lt;/b&gt;<br>later</p>\n"
    assert api_as(cast.alice).get(path) == {"version": 1, "html": html}
    edit_message(
        actor=cast.bob,
        session_id=uuid.uuid4(),
        message_id=said["id"],
        body="*Never*",
        base_version=1,
    )
    assert api_as(cast.alice).get(path) == {"version": 2, "html": "<p><em>Never</em></p>\n"}
    delete_message(actor=cast.bob, message_id=said["id"])
    assert api_as(cast.alice).get(path)["html"] == ""


def test_what_one_does_not_see_is_not_drawn(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="**Secret**")
    path = f"/messages/{said['id']}/html"
    assert api_as(cast.bob).get(path)["html"]
    assert code_of(api_as(cast.dave)("GET", path)) == (404, "not_found")
    nowhere = f"/messages/{uuid.uuid4()}/html"
    assert code_of(api_as(cast.bob)("GET", nowhere)) == (404, "not_found")


def test_drawing_is_limited(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge)
    path = f"/messages/{said['id']}/html"
    with override_limits(html_per_minute=1):
        api_as(cast.alice).get(path)
        assert code_of(api_as(cast.alice)("GET", path)) == (429, "rate_limited")
        api_as(cast.bob).get(path)
        api_as(cast.alice).get(f"/messages/{said['id']}")


def test_it_costs_as_many_queries_as_the_message(cast: Cast) -> None:
    said = make_message(by=cast.bob, in_=cast.lounge, body="**Now**")
    counts = []
    for path in (f"/messages/{said['id']}", f"/messages/{said['id']}/html"):
        api_as(cast.alice).get(path)
        with CaptureQueriesContext(connection) as seen:
            api_as(cast.alice).get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]
