"""The base of every REST endpoint: JSON in and out by orjson, one problem+json handler for
errors.
"""

import logging
import uuid
from collections.abc import Mapping
from typing import IO, Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout
from rest_framework import exceptions, serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chatty.core import errors, json
from chatty.core.conflicts import IDLE_IN_TRANSACTION, retry_conflicts, sqlstate
from chatty.core.limits import limits
from chatty.core.logs import request_id
from chatty.core.rate_limit import take_read

log = logging.getLogger(__name__)


class JSONRenderer(BaseRenderer):
    """orjson."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF's signature
    ) -> bytes:
        return b"" if data is None else json.dumps(data)


class JSONParser(BaseParser):
    """orjson with the checks of `chatty.core.json`."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF's signature
    ) -> Any:
        body = stream.read(limits.request_body_bytes + 1)
        if len(body) > limits.request_body_bytes:
            raise errors.PayloadTooLarge(f"Bodies hold at most {limits.request_body_bytes} bytes.")
        value = json.loads(body) if body.strip() else {}
        if not isinstance(value, dict):
            raise errors.Invalid("The body must be a JSON object.")
        return value


class OnlyJSON(BaseContentNegotiation):
    """Whatever a client accepts, JSON is what there is."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:  # noqa: ARG002 - DRF's signature
        return renderers[0], renderers[0].media_type


class Endpoint(APIView):
    """A REST endpoint.

    Subclasses parse, make one call to an operation or query, and shape the answer.
    """

    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    content_negotiation_class = OnlyJSON
    # Endpoints open to people who are not signed in set this to True.
    is_public: ClassVar[bool] = False
    # Endpoints whose POST costs no more than a read set this to True.
    posts_are_reads: ClassVar[bool] = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the method is called: a conflict of its transaction is no reason to refuse."""
        super().initial(request, *args, **kwargs)
        name = str(request.method).lower()
        if name in self.http_method_names and (handler := getattr(self, name, None)) is not None:
            setattr(self, name, lambda *a, **k: retry_conflicts(lambda: handler(*a, **k)))

    def check_permissions(self, request: Request) -> None:
        if not self.is_public and not request.user.is_authenticated:
            raise errors.NotAuthenticated

    def check_throttles(self, request: Request) -> None:
        """Reads have one rate a session; what writes has a rate of its own in its operation."""
        is_read = request.method in SAFE_METHODS or self.posts_are_reads
        if is_read and request.auth is not None:
            take_read(self.session_id(request))

    def read[Input: serializers.Serializer[Any]](
        self, request: Request, shape: type[Input]
    ) -> dict[str, Any]:
        """The body's values as `shape` checks them; Invalid with a text for each field."""
        return read_input(shape, request.data)

    def actor(self, request: Request) -> Any:
        """Who asks. Which model that is, is the accounts' business."""
        return request.user

    def session_id(self, request: Request) -> uuid.UUID:
        """The session that the request came with."""
        session: Any = request.auth
        return cast("uuid.UUID", session.id)

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:  # noqa: ARG002 - DRF's signature
        raise errors.MethodNotAllowed(f"Use {', '.join(sorted(self.allowed_methods))}.")


def read_input(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Values of `data` as the serializer checks them; Invalid with a text for each wrong field."""
    if not isinstance(data, dict):
        raise errors.Invalid("Send a JSON object.")
    form = shape(data=data)
    if not form.is_valid():
        raise errors.Invalid("Some fields are not right.", errors=_texts(form.errors))
    return cast("dict[str, Any]", form.validated_data)


def read_base_version(request: Request, data: Mapping[str, Any]) -> int | None:
    """The version that a change starts from: `If-Match: "3"` or `version`; both must agree."""
    header = request.headers.get("If-Match")
    named = data.get("version")
    if header is None:
        return named
    text = header.strip().strip('"')
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.Invalid(errors={"If-Match": ['Use a version, such as "3".']})
    if named is not None and named != int(text):
        raise errors.Invalid(errors={"version": ["It differs from If-Match."]})
    return int(text)


def _texts(found: Mapping[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as `{field: [text]}` with dotted names."""
    texts: dict[str, list[str]] = {}
    for field, value in found.items():
        name = f"{prefix}{field}"
        if isinstance(value, Mapping):
            texts |= _texts(value, f"{name}.")
        elif value and all(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value):
                texts |= _texts(item, f"{name}.{number}.")
        else:
            texts[name] = [str(item) for item in value]
    return texts


def as_refusal(caught: Exception) -> errors.Refusal | None:
    """The refusal that an exception of Django, DRF or the driver amounts to; None for a fault of
    ours.
    """
    if isinstance(caught, errors.Refusal):
        return caught
    if isinstance(caught, (PoolTimeout, OperationalError, InterfaceError)) or (
        # To the driver a fault of somebody's program; to us a server too busy to go on in time.
        isinstance(caught, InternalError) and sqlstate(caught) == IDLE_IN_TRANSACTION
    ):
        log.warning("database.unavailable", exc_info=caught)
        return errors.Unavailable(
            "The database did not answer. Try again in a moment.", retry_after=2
        )
    for kind, refusal in _TRANSLATED.items():
        if isinstance(caught, kind):
            return refusal()
    return None


_TRANSLATED: dict[type[Exception], type[errors.Refusal]] = {
    Http404: errors.NotFound,
    exceptions.NotFound: errors.NotFound,
    exceptions.NotAuthenticated: errors.NotAuthenticated,
    exceptions.AuthenticationFailed: errors.NotAuthenticated,
    PermissionDenied: errors.Forbidden,
    exceptions.PermissionDenied: errors.Forbidden,
    exceptions.UnsupportedMediaType: errors.UnsupportedMediaType,
    exceptions.MethodNotAllowed: errors.MethodNotAllowed,
    exceptions.ParseError: errors.InvalidJson,
}


def handle_exception(caught: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: every failure becomes one problem document."""
    refusal = as_refusal(caught)
    if refusal is None:
        log.error("request.failed", exc_info=caught)
        refusal = errors.InternalError(
            "Something broke on our side. Your data is as it was. Try again in a minute."
        )
    if (request := context.get("request")) is not None:
        # The document of the API would write YAML, its reader a template.
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = JSONRenderer.media_type
    view = context.get("view")
    headers = refusal_headers(refusal, view)
    return Response(
        errors.problem(refusal, request_id=request_id.get()),
        status=refusal.status,
        headers=headers,
        content_type="application/problem+json",
    )


def refusal_headers(refusal: errors.Refusal, view: Any = None) -> dict[str, str]:
    """The headers that a refusal's status asks for; `view` knows which methods are allowed."""
    headers: dict[str, str] = {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="chatty"'
    if isinstance(refusal, errors.MethodNotAllowed) and view is not None:
        headers["Allow"] = ", ".join(view.allowed_methods)
    if "retry_after" in (members := refusal.members()):
        headers["Retry-After"] = str(members["retry_after"])
    return headers


def problem_response(refusal: errors.Refusal) -> HttpResponse:
    """A refusal from outside DRF (unknown URL, middleware, CSRF) as the same problem document."""
    return HttpResponse(
        json.dumps(errors.problem(refusal, request_id=request_id.get())),
        status=refusal.status,
        headers=refusal_headers(refusal),
        content_type="application/problem+json",
    )


def wants_problem(request: HttpRequest) -> bool:
    """Whether the answer belongs to a program rather than to a person with a browser."""
    return request.path.startswith("/api/")
