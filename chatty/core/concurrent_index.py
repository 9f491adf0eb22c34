"""Adding an index to a table that is in use.

Building concurrently waits for transactions that are older than itself and holds up nobody
meanwhile, so it waits as long as it must. Interrupted, it leaves a broken index behind; the same
migration, run again, builds it anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.models import AddIndex
from django.db.migrations.state import ProjectState

_BROKEN = (
    "SELECT EXISTS (SELECT FROM pg_index"
    " WHERE indexrelid = to_regclass(%s)::oid AND NOT indisvalid)"
)
_CREATE = "CREATE INDEX CONCURRENTLY "


class IndexInUse(NotInTransactionMixin, AddIndex):
    """`AddIndex` to a table that is in use; its migration needs `atomic = False`."""

    atomic = False

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        model: Any = to_state.apps.get_model(app_label, self.model_name)
        with schema_editor.connection.cursor() as cursor:
            self.build(cursor, model, schema_editor)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        with schema_editor.connection.cursor() as cursor:
            self.drop(cursor)

    def build(self, cursor: Any, model: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Build it, or go on where building was interrupted."""
        raise NotImplementedError

    def drop(self, cursor: Any) -> None:
        """Take it away."""
        raise NotImplementedError


class AddConcurrentIndex(IndexInUse):
    """`AddIndex` without holding up who writes."""

    def describe(self) -> str:
        return f"Concurrently create index {self.index.name} on model {self.model_name}"

    def build(self, cursor: Any, model: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Unless it is there and whole."""
        statement = str(self.index.create_sql(model, schema_editor, concurrently=True))
        build_concurrently(cursor, name=self.index.name, rest=statement.removeprefix(_CREATE))

    def drop(self, cursor: Any) -> None:
        """Without holding up who writes, too."""
        with _patience(cursor):
            cursor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')


def build_concurrently(cursor: Any, *, name: str, rest: str) -> None:
    """Build the index `name` unless it is there; what an interrupted build left behind goes first.
    `rest`: what follows CREATE INDEX CONCURRENTLY, from the name on.
    """
    with _patience(cursor):
        cursor.execute(_BROKEN, [name])
        if cursor.fetchone()[0]:
            cursor.execute(f'DROP INDEX CONCURRENTLY "{name}"')
        cursor.execute(f"{_CREATE}IF NOT EXISTS {rest}")


@contextmanager
def _patience(cursor: Any) -> Iterator[None]:
    """Wait for locks without an end: one that runs out of time leaves a broken index."""
    cursor.execute("SET lock_timeout = 0")
    try:
        yield
    finally:
        cursor.execute("RESET lock_timeout")
