"""What may stand in the metadata of a message."""

# The database keeps numbers as decimals: 1e20 would come back as a whole number that JSON's
# readers and writers, ours among them, cannot hold.
_LARGEST = 2**63
_LOUDEST = 255


def has_huge_number(value: object) -> bool:
    """Whether `value`, as read from JSON, holds a number beyond 64 bits."""
    if isinstance(value, float):
        return abs(value) >= _LARGEST
    if isinstance(value, dict):
        return any(has_huge_number(item) for item in value.values())
    if isinstance(value, list):
        return any(has_huge_number(item) for item in value)
    return False


def check_voice(value: object, *, seconds_max: float, samples_max: int) -> None:
    """ValueError unless `value`, as read from JSON, describes a recording: `duration`, a number of
    seconds, and `waveform`, how loud it is over that time, whole numbers from 0 to 255.
    """
    if not isinstance(value, dict) or value.keys() != {"duration", "waveform"}:
        raise ValueError("A voice has duration and waveform, and nothing else.")
    duration, waveform = value["duration"], value["waveform"]
    # True counts as a number to Python.
    if type(duration) not in (int, float) or not 0 <= duration <= seconds_max:
        raise ValueError(f"Use a duration from 0 to {seconds_max:g} seconds.")
    if not isinstance(waveform, list) or len(waveform) > samples_max:
        raise ValueError(f"Use a waveform of at most {samples_max} numbers.")
    if any(type(loud) is not int or not 0 <= loud <= _LOUDEST for loud in waveform):
        raise ValueError(f"Use whole numbers from 0 to {_LOUDEST} in the waveform.")
