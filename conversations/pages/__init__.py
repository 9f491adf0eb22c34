"""Server-rendered pages of conversations."""
