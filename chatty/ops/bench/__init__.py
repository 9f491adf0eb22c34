"""`manage.py bench`: what a message, a delivery and a page cost on this machine."""
