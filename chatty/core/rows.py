"""Models from the rows of statements that are written out.

The ORM takes longer to put a query into words than the database to answer it, so the reads that
come with every request name their columns once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import GenericIPAddressField, Model


class Columns[Row: Model]:
    """All columns of a model's table, which goes by `alias` in the statement."""

    def __init__(self, model: type[Row], alias: str) -> None:
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way to them
        self._model = model
        self._names = tuple(field.attname for field in fields)
        self.sql = ", ".join(
            # The driver would make it an object where Django has text.
            f'host({alias}."{field.column}")'
            if isinstance(field, GenericIPAddressField)
            else f'{alias}."{field.column}"'
            for field in fields
        )
        self.count = len(fields)

    def make(self, values: Sequence[Any]) -> Row:
        """The model of these columns' values, as one that was read from the table."""
        return self._model.from_db("default", self._names, values)
