"""Structured logs: one JSON object a line, with the request id and never a message's text."""

import contextvars
import logging
from typing import Any

import structlog
from structlog.typing import EventDict

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")


def _add_request_id(_logger: Any, _name: str, event: EventDict) -> EventDict:
    found = request_id.get()
    if found:
        event["request_id"] = found
    return event


def _drop_payloads(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """What Django hangs on its records (request objects hold bodies and cookies) stays out."""
    for name in ("request", "response", "server_time", "socket"):
        event.pop(name, None)
    return event


class _Traceback(structlog.tracebacks.ExceptionDictTransformer):
    """Tracebacks with the first line of each error: PostgreSQL's second one, DETAIL, holds the
    row.
    """

    def __call__(self, exc_info: Any) -> list[dict[str, Any]]:
        stacks = super().__call__(exc_info)
        for stack in stacks:
            stack["exc_value"] = stack["exc_value"].partition("\n")[0]
        return stacks


class JSONFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats every record of the standard library's loggers as one JSON object."""

    def __init__(self) -> None:
        before: list[Any] = [
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_request_id,
            _drop_payloads,
        ]
        super().__init__(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Local variables hold passwords and messages: a traceback names places only.
                structlog.processors.ExceptionRenderer(_Traceback(show_locals=False)),
                structlog.processors.JSONRenderer(sort_keys=False),
            ],
        )


def logging_config(level: str) -> dict[str, Any]:
    """`LOGGING` for the settings: everything to standard error as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "chatty.core.logs.JSONFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Each refused request is an answer, not an event worth a line.
            "django.request": {"level": "ERROR"},
            "django.security.csrf": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "uvicorn.error": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "celery": {
                "level": logging.getLevelName(max(logging.INFO, logging.getLevelName(level)))
            },
        },
    }
