"""Argon2id as RFC 9106 §4 recommends where memory is limited, and never too many at once."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

from chatty.core.limits import limits

# Each run takes `memory_cost`; all threads at once would take a small server's memory.
_turns = threading.BoundedSemaphore(limits.password_hashes_at_once)


class Argon2idHasher(Argon2PasswordHasher):
    """64 MiB, 3 passes, 4 lanes."""

    memory_cost = 65_536
    time_cost = 3
    parallelism = 4

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return super().verify(password, encoded)
