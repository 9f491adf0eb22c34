"""Whoever is about to trust a server sees who runs it."""

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signin", "/signup"])
def test_the_page_names_who_runs_the_server(client: Client, settings: Settings, path: str) -> None:
    settings.OPERATOR = "Rosa <Campos>"
    assert "This server is run by Rosa &lt;Campos&gt;." in client.get(path).text


@pytest.mark.django_db
def test_without_a_name_nothing_is_said_of_it(client: Client) -> None:
    assert "is run by" not in client.get("/signin").text
