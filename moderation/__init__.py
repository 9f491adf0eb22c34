"""Keeping it decent."""
