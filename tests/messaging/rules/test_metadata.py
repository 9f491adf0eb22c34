"""What may stand in the metadata of a message."""

from typing import Any

import pytest

from messaging.rules.metadata import check_voice, has_huge_number


@pytest.mark.parametrize("value", [{}, {"a": [1, 2**64 - 1, -1.5, 9.2e18, None, "1e20", True]}])
def test_numbers_of_64_bits_are_fine(value: Any) -> None:
    assert not has_huge_number(value)


@pytest.mark.parametrize("value", [{"a": 1e19}, {"a": {"b": [0, -1e300]}}, {"a": float(2**63)}])
def test_numbers_beyond_are_found_at_any_depth(value: Any) -> None:
    assert has_huge_number(value)


def check(value: Any) -> None:
    check_voice(value, seconds_max=3_600, samples_max=4)


@pytest.mark.parametrize(
    "value",
    [
        {"duration": 0, "waveform": []},
        {"duration": 3_600, "waveform": [0, 255, 1, 2]},
        {"duration": 12.75, "waveform": [9]},
    ],
)
def test_a_recording_has_a_length_and_a_shape(value: Any) -> None:
    check(value)


@pytest.mark.parametrize(
    "value",
    [
        None, [], "12", 12, True, {},
        {"duration": 1}, {"waveform": []},
        {"duration": 1, "waveform": [], "url": "https://example.org"},
        {"duration": -0.1, "waveform": []}, {"duration": 3_600.1, "waveform": []},
        {"duration": "1", "waveform": []}, {"duration": True, "waveform": []},
        {"duration": None, "waveform": []}, {"duration": float("nan"), "waveform": []},
        {"duration": 1, "waveform": None}, {"duration": 1, "waveform": "0000"},
        {"duration": 1, "waveform": {"0": 1}}, {"duration": 1, "waveform": [0] * 5},
        {"duration": 1, "waveform": [256]}, {"duration": 1, "waveform": [-1]},
        {"duration": 1, "waveform": [1.0]}, {"duration": 1, "waveform": [True]},
        {"duration": 1, "waveform": [[0]]}, {"duration": 1, "waveform": [None]},
    ],
)  # fmt: skip
def test_anything_else_is_no_recording(value: Any) -> None:
    with pytest.raises(ValueError, match=r"[Uu]se|voice"):
        check(value)
