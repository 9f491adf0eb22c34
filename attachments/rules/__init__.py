"""Pure rules of attachments: no ORM, no I/O, no clock."""
