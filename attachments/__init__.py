"""Bytes that people share."""
