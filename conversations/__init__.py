"""Where people talk and what they may do there: conversations, members, invites, keys."""
