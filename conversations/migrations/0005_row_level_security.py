"""Policies of a second wall, asleep until `manage.py prepare` enables them (docs/decisions/0013).

`chatty.actor` says for whom a statement is: a person's id, `system` for the program itself, or
nothing. The functions run as the owner, past the policies that ask them.
"""

from django.db import migrations

from chatty.core.row_policies import row_policies

# Whether the actor is in the space, and whether they hold `view` in one of its channels: what
# `conversations.rules.permissions` says, found in another way, and held to it by a test.
_FUNCTIONS = """
CREATE FUNCTION chatty_actor() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE current_setting('chatty.actor', true)
    WHEN 'system' THEN NULL ELSE NULLIF(current_setting('chatty.actor', true), '')::uuid
  END
$$;

CREATE FUNCTION chatty_in_space(space uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM space_members m JOIN spaces s ON s.id = m.space_id
    WHERE m.space_id = space AND m.user_id = chatty_actor() AND m.left_at IS NULL
      AND s.deleted_at IS NULL
  );
END
$$;

CREATE FUNCTION chatty_sees_channel(channel uuid, person uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  place record;
  held uuid[];
  said boolean;
BEGIN
  SELECT c.space_id, c.category_id, s.owner_id, m.role_ids INTO place
  FROM conversations c
  JOIN spaces s ON s.id = c.space_id
  JOIN space_members m ON m.space_id = s.id AND m.user_id = person
  WHERE c.id = channel AND c.deleted_at IS NULL AND s.deleted_at IS NULL AND m.left_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF place.owner_id = person THEN
    RETURN true;
  END IF;
  SELECT array_agg(r.id) INTO held FROM space_roles r
  WHERE r.space_id = place.space_id AND (r.position = 0 OR r.id = ANY (place.role_ids));
  -- The word that weighs most: of the channel before the heading, on the person before roles, to
  -- allow before to deny.
  SELECT o.allow ? 'view' INTO said FROM overrides o
  WHERE o.space_id = place.space_id
    AND (o.channel_id = channel OR o.category_id = place.category_id)
    AND (o.user_id = person OR o.role_id = ANY (held))
    AND (o.allow ? 'view' OR o.deny ? 'view')
  ORDER BY o.channel_id IS NULL, o.user_id IS NULL, o.allow ? 'view' DESC
  LIMIT 1;
  IF FOUND THEN
    RETURN said;
  END IF;
  RETURN EXISTS (SELECT 1 FROM space_roles r WHERE r.id = ANY (held) AND r.allow ? 'view');
END
$$;

-- A page asks of one conversation once a row: what was found is kept to the end of the statement.
CREATE FUNCTION chatty_sees(conversation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
DECLARE
  asked text := conversation || current_setting('chatty.actor', true) || statement_timestamp();
BEGIN
  IF current_setting('chatty.seen', true) = asked THEN
    RETURN true;
  END IF;
  IF chatty_may_see(conversation) THEN
    PERFORM set_config('chatty.seen', asked, true);
    RETURN true;
  END IF;
  RETURN false;
END
$$;

CREATE FUNCTION chatty_may_see(conversation uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  person uuid := chatty_actor();
  in_space uuid;
BEGIN
  IF person IS NULL OR conversation IS NULL THEN
    RETURN false;
  END IF;
  IF EXISTS (
    SELECT 1 FROM memberships m
    WHERE m.conversation_id = conversation AND m.user_id = person AND m.left_at IS NULL
      AND m.space_id IS NULL
  ) THEN
    RETURN true;
  END IF;
  SELECT c.space_id INTO in_space FROM conversations c WHERE c.id = conversation;
  RETURN in_space IS NOT NULL AND chatty_sees_channel(conversation, person);
END
$$;

CREATE FUNCTION chatty_writes() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
  IF current_setting('chatty.actor', true) = 'system' THEN
    RETURN true;
  END IF;
  -- A policy that hides rows would make half a write of it, and nobody would know.
  RAISE insufficient_privilege USING MESSAGE = 'what is written is written in a transaction';
END
$$;
"""
_NO_FUNCTIONS = """
DROP FUNCTION chatty_writes();
DROP FUNCTION chatty_sees(uuid);
DROP FUNCTION chatty_may_see(uuid);
DROP FUNCTION chatty_sees_channel(uuid, uuid);
DROP FUNCTION chatty_in_space(uuid);
DROP FUNCTION chatty_actor();
"""

# By table: which rows a person may read.
_READABLE = {
    "conversations": "chatty_sees(id)",
    "conversation_keys": "chatty_sees(conversation_id)",
    "memberships": "user_id = (SELECT chatty_actor()) OR chatty_sees(conversation_id)",
    "spaces": "(is_discoverable AND deleted_at IS NULL AND (SELECT chatty_actor()) IS NOT NULL)"
    " OR chatty_in_space(id)",
    "space_members": "user_id = (SELECT chatty_actor()) OR chatty_in_space(space_id)",
    "space_marks": "chatty_in_space(space_id)",
    "space_roles": "chatty_in_space(space_id)",
    "categories": "chatty_in_space(space_id)",
    "overrides": "chatty_in_space(space_id) AND (channel_id IS NULL OR chatty_sees(channel_id))",
    "bans": "chatty_sees(conversation_id) OR chatty_in_space(space_id)",
    "invites": "created_by_id = (SELECT chatty_actor()) OR chatty_sees(conversation_id)"
    " OR chatty_in_space(space_id)",
    "join_requests": "user_id = (SELECT chatty_actor()) OR chatty_in_space(space_id)",
}


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_channels_of_spaces")]

    operations = [migrations.RunSQL(_FUNCTIONS, _NO_FUNCTIONS), row_policies(_READABLE)]
