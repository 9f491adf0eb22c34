"""What the hub needs of a server to send, and what it tells who sends."""

from typing import Protocol

from chatty.realtime.wire_frames import Frame


class Listener(Protocol):
    """Whoever writes to a wire, told when it may."""

    def pause(self) -> None:
        """The peer reads too slowly: write nothing more for now."""

    def resume(self) -> None:
        """There is room again."""

    def end(self) -> None:
        """Nothing can be written any more."""


class Wire(Protocol):
    """Where one socket's frames go: our own server protocol, or plain ASGI. Nothing here waits."""

    last_pong_at: float

    @property
    def is_gone(self) -> bool:
        """Whether the peer is known to have hung up."""

    def attach(self, listener: Listener) -> None:
        """Tell this one when to write."""

    def detach(self) -> None:
        """Nobody writes any more."""

    def write(self, frames: list[Frame]) -> None:
        """Send these frames in order."""

    def waiting_bytes(self) -> int:
        """What was written and the peer has not taken."""

    def close(self, code: int) -> None:
        """Close after what was written."""

    def abort(self) -> None:
        """Drop the TCP connection and what waits in its buffer."""
