"""Other programs and secrets: Redis, mail, signatures."""
