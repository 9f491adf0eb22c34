"""Adding an index to a partitioned table that is in use.

PostgreSQL builds no index concurrently on a partitioned table. So the parent's is made empty (ON
ONLY), each partition's concurrently, and the latter are attached; the parent's counts once all
are. Interrupted anywhere, the same migration goes on where it was.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from chatty.core.concurrent_index import IndexInUse, build_concurrently

_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
_ATTACHED = (
    "SELECT EXISTS (SELECT FROM pg_inherits"
    " WHERE inhrelid = to_regclass(%s)::oid AND inhparent = to_regclass(%s)::oid)"
)


class AddPartitionedIndex(IndexInUse):
    """`AddIndex` for a partitioned table."""

    def describe(self) -> str:
        return f"Concurrently create index {self.index.name} on each partition"

    def build(self, cursor: Any, model: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """The parent's, the partitions', and each of these to that one."""
        table, name = model._meta.db_table, self.index.name  # noqa: SLF001 - Django's public options
        # What follows the table: columns and condition, as Django writes them.
        statement = str(self.index.create_sql(model, schema_editor))
        columns = statement.split(f' ON "{table}" ', maxsplit=1)[1]
        cursor.execute(f'CREATE INDEX IF NOT EXISTS "{name}" ON ONLY "{table}" {columns}')
        cursor.execute(_PARTITIONS, [table])
        for partition in sorted(row[0] for row in cursor.fetchall()):
            part = f"{partition}{name.removeprefix(table)}"
            build_concurrently(cursor, name=part, rest=f'"{part}" ON "{partition}" {columns}')
            cursor.execute(_ATTACHED, [part, name])
            if not cursor.fetchone()[0]:
                cursor.execute(f'ALTER INDEX "{name}" ATTACH PARTITION "{part}"')

    def drop(self, cursor: Any) -> None:
        """The partitions' go with it. Dropping takes no time; `lock_timeout` bounds the wait."""
        cursor.execute(f'DROP INDEX IF EXISTS "{self.index.name}"')
