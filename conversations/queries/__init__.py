"""Reads of conversations that are more than a row."""
