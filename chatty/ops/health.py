"""`/healthz`: the process lives. `/readyz`: it can serve, with its database, Redis and storage."""

from collections.abc import Callable, Mapping

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis import RedisError

from chatty.core.redis_client import redis
from chatty.ops.row_level_security import is_row_level_security_on
from chatty.ops.storage import check_storage

log = structlog.get_logger(__name__)


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all; for a supervisor that restarts it otherwise."""
    return _answer({"status": "ok"}, 200)


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every part answers, else 503; for a load balancer, and for bin/up.

    Anybody may ask, so an answer says which part fails and never why: reasons name hosts and users.
    """
    found = {name: _try(name, check) for name, check in _CHECKS.items()}
    is_ready = all(state == "ok" for state in found.values())
    body = {"status": "ok" if is_ready else "unavailable", "checks": found}
    return _answer(body, 200 if is_ready else 503)


def _answer(body: Mapping[str, object], status: int) -> JsonResponse:
    return JsonResponse(dict(body), status=status, headers={"Cache-Control": "no-store"})


def _try(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, RedisError, OSError) as error:
        log.warning("not ready", part=name, error=type(error).__name__)
        return "unavailable"
    return "ok"


def _check_database() -> None:
    if is_row_level_security_on() != settings.ROW_LEVEL_SECURITY:
        # Behind a wall that it does not know of it would find nothing; without the one that it
        # counts on, too much.
        log.warning("CHATTY_ROW_LEVEL_SECURITY is not the database's: run manage.py prepare")
        raise OSError


def _check_redis() -> None:
    redis().ping()


def _check_storage() -> None:
    check_storage(settings.STORAGE_URL)


_CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "redis": _check_redis,
    "storage": _check_storage,
}
