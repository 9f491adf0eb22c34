"""People and their proof: users, sessions, tokens, audit entries."""
