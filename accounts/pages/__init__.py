"""Server-rendered pages of people; they work without JavaScript."""
