"""Policies of row-level security, as migrations make them. `manage.py prepare` enables them where
the setting says so (docs/decisions/0013).

Migrations use this: what it makes of a table stays as it is.
"""

from collections.abc import Mapping
from typing import Any

from django.db import migrations

from chatty.core.acting import PROGRAM, SETTING

# In brackets of its own it is asked once a statement, not once a row.
_PROGRAM = f"(SELECT current_setting('{SETTING}', true)) = '{PROGRAM}'"


def row_policies(readable: Mapping[str, str]) -> migrations.RunSQL:
    """By table, which rows a person may read, as SQL. The program does everything; a person who
    would change something in their own name meets an error rather than a row that is not there.
    """
    # As RunSQL has them: statements, with values or without.
    wanted: list[str | tuple[str, Any]] = []
    unwanted: list[str | tuple[str, Any]] = []
    for table, rows in readable.items():
        wanted += [
            f"CREATE POLICY program ON {table} USING ({_PROGRAM}) WITH CHECK ({_PROGRAM})",
            f"CREATE POLICY readers ON {table} FOR SELECT USING ({rows})",
            f"CREATE POLICY updates ON {table} FOR UPDATE USING (chatty_writes())",
            f"CREATE POLICY deletes ON {table} FOR DELETE USING (chatty_writes())",
        ]
        unwanted += [
            f"DROP POLICY {name} ON {table}"
            for name in ("deletes", "updates", "readers", "program")
        ]
    return migrations.RunSQL(wanted, unwanted)
