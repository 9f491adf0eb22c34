"""The listening socket."""

import socket

import pytest

from chatty.ops.listening import bind_listener
from chatty.ops.refusal import StartRefused


def test_a_taken_port_is_refused_with_another_to_try() -> None:
    with bind_listener(host="127.0.0.1", port=0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartRefused, match=rf"Port {port} .* is taken .* --port \d+"):
            bind_listener(host="127.0.0.1", port=port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(StartRefused, match="Set CHATTY_HOST"):
        bind_listener(host=host, port=0)


def test_connections_wait_before_anybody_serves() -> None:
    with (
        bind_listener(host="127.0.0.1", port=0) as listener,
        socket.create_connection(listener.getsockname(), timeout=30),
    ):
        assert not listener.getblocking()
