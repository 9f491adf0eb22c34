"""docker-compose.yml starts programs that exist, with variables that are documented."""

import re
from typing import Any

import pytest

from chatty.ops.options import PROJECT
from tests.compose import read_compose, variables

COMPOSE = read_compose()
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_the_services_are_those_of_the_documentation() -> None:
    text = (PROJECT / "docs" / "self-hosting.md").read_text("utf-8")
    assert set(SERVICES) == {*OURS, "postgres", "valkey", "storage", "proxy"}
    assert [name for name in SERVICES if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_commands_exists(name: str) -> None:
    program, *rest = SERVICES[name]["command"]
    assert program == "python"
    if rest[0] == "-m":
        module = PROJECT / (rest[1].replace(".", "/") + ".py")
        assert module.is_file()
        options = [word for word in rest[2:] if word.startswith("--")]
        assert all(f'"{option}"' in module.read_text("utf-8") for option in options)
    else:
        assert (PROJECT / rest[0]).is_file()
        commands = PROJECT / "chatty" / "ops" / "management" / "commands"
        assert (commands / f"{rest[1]}.py").is_file()


def test_every_variable_is_documented() -> None:
    text = (PROJECT / "docs" / "self-hosting.md").read_text("utf-8")
    asked = variables()
    assert {"CHATTY_SECRET_KEY", "CHATTY_ENCRYPTION_KEYS"} <= set(asked)
    assert [name for name in asked if f"`{name}`" not in text] == []


def test_a_secret_has_no_default() -> None:
    asked = variables()
    secret = [name for name in asked if re.search("KEY|SECRET|PASSWORD", name)]
    assert len(secret) >= 5
    assert [name for name in secret if not asked[name].startswith(":?")] == []


def test_only_the_proxy_is_open_to_the_outside() -> None:
    open_ports = {
        name: service["ports"] for name, service in SERVICES.items() if "ports" in service
    }
    assert open_ports == {"proxy": ["80:80", "443:443", "443:443/udp"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all("network_mode" not in service for service in SERVICES.values())


def test_the_image_holds_our_packages_and_nothing_by_chance() -> None:
    recipe = SERVICES["web"]["build"]["dockerfile_inline"]
    copied = {line.split()[1] for line in recipe.splitlines() if line.startswith("COPY ")}
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests"}
    packages |= {"chatty"}
    assert packages | {"static", "templates", "manage.py", "requirements.txt"} == copied
    assert "--require-hashes" in recipe
    assert recipe.index("USER chatty") < recipe.index("collectstatic")


def test_there_are_as_many_shares_of_the_database_as_web_replicas() -> None:
    web = SERVICES["web"]
    assert web["environment"]["CHATTY_WEB_PROCESSES"] == web["deploy"]["replicas"] == 2


def test_what_is_kept_is_in_a_named_volume() -> None:
    mounted = {
        mount.partition(":")[0]
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
    }
    assert mounted == set(COMPOSE["volumes"])


def test_every_service_is_looked_after() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
        for other in service.get("depends_on", {}):
            assert other in SERVICES
    for name in ("web", "postgres", "valkey", "storage"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert "readyz" in str(SERVICES["web"]["healthcheck"])


def test_the_file_names_no_secret() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|ENCRYPTION_KEYS", name):
                assert str(value).startswith("${CHATTY_")
