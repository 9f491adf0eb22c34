"""Who is there, over all processes: sockets with their last beat, in a Redis hash a person.

A person is as present as the most present of their open sockets, unless they chose otherwise for
all of them. A socket that closes leaves them present for a grace, so that a reload does not blink;
sockets of a killed process fade with their last beat. Without Redis nobody's presence is known, and
nothing fails. What follows from a change is the business of whoever listens.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from redis.exceptions import RedisError

from chatty.core.limits import limits
from chatty.core.redis_client import redis

log = logging.getLogger(__name__)

ONLINE, AWAY, DND, OFFLINE = "online", "away", "dnd", "offline"
STATUSES = (ONLINE, AWAY, DND, OFFLINE)

_DUE = "presence:due"
# Who shows anything but offline.
_THERE = "people:there"
_SWEPT_AT_ONCE = 200

# One step of one person, so that of several processes that see the same change one tells of it.
# KEYS their hash, the set of those to look at again by when, the set of those who are there; ARGV
# the person, how long a beat and the grace last, then the step: beat, say, close or look; the
# socket, "*" for all; its status; the choice for all sockets: dnd, offline, none or keep.
# Fields of the hash: each socket "<beat> <status>", `chosen`, `left` (when the last socket closed),
# `shown` (what was told last). Answers what to show, 1 if that is news, since when,
# and the moment of this step, by which steps of a person are ordered.
_STEP = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local user, life, grace, step, socket, status, choice = unpack(ARGV)
local stored = redis.call('HGETALL', KEYS[1])
local beats, states, known = {}, {}, {shown = 'offline'}
for place = 1, #stored, 2 do
  local beat, state = string.match(stored[place + 1], '^([%d.]+) (%a+)$')
  if beat then
    beats[stored[place]], states[stored[place]] = tonumber(beat), state
  else
    known[stored[place]] = stored[place + 1]
  end
end

local function put(name, value)
  redis.call('HSET', KEYS[1], name, value)
end
local seen = tonumber(known.left)
local function drop(name, at)
  beats[name] = nil
  redis.call('HDEL', KEYS[1], name)
  seen = math.max(seen or 0, at)
end

if choice == 'none' then
  known.chosen = nil
  redis.call('HDEL', KEYS[1], 'chosen')
elseif choice ~= 'keep' then
  known.chosen = choice
  put('chosen', choice)
end
if step == 'close' then
  if beats[socket] then drop(socket, now) end
elseif step ~= 'look' then
  if socket ~= '*' then beats[socket] = now end
  for name, beat in pairs(beats) do
    if name == socket or socket == '*' then
      if step == 'say' or not states[name] then states[name] = status end
      put(name, string.format('%.3f %s', beat, states[name]))
    end
  end
end

local oldest, best
for name, beat in pairs(beats) do
  if beat < now - life then
    drop(name, beat)
  else
    oldest = math.min(oldest or beat, beat)
    if best ~= 'online' then best = states[name] end
  end
end

local shows, due = 'offline', nil
if best then
  shows, due = known.chosen or best, oldest + life
elseif seen and now < seen + grace and known.shown ~= 'unknown' then
  shows, due = known.chosen == 'offline' and 'offline' or known.shown, seen + grace
end
local is_news = shows ~= known.shown
redis.call(shows == 'offline' and 'SREM' or 'SADD', KEYS[3], user)
if due then
  redis.call('ZADD', KEYS[2], due, user)
else
  redis.call('ZREM', KEYS[2], user)
end
if not due and not known.chosen then
  redis.call('DEL', KEYS[1])
else
  if is_news then put('shown', shows) end
  if best then
    if known.left then redis.call('HDEL', KEYS[1], 'left') end
  elseif seen then
    put('left', string.format('%.3f', seen))
  end
  redis.call('EXPIRE', KEYS[1], 2592000)
end
return {shows, is_news and 1 or 0, string.format('%.3f', best and now or seen or now),
  string.format('%.6f', now)}
"""


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """A person shows another status than before, since `at` (for offline: last seen then)."""

    user_id: uuid.UUID
    status: str
    at: datetime
    # Of two changes of a person the later one: the second of the Redis that saw both.
    order: float = 0.0


Listener = Callable[[Sequence[PresenceChange]], None]
_listeners: list[Listener] = []


def register_presence_listener(listener: Listener) -> None:
    """Say what follows from changes. Called in a thread; one that fails hears of them again."""
    _listeners.append(listener)


def beat_sockets(pairs: Iterable[tuple[str, str]]) -> None:
    """These (user, connection) pairs are alive; new ones, and those that Redis lost, are online."""
    _walk([(user_id, ("beat", name, ONLINE, "keep")) for user_id, name in pairs])


def close_socket(user_id: uuid.UUID, connection_id: str) -> None:
    """A socket has closed; if it was the last one, the grace begins."""
    _walk([(str(user_id), ("close", connection_id, "", "keep"))])


