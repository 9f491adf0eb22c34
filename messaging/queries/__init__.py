"""Reads of messaging that are more than a row."""
