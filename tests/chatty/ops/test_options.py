"""What bin/up can be told."""

from pathlib import Path

import pytest

from chatty.ops.options import PROJECT, read_options
from chatty.ops.refusal import StartRefused


def test_without_options_it_serves_this_machine_on_port_8000() -> None:
    options = read_options([], {})
    assert (options.host, options.port, options.web_processes) == ("127.0.0.1", 8000, 1)
    assert options.data == PROJECT / "var"


def test_options_and_variables_are_heard() -> None:
    options = read_options(
        ["--port", "0", "--data", "elsewhere", "--no-demo"],
        {"CHATTY_HOST": "::", "CHATTY_WEB_PROCESSES": "3"},
    )
    assert (options.host, options.port, options.web_processes) == ("::", 0, 3)
    assert options.data == Path("elsewhere")
    assert not options.with_demo


def test_a_database_elsewhere_gets_a_demo_only_when_asked_for() -> None:
    elsewhere = {"DATABASE_URL": "postgresql://chatty@db.example/chatty"}
    assert read_options([], {}).with_demo
    assert not read_options([], elsewhere).with_demo
    assert read_options(["--demo"], elsewhere).with_demo
    assert not read_options(["--no-demo"], {}).with_demo
    with pytest.raises(SystemExit, match="2"):
        read_options(["--demo", "--no-demo"], {})


@pytest.mark.parametrize("port", ["65536", "-1", "http", "", "٣"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        read_options([f"--port={port}"], {})


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_senseless_number_of_processes_is_refused(count: str) -> None:
    with pytest.raises(StartRefused, match="CHATTY_WEB_PROCESSES must be"):
        read_options([], {"CHATTY_WEB_PROCESSES": count})
