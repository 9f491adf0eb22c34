"""The keys of an instance."""

import base64
import os
import re
import stat
from pathlib import Path

import pytest

from chatty.ops.refusal import StartRefused
from chatty.ops.secrets_file import load_or_create_demo_password, load_or_create_secrets


def test_keys_are_made_once_and_kept_closed(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    made = load_or_create_secrets(path, environment={}, may_create=True)
    version, _, key = made["CHATTY_ENCRYPTION_KEYS"].partition(":")
    assert version == "1"
    assert len(base64.b64decode(key, validate=True)) == 32
    assert len(made["CHATTY_SECRET_KEY"]) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_secrets(path, environment={}, may_create=False) == made


def test_the_environment_wins_and_is_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    given = {"CHATTY_SECRET_KEY": "from-the-environment"}
    found = load_or_create_secrets(path, environment=given, may_create=True)
    assert found["CHATTY_SECRET_KEY"] == "from-the-environment"
    assert "from-the-environment" not in path.read_text()


def test_lost_keys_of_an_existing_database_are_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    with pytest.raises(StartRefused, match="CHATTY_SECRET_KEY and CHATTY_ENCRYPTION_KEYS missing"):
        load_or_create_secrets(path, environment={}, may_create=False)
    assert not path.exists()


def test_an_interrupted_write_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    (tmp_path / "secrets.env.new").write_text("CHATTY_SECRET_KEY=half")
    found = load_or_create_secrets(path, environment={}, may_create=True)
    assert found["CHATTY_SECRET_KEY"] != "half"


def test_keys_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StartRefused, match="Cannot read the keys"):
        load_or_create_secrets(path, environment={}, may_create=True)
    assert path.read_bytes() == b"\xff\xfe"


def test_the_demos_password_is_made_once_beside_the_keys(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    keys = load_or_create_secrets(path, environment={}, may_create=True)
    assert load_or_create_demo_password(path, environment={}, may_create=False) is None
    made = load_or_create_demo_password(path, environment={}, may_create=True)
    assert made is not None
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", made)
    assert load_or_create_demo_password(path, environment={}, may_create=False) == made
    assert load_or_create_secrets(path, environment={}, may_create=False) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    given = {"CHATTY_DEMO_PASSWORD": "given"}
    assert load_or_create_demo_password(path, environment=given, may_create=True) == "given"


def test_without_a_data_folder_the_demos_password_is_only_told(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "secrets.env"
    assert load_or_create_demo_password(path, environment={}, may_create=True)
    assert not path.parent.exists()


def test_in_a_container_that_cannot_write_the_demos_password_is_only_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    path = tmp_path / "secrets.env"
    assert load_or_create_demo_password(path, environment={}, may_create=True)
    assert not path.exists()
