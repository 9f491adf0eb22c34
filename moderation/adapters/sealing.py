"""Sealing what goes with a report with a key of its own.

Bound to table, report, and message and version where there is one: copied anywhere else it does
not open.
"""

import uuid
from functools import partial
from typing import Any

from chatty.core import json
from chatty.core.encryption.envelope import Opener, additional_data, seal
from chatty.core.encryption.keyring import installed_keyring, new_data_key
from moderation.models import Report, ReportedMessage

# A report has one key for as long as it holds something.
KEY_VERSION = 1


class ReportSealer:
    """Seals what goes with one new report; `wrapped_key` is what to keep."""

    def __init__(self, report_id: uuid.UUID) -> None:
        self._id = report_id
        self._key = new_data_key()
        self.wrapped_key = installed_keyring().wrap(self._key)

    def statement(self, statement: dict[str, Any]) -> bytes:
        """The sealed statement."""
        return self._seal(json.dumps(statement), _statement_place(self._id))

    def body(self, text: str, *, message_id: uuid.UUID, version: int) -> bytes:
        """The sealed copy of a body."""
        return self._seal(text.encode(), _body_place(self._id, message_id, version))

    def _seal(self, text: bytes, place: bytes) -> bytes:
        return seal(text, key=self._key, key_version=KEY_VERSION, bound_to=place)


class ReportOpener:
    """Opens what goes with one report; all of it is empty once the key was dropped."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._opener = None
        if report.wrapped_key is not None:
            key = installed_keyring().unwrap(bytes(report.wrapped_key))
            self._opener = Opener(partial(_the_key, key))

    def statement(self) -> dict[str, Any]:
        """What the reporter wrote and how the target looked then."""
        if self._opener is None:
            return {}
        place = _statement_place(self._report.id)
        found: dict[str, Any] = json.parse(
            self._opener.open(bytes(self._report.sealed), bound_to=place)
        )
        return found

    def body(self, copy: ReportedMessage) -> str:
        """The text of a copy; empty for a message that had none left."""
        if self._opener is None or not copy.body:
            return ""
        place = _body_place(copy.report_id, copy.message_id, copy.version)
        return self._opener.open(bytes(copy.body), bound_to=place).decode()


def _the_key(key: bytes, _version: int) -> bytes:
    return key


def _statement_place(report_id: uuid.UUID) -> bytes:
    return additional_data("reports", report_id.bytes)


def _body_place(report_id: uuid.UUID, message_id: uuid.UUID, version: int) -> bytes:
    return additional_data("reported_messages", report_id.bytes, message_id.bytes, version)
