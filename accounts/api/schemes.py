"""How the OpenAPI document names our two proofs."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class HeaderScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass ships no types
    target_class = "accounts.api.authentication.HeaderAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002 - its signature
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class CookieScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass ships no types
    target_class = "accounts.api.authentication.CookieAuthentication"
    name = "cookie"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002 - its signature
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
