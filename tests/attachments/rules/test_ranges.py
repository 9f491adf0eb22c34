"""The range that a request asks for."""

import pytest

from attachments.rules.ranges import ByteRange, UnsatisfiableError, read_range


@pytest.mark.parametrize(
    "header, expected",
    [
        (None, None), ("", None), ("bytes", None), ("bytes=-", None), ("items=0-1", None),
        ("bytes=0-1,3-4", None), ("bytes=5-2", None), ("bytes=a-b", None), ("bytes=-1-2", None),
        ("bytes=٣-٤", None), ("bytes=" + "9" * 40 + "-", None),
        ("bytes=0-0", ByteRange(0, 1)), ("bytes=0-", ByteRange(0, 10)),
        ("bytes=3-5", ByteRange(3, 6)), ("bytes=3-999", ByteRange(3, 10)),
        ("bytes=-3", ByteRange(7, 10)), ("bytes=-999", ByteRange(0, 10)),
        (" bytes=9- ", ByteRange(9, 10)),
    ],
)  # fmt: skip
def test_one_range_is_read_and_all_else_is_the_whole(
    header: str | None, expected: ByteRange | None
) -> None:
    assert read_range(header, size=10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_what_lies_behind_the_end_cannot_be_given(header: str) -> None:
    with pytest.raises(UnsatisfiableError):
        read_range(header, size=10)
