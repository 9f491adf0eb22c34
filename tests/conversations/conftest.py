"""What tests of conversations share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

Committing = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Committing:
    """A block whose end counts as a commit, so that what it did is published."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
