"""What may stand in the metadata of a message."""

from typing import Any

import pytest

from messaging.rules.metadata import has_huge_number


@pytest.mark.parametrize("value", [{}, {"a": [1, 2**64 - 1, -1.5, 9.2e18, None, "1e20", True]}])
def test_numbers_of_64_bits_are_fine(value: Any) -> None:
    assert not has_huge_number(value)


@pytest.mark.parametrize("value", [{"a": 1e19}, {"a": {"b": [0, -1e300]}}, {"a": float(2**63)}])
def test_numbers_beyond_are_found_at_any_depth(value: Any) -> None:
    assert has_huge_number(value)
