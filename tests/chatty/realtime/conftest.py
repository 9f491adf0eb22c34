"""Real servers that the socket tests share."""

import pytest

from tests.servers import RunningServer, ServerFactory

ROOMY = {
    "CHATTY_LIMIT_SIGN_UPS_PER_HOUR": "10000",
    "CHATTY_LIMIT_SIGN_INS_PER_MINUTE": "10000",
    "CHATTY_MESSAGES_PER_MINUTE": "10000",
    "CHATTY_LIMIT_REACTIONS_PER_MINUTE": "10000",
    # A process of a busy machine may stand still for longer than a real one.
    "CHATTY_LIMIT_ORDERING_HOLD_SECONDS": "5",
}


@pytest.fixture(scope="session")
def pair(lasting_server_factory: ServerFactory) -> RunningServer:
    """Two processes behind one port, with limits on that few tests reach."""
    return lasting_server_factory(web_processes=2, env=ROOMY)


@pytest.fixture(scope="session")
def strict(lasting_server_factory: ServerFactory) -> RunningServer:
    """A server with small limits."""
    return lasting_server_factory(
        env=ROOMY
        | {
            "CHATTY_MESSAGES_PER_MINUTE": "3",
            "CHATTY_LIMIT_SILENCE_SECONDS": "2",
            "CHATTY_LIMIT_HEARTBEAT_SECONDS": "1",
            "CHATTY_LIMIT_OUTBOX_FRAMES": "64",
            "CHATTY_LIMIT_OUTBOX_BYTES": "200000",
        }
    )
