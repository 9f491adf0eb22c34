"""Sockets, topics and fan-out. It knows topics and bytes, not messages."""
