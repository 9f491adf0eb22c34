"""OpenAPI from the wire's TypedDicts: one declaration serves mypy, the clients and the document."""

import types
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import (
    Any,
    ClassVar,
    Literal,
    NotRequired,
    Required,
    TypeAliasType,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from drf_spectacular.extensions import OpenApiSerializerExtension

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    uuid.UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
    object: {},
}


class Shape:
    """Stands for a TypedDict where drf-spectacular expects a serializer."""

    shape: ClassVar[Any]
    title: ClassVar[str]


class Page(Shape):
    """Stands for a page of a TypedDict: `{"results": [...], "next": cursor | null}`."""


class Either(Shape):
    """Stands for one of several TypedDicts."""


@cache
def schema_of(shape: Any) -> Any:
    """A TypedDict as a response; it becomes a named component, without the suffix `JSON`."""
    return type(shape.__name__, (Shape,), {"shape": shape, "title": _title(shape)})


@cache
def page_of(shape: Any) -> Any:
    """A page of a TypedDict as a response."""
    title = f"{_title(shape)}Page"
    return type(title, (Page,), {"shape": shape, "title": title})


@cache
def either_of(*shapes: Any) -> Any:
    """One of several TypedDicts as a response."""
    title = "Or".join(_title(shape) for shape in shapes)
    return type(title, (Either,), {"shape": shapes, "title": title})


def _title(shape: Any) -> str:
    return str(shape.__name__).removesuffix("JSON")


class ShapeExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # its metaclass ships no types
    target_class = Shape
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:  # noqa: ARG002 - its signature
        return str(self.target.title)

    def map_serializer(self, auto_schema: Any, direction: Any) -> Schema:
        def refer(shape: Any) -> Schema:
            component = auto_schema.resolve_serializer(schema_of(shape), direction)
            return dict(component.ref)

        if issubclass(self.target, Either):
            return {"oneOf": [refer(shape) for shape in self.target.shape]}
        if not issubclass(self.target, Page):
            return _object(self.target.shape, refer)
        results = {"type": "array", "items": refer(self.target.shape)}
        return {
            "type": "object",
            "properties": {"results": results, "next": {"type": ["string", "null"]}},
            "required": ["results", "next"],
        }


def _object(shape: Any, refer: Any) -> Schema:
    hints = get_type_hints(shape, include_extras=True)
    found: Schema = {
        "type": "object",
        "properties": {name: _value(hint, refer) for name, hint in hints.items()},
        "required": sorted(shape.__required_keys__),
    }
    if shape.__doc__:
        found["description"] = shape.__doc__.partition("\n\n")[0]
    return found


def _value(hint: Any, refer: Any) -> Schema:
    """The schema of a type hint; TypeError for one that JSON has no word for."""
    origin = get_origin(hint)
    if isinstance(hint, TypeAliasType):
        return _value(hint.__value__, refer)
    if origin in (NotRequired, Required):
        return _value(get_args(hint)[0], refer)
    if is_typeddict(hint):
        return dict(refer(hint))
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_value(part, refer) for part in get_args(hint)]}
    return _collection(hint, origin, refer)


def _collection(hint: Any, origin: Any, refer: Any) -> Schema:
    kind = origin or hint
    if isinstance(kind, type) and issubclass(kind, (list, tuple)):
        return {"type": "array", "items": _value((*get_args(hint), Any)[0], refer)}
    if isinstance(kind, type) and issubclass(kind, Mapping):
        return {
            "type": "object",
            "additionalProperties": _value((*get_args(hint), Any, Any)[1], refer),
        }
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    raise TypeError(f"There is no JSON schema for {hint!r}.")


class ProblemJSON(TypedDict):
    """Why something was not done (RFC 9457). Programs look at `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: NotRequired[dict[str, list[str]]]
    retry_after: NotRequired[int]
    current: NotRequired[dict[str, Any]]
    base: NotRequired[dict[str, Any]]


def finish_document(result: Schema, **_context: Any) -> Schema:
    """Say of every call that its other answers are problems, and which proof it needs.

    A postprocessing hook. drf-spectacular takes a view without permission classes for open to
    everyone; ours are open only where they name no authentication.
    """
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _object(ProblemJSON, dict)
    problem = {
        "description": "Why it was not done.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation["responses"]["default"] = problem
            if proofs := [proof for proof in operation.get("security", []) if proof]:
                operation["security"] = proofs
    return result
