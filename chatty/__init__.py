"""Chatty: private chat that people host themselves."""
