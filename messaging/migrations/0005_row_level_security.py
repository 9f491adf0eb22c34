"""Policies of a second wall for what is said (see the conversations' migration of that name)."""

from django.db import migrations

from chatty.core.row_policies import row_policies

_READABLE = {
    "messages": "chatty_sees(conversation_id)",
    "message_edits": "chatty_sees(conversation_id)",
    "reactions": "chatty_sees(conversation_id)",
    "receipts": "chatty_sees(conversation_id)",
    # Of these everyone has their own.
    "mentions": "user_id = (SELECT chatty_actor()) AND chatty_sees(conversation_id)",
    "drafts": "user_id = (SELECT chatty_actor()) AND chatty_sees(conversation_id)",
}


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0005_row_level_security"),
        ("messaging", "0004_replies"),
    ]

    operations = [row_policies(_READABLE)]
