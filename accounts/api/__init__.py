"""REST endpoints of people."""
