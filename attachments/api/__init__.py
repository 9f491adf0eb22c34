"""REST of attachments."""
