"""Encryption at rest: master keys (keyring), sealed bytes (envelope)."""
