"""What may stand in the metadata of a message."""

# The database keeps numbers as decimals: 1e20 would come back as a whole number that JSON's
# readers and writers, ours among them, cannot hold.
_LARGEST = 2**63


def has_huge_number(value: object) -> bool:
    """Whether `value`, as read from JSON, holds a number beyond 64 bits."""
    if isinstance(value, float):
        return abs(value) >= _LARGEST
    if isinstance(value, dict):
        return any(has_huge_number(item) for item in value.values())
    if isinstance(value, list):
        return any(has_huge_number(item) for item in value)
    return False
