"""Argon2 with a thousandth of its memory: the same code, without waiting for it."""

from accounts.adapters.password_hasher import Argon2idHasher

CHEAP = {"memory_cost": 128, "time_cost": 1, "parallelism": 1}


def hash_cheaply() -> None:
    """For the rest of this process."""
    for name, value in CHEAP.items():
        setattr(Argon2idHasher, name, value)
