"""How passwords are hashed."""

import threading

import pytest
from django.contrib.auth.hashers import check_password, make_password

from accounts.adapters import password_hasher
from accounts.adapters.password_hasher import Argon2idHasher


def test_a_hash_names_argon2id_and_opens_with_its_password_alone() -> None:
    encoded = make_password("correct horse battery")
    assert encoded.startswith("argon2$argon2id$")
    assert check_password("correct horse battery", encoded)
    assert not check_password("correct horse batterx", encoded)


def test_only_so_many_hashes_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hasher, "_turns", threading.BoundedSemaphore(1))
    password_hasher._turns.acquire()
    done = threading.Event()

    def hash_one() -> None:
        Argon2idHasher().encode("correct horse battery", "saltsalt")
        done.set()

    waiting = threading.Thread(target=hash_one)
    waiting.start()
    assert not done.wait(0.1)
    password_hasher._turns.release()
    assert done.wait(30)
    waiting.join()
