"""Tables of the bottom layer."""

from chatty.core.jobs.models import Job

__all__ = ["Job"]
