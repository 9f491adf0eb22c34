"""Where Django keeps what a browser's cookie stands for: its database sessions, with plain keys."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    """The SESSION_ENGINE. A quoted cookie can spell a NUL, at which PostgreSQL raises."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether a cookie's value could be one of ours; otherwise it is taken for no cookie."""
        return key is not None and key.isascii() and key.isalnum() and len(key) >= 8
