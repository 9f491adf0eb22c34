"""Messaging's way to other parts: sealing."""
