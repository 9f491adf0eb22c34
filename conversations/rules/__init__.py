"""Pure rules of conversations: no ORM, no I/O, no clock."""
