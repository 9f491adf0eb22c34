"""How far whoever says something has read."""

from messaging.rules.own_reading import OwnReading, read_by_sending


def read(*said: tuple[int, bool]) -> OwnReading | None:
    """After these (number, by the clock)."""
    known = None
    for seq, by_clock in said:
        known = read_by_sending(known, seq=seq, before=seq - 1, by_clock=by_clock)
    return known


def test_who_speaks_has_read_all_above() -> None:
    assert read((5, False)) == OwnReading(5, 0)
    assert read((5, True), (7, False)) == OwnReading(7, 0)


def test_by_the_clock_only_what_follows_on_what_was_read_is_read() -> None:
    assert read((5, True)) == OwnReading(5, 4)
    assert read((5, True), (6, True)) == OwnReading(6, 4)
    # Between them somebody else spoke.
    assert read((5, True), (7, True)) == OwnReading(5, 4)
    assert read((5, False), (6, True)) == OwnReading(6, 0)
    assert read((5, False), (7, True)) == OwnReading(5, 0)
