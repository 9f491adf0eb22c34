"""Every write to attachments."""
