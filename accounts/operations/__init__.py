"""Every write to people and their proof."""
