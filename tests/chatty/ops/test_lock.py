"""One instance per data folder."""

import os
from pathlib import Path

import pytest

from chatty.ops.lock import hold_instance_lock
from chatty.ops.refusal import StartRefused


def test_a_second_instance_on_the_same_data_is_refused_by_name(tmp_path: Path) -> None:
    descriptor = hold_instance_lock(tmp_path)
    with pytest.raises(StartRefused, match=rf"already runs .* \(process {os.getpid()}\)"):
        hold_instance_lock(tmp_path)
    os.close(descriptor)


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    os.close(hold_instance_lock(tmp_path))
    os.close(hold_instance_lock(tmp_path))


def test_children_do_not_inherit_the_lock(tmp_path: Path) -> None:
    descriptor = hold_instance_lock(tmp_path)
    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


def test_a_lock_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "instance.lock").symlink_to(victim)
    with pytest.raises(StartRefused, match="as the user who started it before"):
        hold_instance_lock(tmp_path)
    assert victim.read_text() == "kept"
