"""Reads of attachments that are more than a row."""
