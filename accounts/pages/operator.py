"""Who runs this server, for the pages of people who are about to trust it."""

from django.conf import settings
from django.http import HttpRequest


def operator(_request: HttpRequest) -> dict[str, str]:
    """A context processor: `operator`, empty where nobody was named."""
    return {"operator": settings.OPERATOR}
