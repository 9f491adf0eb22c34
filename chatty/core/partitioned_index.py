"""Adding an index to a partitioned table that is in use.

PostgreSQL builds no index concurrently on a partitioned table. So the parent's is made empty (ON
ONLY), each partition's concurrently, and the latter are attached; the parent's counts once all
are. Interrupted anywhere, the same migration goes on where it was.
"""

from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.models import AddIndex
from django.db.migrations.state import ProjectState

from chatty.core.concurrent_index import build_concurrently

_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
_ATTACHED = (
    "SELECT EXISTS (SELECT FROM pg_inherits"
    " WHERE inhrelid = to_regclass(%s)::oid AND inhparent = to_regclass(%s)::oid)"
)


class AddPartitionedIndex(NotInTransactionMixin, AddIndex):
    """`AddIndex` for a partitioned table; its migration needs `atomic = False`."""

    atomic = False

    def describe(self) -> str:
        return f"Concurrently create index {self.index.name} on each partition"

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,
    ) -> None:
        self._ensure_not_in_transaction(schema_editor)
        model: Any = to_state.apps.get_model(app_label, self.model_name)
        table, name = model._meta.db_table, self.index.name  # noqa: SLF001 - Django's public options
        # What follows the table: columns and condition, as Django writes them.
        statement = str(self.index.create_sql(model, schema_editor))
        columns = statement.split(f' ON "{table}" ', maxsplit=1)[1]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON ONLY "{table}" {columns}')
            cursor.execute(_PARTITIONS, [table])
            for partition in sorted(row[0] for row in cursor.fetchall()):
                part = f"{partition}{name.removeprefix(table)}"
                build_concurrently(cursor, name=part, rest=f'"{part}" ON "{partition}" {columns}')
                cursor.execute(_ATTACHED, [part, name])
                if not cursor.fetchone()[0]:
                    cursor.execute(f'ALTER INDEX "{name}" ATTACH PARTITION "{part}"')

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django's signature
        to_state: ProjectState,  # noqa: ARG002 - Django's signature
    ) -> None:
        # The partitions' go with it. Dropping takes no time; `lock_timeout` bounds the wait.
        self._ensure_not_in_transaction(schema_editor)
        schema_editor.execute(f'DROP INDEX IF EXISTS "{self.index.name}"')
