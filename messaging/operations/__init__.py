"""Every write of messaging."""
