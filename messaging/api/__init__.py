"""REST of messaging."""
