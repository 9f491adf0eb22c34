"""How talk is written down, and that all of the demo's can be read."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from chatty.ops.demo.people import PEOPLE
from chatty.ops.demo.scenes import SCENES
from chatty.ops.demo.script import Change, Line, Scene, lines_of, moment_of, read_talk
from messaging.rules.emoji import clean_emoji

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "stamp, moment",
    [
        ("2d 18:05", datetime(2026, 11, 19, 18, 5, tzinfo=UTC)),
        ("3h", datetime(2026, 11, 21, 9, 0, tzinfo=UTC)),
        ("95m", datetime(2026, 11, 21, 10, 25, tzinfo=UTC)),
    ],
)
def test_a_stamp_names_a_moment_before_the_present(stamp: str, moment: datetime) -> None:
    assert moment_of(stamp, present=NOON) == moment


@pytest.mark.parametrize("stamp", ["", "2d", "3h 10:00", "xd 10:00", "2w", "2d 25:00", "noon"])
def test_anything_else_is_no_stamp(stamp: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own words for a wrong clock
        moment_of(stamp, present=NOON)


def test_a_talk_says_who_says_what_and_what_became_of_it() -> None:
    talk = (
        "@ 1d 18:00\nilse: Who comes?\n    = who\n    + 👍 noor jun\n"
        "* ilse adds tomasz jun\n"
        "noor: Me\n    > who\n    ~ Em\n    ^ ilse\n    & too\n    | And Adam\n    x\n"
    )
    asked, added, answered = read_talk(talk, present=NOON)
    assert isinstance(asked, Line)
    assert isinstance(added, Change)
    assert isinstance(answered, Line)
    assert (asked.who, asked.text, asked.name) == ("ilse", "Who comes?", "who")
    assert asked.reactions == [("👍", "noor"), ("👍", "jun")]
    assert (added.who, added.verb, added.rest) == ("ilse", "adds", "tomasz jun")
    assert answered.text == "Me too\nAnd Adam"
    assert (answered.reply_to, answered.first_written) == ("who", "Em")
    assert (answered.pinned_by, answered.is_deleted) == ("ilse", True)
    assert NOON - timedelta(hours=18) < asked.at < added.at < answered.at


@pytest.mark.parametrize("talk", ["    + 👍 noor\n", "hello\n", "noor: \n", "noor: Hi\n    ? x\n"])
def test_a_line_that_cannot_be_read_is_named(talk: str) -> None:
    with pytest.raises(ValueError, match=r"^Line \d of the talk: "):
        read_talk(talk, present=NOON)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.key for scene in SCENES])
@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_every_scene_is_in_order_and_in_the_past(scene: Scene, hour: int) -> None:
    present = NOON.replace(hour=hour, minute=1)
    events = read_talk(scene.talk, present=present)
    assert moment_of(scene.began, present=present) < events[0].at
    assert all(first.at < second.at for first, second in pairwise(events))
    assert events[-1].at < present - timedelta(minutes=3)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.key for scene in SCENES])
def test_every_scene_is_played_by_people_who_are_in_it(scene: Scene) -> None:
    known = {person.username for person in PEOPLE}
    present = set(scene.cast)
    assert present <= known
    names: set[str] = set()
    for event in read_talk(scene.talk, present=NOON):
        assert event.who in present
        if isinstance(event, Change):
            present |= set(event.rest.split()) if event.verb == "adds" else set()
            continue
        assert {who for _, who in event.reactions} <= present
        assert all(clean_emoji(emoji) == emoji for emoji, _ in event.reactions)
        assert not event.reply_to or event.reply_to in names
        names.add(event.name)
    assert {*scene.unread, *scene.away, *scene.roles, *scene.personal, *scene.drafts} <= present
    assert set(scene.away) <= set(scene.unread)


@pytest.mark.parametrize("scene", SCENES, ids=[scene.key for scene in SCENES])
def test_nobody_has_left_unread_what_stands_above_their_own_words(scene: Scene) -> None:
    lines = list(lines_of(read_talk(scene.talk, present=NOON)))
    for who, unread in scene.unread.items():
        assert all(line.who != who for line in lines[len(lines) - unread :])


def test_the_lab_has_five_hundred_messages_and_nobody_repeats_themselves() -> None:
    lab = next(scene for scene in SCENES if scene.key == "lab")
    said = [line.text for line in lines_of(read_talk(lab.talk, present=NOON))]
    assert len(said) >= 500
    assert len(set(said)) >= 490


def test_scripts_of_many_kinds_are_spoken() -> None:
    said = "".join(
        line.text for one in SCENES for line in lines_of(read_talk(one.talk, present=NOON))
    )
    said += "".join(person.display_name for person in PEOPLE)
    for first, last in (("\u0600", "\u06ff"), ("\u3040", "\u30ff"), ("\u4e00", "\u9fff")):
        assert any(first <= character <= last for character in said)
