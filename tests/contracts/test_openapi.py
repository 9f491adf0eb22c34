"""The OpenAPI document: all of the API, only the API, and without a warning."""

from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client

from accounts.wire import LoginJSON, MeJSON, SessionJSON, UserJSON
from attachments.wire import AttachmentJSON, BegunUploadJSON, UploadJSON
from conversations.wire import (
    AuditEntryJSON,
    ConversationJSON,
    InviteJSON,
    JoinRequestJSON,
    MemberJSON,
    OverrideJSON,
    RoleJSON,
    SpaceBriefJSON,
    SpaceJSON,
    SpaceMemberJSON,
    SpaceMembersJSON,
    TemplateJSON,
    ViewAsJSON,
)
from messaging.wire import MessageJSON
from moderation.wire import ReportJSON
from tests.contracts.conftest import METHODS, api_calls

SHAPES = [UserJSON, MeJSON, SessionJSON, LoginJSON]
SHAPES += [ConversationJSON, MemberJSON, InviteJSON, MessageJSON]
SHAPES += [RoleJSON, OverrideJSON, SpaceMemberJSON, SpaceMembersJSON, AuditEntryJSON, ViewAsJSON]
SHAPES += [ReportJSON]
SHAPES += [AttachmentJSON, BegunUploadJSON, UploadJSON]
SHAPES += [SpaceJSON, SpaceBriefJSON, JoinRequestJSON, TemplateJSON]


@pytest.fixture(scope="module")
def document() -> Any:
    answer = Client().get("/api/schema/")
    assert answer.status_code == 200
    return yaml.safe_load(answer.content)


def test_the_document_has_exactly_the_calls_of_the_url_table(document: Any) -> None:
    found = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in document["paths"].items()
        for method in operations
        if method in METHODS
    }
    assert found == set(api_calls())


def test_the_document_is_valid_and_made_without_warnings() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


@pytest.mark.parametrize("shape", SHAPES)
def test_the_document_names_every_field_of_an_answer(document: Any, shape: Any) -> None:
    component = document["components"]["schemas"][shape.__name__.removesuffix("JSON")]
    assert set(component["properties"]) == set(shape.__annotations__)
    assert set(component["required"]) == set(shape.__required_keys__)


def test_every_call_says_what_it_answers(document: Any) -> None:
    problem = "#/components/schemas/Problem"
    names = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names.append(operation["operationId"])
            responses = operation["responses"]
            other = responses.pop("default")
            assert other["content"]["application/problem+json"]["schema"]["$ref"] == problem
            assert responses, (method, path)
            for status, response in responses.items():
                is_empty = status in ("204", "302")
                assert is_empty == ("content" not in response), (method, path, status)
    assert len(names) == len(set(names))