def say_status(user_id: uuid.UUID, connection_id: str, status: str, *, is_choice: bool) -> None:
    """A socket, or all of them (""), is online or away. `is_choice` ends dnd and offline."""
    _walk([(str(user_id), ("say", connection_id or "*", status, "none" if is_choice else "keep"))])


def choose_status(user_id: uuid.UUID, status: str) -> None:
    """The person wants to show this, dnd or offline, for as long as they say nothing else."""
    _walk([(str(user_id), ("look", "", "", status))])


def sweep() -> None:
    """Look at those whose grace or whose sockets' last beats may be over; any process may."""
    while True:
        try:
            seconds, micros = redis().time()
            names: list[Any] = redis().zrangebyscore(
                _DUE, "-inf", seconds + micros / 1e6, start=0, num=_SWEPT_AT_ONCE
            )
        except RedisError:
            return
        # What a listener failed at is due at once, and must not keep this one going.
        done = _walk([(name.decode(), ("look", "", "", "keep")) for name in names])
        if not done or len(names) < _SWEPT_AT_ONCE:
            return


def read_statuses(user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str] | None:
    """What each of these people shows; None without Redis."""
    pipeline = redis().pipeline(transaction=False)
    for user_id in user_ids:
        pipeline.hget(_key(user_id), "shown")
    try:
        shown = pipeline.execute()
    except RedisError:
        return None
    return dict(zip(user_ids, map(_status, shown), strict=True))


def read_people_there() -> frozenset[uuid.UUID] | None:
    """Everyone who shows anything but offline, whoever may know it; None without Redis."""
    try:
        names: Any = redis().smembers(_THERE)
    except RedisError:
        return None
    return frozenset(uuid.UUID(name.decode()) for name in names)


def read_status_at(user_id: uuid.UUID) -> tuple[str, float] | None:
    """What a person shows, and the moment of looking, which is ordered with their changes; None
    without Redis.
    """
    # One after the other with nothing between: in a transaction.
    pipeline = redis().pipeline()
    pipeline.time()
    pipeline.hget(_key(user_id), "shown")
    try:
        (seconds, micros), shown = pipeline.execute()
    except RedisError:
        return None
    return _status(shown), seconds + micros / 1e6


def _status(shown: bytes | None) -> str:
    status = shown.decode() if shown else OFFLINE
    return status if status in STATUSES else OFFLINE


def is_invisible(user_id: uuid.UUID) -> bool:
    """Whether a person chose to show as offline; when that cannot be known they did."""
    try:
        return redis().hget(_key(user_id), "chosen") in (OFFLINE.encode(), OFFLINE)
    except RedisError:
        return True


def _walk(steps: Sequence[tuple[str, tuple[str, str, str, str]]]) -> bool:
    """Do a step each for these people and tell of what changed; False if that failed."""
    if not steps:
        return True
    try:
        answers = _run(steps)
    except RedisError:
        return False
    changes = [
        PresenceChange(uuid.UUID(user_id), status.decode(), _moment(at), float(order))
        for (user_id, _), (status, is_news, at, order) in zip(steps, answers, strict=True)
        if is_news
    ]
    return not changes or _tell(changes)


def _run(steps: Sequence[tuple[str, tuple[str, str, str, str]]]) -> list[Any]:
    # A pipeline asks first whether Redis has the script: too much for a single step.
    pipeline = redis().pipeline(transaction=False) if len(steps) > 1 else None
    answers = [
        _script()(
            keys=[_key(user_id), _DUE, _THERE],
            args=[user_id, limits.silence_seconds, limits.presence_grace_seconds, *step],
            client=pipeline,
        )
        for user_id, step in steps
    ]
    return answers if pipeline is None else pipeline.execute()


def _tell(changes: Sequence[PresenceChange]) -> bool:
    try:
        for listener in _listeners:
            listener(changes)
    except Exception:  # presence must not end what it is a side of: a socket, a clock
        log.exception("presence.untold")
        _forget_told(changes)
        return False
    return True


def _forget_told(changes: Sequence[PresenceChange]) -> None:
    """Nobody may have heard of these: whoever sweeps next tells them as they are then."""
    pipeline = redis().pipeline(transaction=False)
    for change in changes:
        pipeline.hset(_key(change.user_id), "shown", "unknown")
        if change.status == OFFLINE:
            pipeline.hset(_key(change.user_id), "left", f"{change.at.timestamp():.3f}")
        pipeline.expire(_key(change.user_id), 3_600)
        pipeline.zadd(_DUE, {str(change.user_id): 0})
    try:
        pipeline.execute()
    except RedisError:
        return


@cache
def _script() -> Any:
    return redis().register_script(_STEP)


def _key(user_id: uuid.UUID | str) -> str:
    return f"presence:{user_id}"


def _moment(text: bytes) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)
