"""Pure rules of messaging: no ORM, no I/O, no clock."""
