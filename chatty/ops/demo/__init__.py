"""Example content: the people of a small harbour, and what they have been talking about."""
