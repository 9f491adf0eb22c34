"""`/s/<space>/settings/template`: the structure of a space, to make others of."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from chatty.core import json
from conversations.access import InSpace
from conversations.pages.space_settings import SettingsPage
from conversations.queries.templates import export_template

_FILE_NAME = "space-template.json"


class TemplatePage(SettingsPage):
    """What is in a template, and the link to it."""

    http_method_names = ["get", "head"]
    section = "template"
    template_name = "conversations/spaces/template.html"
    permission = "manage_channels"

    def context(self, here: InSpace) -> dict[str, Any]:
        """What the file holds, counted."""
        told = export_template(here)
        under = sum(len(one["channels"]) for one in told["categories"])
        return {
            "counts": {
                "roles": len(told["roles"]),
                "categories": len(told["categories"]),
                "channels": len(told["channels"]) + under,
            },
        }


class TemplateFile(TemplatePage):
    """The file."""

    def get(self, request: HttpRequest, **names: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """JSON, to keep."""
        told = export_template(self.found)
        return HttpResponse(
            json.dumps(told),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{_FILE_NAME}"'},
        )
