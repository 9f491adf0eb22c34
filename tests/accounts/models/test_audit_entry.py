"""The audit log only grows."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry, User
from accounts.operations.audit import record_audit_entry
from chatty.core.logs import request_id


@pytest.fixture
def entry(alice: User) -> AuditEntry:
    return record_audit_entry(
        actor=alice, action="thing.done", target_type="thing", target_id=7, ip_address="192.0.2.1"
    )


def test_an_entry_names_the_request_that_wrote_it(alice: User) -> None:
    token = request_id.set("a-request")
    try:
        entry = record_audit_entry(actor=alice, action="thing.done")
    finally:
        request_id.reset(token)
    assert entry.request_id == "a-request"


def test_an_entry_cannot_be_changed(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(id=entry.id).update(action="nothing.done")
    entry.refresh_from_db()
    assert entry.action == "thing.done"


def test_an_entry_cannot_be_deleted(entry: AuditEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(id=entry.id).delete()
    assert AuditEntry.objects.filter(id=entry.id).exists()
