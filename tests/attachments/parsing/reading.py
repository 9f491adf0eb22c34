"""Having bytes read as the worker has files read."""

from attachments.adapters.parser import Examined, examine_file, task_of


def examine(data: bytes, mime_type: str) -> Examined:
    """What is found in these bytes."""
    return examine_file(
        lambda start, end: iter([data[start:end]]),
        size=len(data),
        mime_type=mime_type,
        task=task_of(mime_type),
        wants_locations=True,
    )
