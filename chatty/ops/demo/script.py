"""How talk is written down for the demo, and how it is read.

    @ 2d 18:05                  two days before the present at 18:05 UTC; `@ 40m`, `@ 3h` ago
    ilse: The keeper wrote back.
        = keeper                a name for this line, for replies
        + 👍 noor mika          a reaction and whose it is
    mika: When?
        > keeper                a reply to the line of that name
        ~ Wehn?                 what was written first: the line is an edit of it
        ^ mika                  pinned by her
        x                       deleted by its author
        & and this goes on      the same line of text, continued
        | a new line            a line break within the message
    * ilse adds tomasz jun      a change that is no message

Lines follow one another at the pace of people who type.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zlib import crc32

_INDENT = "    "
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_FASTEST_SECONDS = 6
_SECONDS_A_CHARACTER = 0.25
_HESITATION_SECONDS = 40


@dataclass(slots=True, kw_only=True)
class Line:
    """Something that somebody says, and what became of it."""

    at: datetime
    who: str
    text: str
    name: str = ""
    reply_to: str = ""
    first_written: str = ""
    pinned_by: str = ""
    is_deleted: bool = False
    reactions: list[tuple[str, str]] = field(default_factory=list)
    """(emoji, who)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that somebody does: `verb` is `adds`, `renames` or `describes`."""

    at: datetime
    who: str
    verb: str
    rest: str


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A conversation: who is in it (the first one starts it), what is said, and where all stand. A
    `room` is a channel that its space has made.
    """

    key: str
    kind: Literal["group", "channel", "dm", "room"]
    cast: Sequence[str]
    began: str
    talk: str
    title: str = ""
    topic: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    """Who has not read the last so many messages. Everybody else has read all."""
    away: Sequence[str] = ()
    """Whose devices have not received what they have not read."""
    personal: Mapping[str, Mapping[str, bool | str]] = field(default_factory=dict)
    """What a member has set for themselves: `pinned`, `muted`, `archived`, `folder`."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """What a member wants to hear of: `all`, `mentions` or `nothing`."""
    drafts: Mapping[str, str] = field(default_factory=dict)
    at_once: bool = False
    """Written at once instead of line by line."""


def moment_of(stamp: str, *, present: datetime) -> datetime:
    """The moment that `2d 18:05`, `3h` or `40m` names. ValueError for anything else."""
    distance, _, clock = stamp.partition(" ")
    unit = _UNITS.get(distance[-1:])
    if unit is None or not distance[:-1].isdecimal() or (clock != "") != (unit == "days"):
        raise ValueError(f"{stamp!r} is no stamp such as `2d 18:05` or `40m`.")
    earlier = present - timedelta(**{unit: int(distance[:-1])})
    if not clock:
        return earlier
    return datetime.combine(earlier.date(), time.fromisoformat(clock), UTC)


def read_talk(text: str, *, present: datetime) -> list[Line | Change]:
    """The lines and changes of a talk in order, each later than the one before.

    Raises ValueError naming the line that cannot be read.
    """
    found: list[Line | Change] = []
    clock = datetime.min.replace(tzinfo=UTC)
    for number, written in enumerate(text.splitlines(), 1):
        try:
            if written.startswith("@ "):
                clock = max(clock, moment_of(written[2:].strip(), present=present))
            elif written.startswith(_INDENT):
                _annotate(_last_line(found), written.removeprefix(_INDENT))
            elif written.strip():
                clock += _pause(written)
                found.append(_read_event(written, clock))
        except ValueError as error:
            raise ValueError(f"Line {number} of the talk: {error}") from None
    return found


def lines_of(events: Sequence[Line | Change]) -> Iterator[Line]:
    """Only what is said."""
    return (event for event in events if isinstance(event, Line))


def _pause(written: str) -> timedelta:
    """Time to type the line, and to hesitate: the same at every playing."""
    hesitation = crc32(written.encode()) % _HESITATION_SECONDS
    return timedelta(seconds=_FASTEST_SECONDS + len(written) * _SECONDS_A_CHARACTER + hesitation)


def _read_event(written: str, at: datetime) -> Line | Change:
    if written.startswith("* "):
        who, verb, rest = written[2:].split(" ", 2)
        return Change(at=at, who=who, verb=verb, rest=rest)
    who, separator, text = written.partition(": ")
    if not separator or not who.isalpha() or not text.strip():
        raise ValueError(f"{written!r} is nothing that somebody says.")
    return Line(at=at, who=who, text=text)


def _last_line(found: Sequence[Line | Change]) -> Line:
    if not found or not isinstance(found[-1], Line):
        raise ValueError("There is no line above it.")
    return found[-1]


def _annotate(line: Line, written: str) -> None:
    sign, rest = written[:1], written[1:].strip()
    match sign:
        case "=":
            line.name = rest
        case ">":
            line.reply_to = rest
        case "+":
            emoji, *people = rest.split()
            line.reactions += [(emoji, who) for who in people]
        case "~":
            line.first_written = rest
        case "^":
            line.pinned_by = rest
        case "x":
            line.is_deleted = True
        case "&":
            line.text += f" {rest}"
        case "|":
            line.text += f"\n{rest}"
        case _:
            raise ValueError(f"{sign!r} is no annotation.")
