"""The web process under both server programs, and two of them on one port."""

import os
import signal
import subprocess
import sys

import httpx
import pytest

from chatty.ops.listening import bind_listener
from chatty.ops.options import PROJECT
from tests.servers import ServerFactory, stop_server


@pytest.mark.parametrize("name", ["uvicorn", "daphne"])
def test_both_servers_serve_and_stop(server_factory: ServerFactory, name: str) -> None:
    running = server_factory(server=name)
    answer = httpx.get(f"{running.base_url}/readyz", timeout=30)
    assert answer.status_code == 200
    assert not answer.headers.get("server")
    page = httpx.get(running.base_url + str(running.owner_path), timeout=30)
    assert page.status_code == 200
    stop_server(running)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.base_url}/healthz", timeout=30)


def test_two_processes_share_a_port_and_one_may_fall(server_factory: ServerFactory) -> None:
    running = server_factory(web_processes=2)
    os.kill(running.web[0].process.pid, signal.SIGKILL)
    running.web[0].process.wait()
    assert {
        httpx.get(f"{running.base_url}/healthz", timeout=30).status_code for _ in range(20)
    } == {200}
    stop_server(running)


def test_a_server_that_is_none_is_refused_by_name() -> None:
    with bind_listener(host="127.0.0.1", port=0) as listener:
        refused = subprocess.run(
            [sys.executable, "-m", "chatty.ops.serve", "--fd", str(listener.fileno())],
            cwd=PROJECT,
            env={**os.environ, "CHATTY_SERVER": "gunicorn"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 2
    assert refused.stderr == "CHATTY_SERVER must be uvicorn or daphne, not 'gunicorn'.\n"
