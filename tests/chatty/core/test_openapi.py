"""The wire's TypedDicts become the schemas of the API's document."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

import pytest

from chatty.core.openapi import _object, _title, _value, finish_document, page_of, schema_of

type Name = str


class LeafJSON(TypedDict):
    """The end of a branch."""

    id: uuid.UUID


class TreeJSON(TypedDict):
    """What grows.

    Nothing of this paragraph is told to clients.
    """

    name: Name
    kind: Literal["OAK", "ELM"]
    planted_at: datetime | None
    height: NotRequired[float]
    leaves: list[LeafJSON]
    pair: tuple[int, ...]
    by_name: dict[str, LeafJSON]
    anything: Any


def refer(shape: Any) -> dict[str, Any]:
    """A reference, as the extension makes one."""
    return {"$ref": f"#/{_title(shape)}"}


def test_a_typed_dict_becomes_an_object() -> None:
    leaf = {"$ref": "#/Leaf"}
    assert _object(TreeJSON, refer) == {
        "type": "object",
        "description": "What grows.",
        "properties": {
            "name": {"type": "string"},
            "kind": {"enum": ["OAK", "ELM"]},
            "planted_at": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
            "height": {"type": "number"},
            "leaves": {"type": "array", "items": leaf},
            "pair": {"type": "array", "items": {"type": "integer"}},
            "by_name": {"type": "object", "additionalProperties": leaf},
            "anything": {},
        },
        "required": ["anything", "by_name", "kind", "leaves", "name", "pair", "planted_at"],
    }


@pytest.mark.parametrize(
    "hint, schema",
    [
        (list, {"type": "array", "items": {}}),
        (dict, {"type": "object", "additionalProperties": {}}),
        (Mapping[str, bool], {"type": "object", "additionalProperties": {"type": "boolean"}}),
        (int | None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        (uuid.UUID, {"type": "string", "format": "uuid"}),
    ],
)
def test_a_hint_becomes_a_schema(hint: Any, schema: dict[str, Any]) -> None:
    assert _value(hint, refer) == schema


@pytest.mark.parametrize("hint", [set, bytes, complex])
def test_a_hint_that_json_has_no_word_for_is_an_error(hint: Any) -> None:
    with pytest.raises(TypeError, match="There is no JSON schema"):
        _value(hint, refer)


def test_a_shape_is_named_without_its_suffix() -> None:
    assert schema_of(TreeJSON).title == "Tree"
    assert page_of(TreeJSON).title == "TreePage"
    assert schema_of(TreeJSON).shape is page_of(TreeJSON).shape is TreeJSON


def test_a_shape_is_made_once() -> None:
    assert schema_of(TreeJSON) is schema_of(TreeJSON)
    assert page_of(TreeJSON) is page_of(TreeJSON)


def test_every_call_may_be_answered_by_a_problem() -> None:
    call: dict[str, Any] = {"responses": {}, "security": [{"cookie": []}, {}]}
    found = finish_document({"paths": {"/x": {"get": call}}})
    assert found["components"]["schemas"]["Problem"]["required"] == sorted(
        ["type", "title", "status", "detail", "code", "request_id"]
    )
    assert "application/problem+json" in call["responses"]["default"]["content"]
    assert call["security"] == [{"cookie": []}]


def test_a_call_that_needs_no_proof_says_so() -> None:
    call: dict[str, Any] = {"responses": {}, "security": [{}]}
    finish_document({"paths": {"/x": {"get": call}}})
    assert call["security"] == [{}]
