"""The bytes themselves, under `/files/`: in and out by signed address, a piece at a time."""
