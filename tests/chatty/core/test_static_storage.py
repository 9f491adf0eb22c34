"""The collected tree holds together: every name in it is that of a file with its hash."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.test import override_settings

from chatty.core.bundle import FIRST
from chatty.core.modules import beside_bundle, first_modules

# `import x from "y"`, `import "y"`, `export * from "y"` and `import("y")`.
IMPORT = re.compile(
    r"""(?:^|[;}\n])\s*(?:import|export)\b[^;"'()]*?\bfrom\s*["']([^"'\n]+)["']"""
    r"""|\bimport\(?\s*["']([^"'\n]+)["']"""
)
WORKER = re.compile(r"""new\s+URL\(\s*["']([^"'\n]+)["']\s*,\s*import\.meta\.url""")
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
# The target of `docs/performance.md` for the scripts before the chat is seen.
_BUDGET_BYTES = 90 * 1024
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SOURCE = Path(project.BASE_DIR) / "static"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Chatty's own static files, collected as a server does it."""
    root = tmp_path_factory.mktemp("collected")
    with override_settings(
        STATIC_ROOT=root,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES={
            **project.STORAGES,
            "staticfiles": {"BACKEND": "chatty.core.static_storage.StaticStorage"},
        },
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def _is_written_script(name: str) -> bool:
    return name.endswith(".js") and name != FIRST


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    """Each file's name with its hash."""
    found: dict[str, str] = json.loads((collected / "staticfiles.json").read_text())["paths"]
    return found


def references(text: str, *patterns: re.Pattern[str]) -> list[str]:
    """What a file names."""
    return [
        next(filter(None, groups))
        for pattern in patterns
        for groups in (match.groups() for match in pattern.finditer(text))
    ]


def lost(
    collected: Path, names: dict[str, str], kind: str, *patterns: re.Pattern[str]
) -> list[str]:
    """The references in files of a kind that lead to no file with a hash."""
    found = []
    for source, hashed in names.items():
        if not source.endswith(kind):
            continue
        file = collected / hashed
        text = COMMENT.sub("", file.read_text())
        for reference in references(text, *patterns):
            if reference.startswith(("data:", "#", "http:", "https:")):
                continue
            path = reference.split("?")[0].split("#")[0]
            target = (
                collected / path.removeprefix("/static/")
                if path.startswith("/")
                else file.parent / path
            )
            if not target.is_file() or not HASHED.search(path):
                found.append(f"{source}: {reference}")
    return found


def test_the_whole_tree_is_collected_under_hashed_names(
    collected: Path, names: dict[str, str]
) -> None:
    sources = {str(file.relative_to(SOURCE)) for file in SOURCE.rglob("*") if file.is_file()}
    assert sources <= set(names)
    assert len([name for name in names if name.endswith(".js")]) > 5
    for hashed in names.values():
        assert HASHED.search(hashed), hashed
        assert (collected / hashed).is_file()


def test_collecting_for_show_writes_nothing(tmp_path: Path) -> None:
    storages = {"BACKEND": "chatty.core.static_storage.StaticStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES={**project.STORAGES, "staticfiles": storages},
    ):
        call_command("collectstatic", interactive=False, verbosity=0, dry_run=True)
    assert list(tmp_path.iterdir()) == []


def test_every_import_leads_to_a_hashed_file(collected: Path, names: dict[str, str]) -> None:
    assert lost(collected, names, ".js", IMPORT) == []


def test_the_imports_are_seen_at_all(names: dict[str, str]) -> None:
    scripts = [(SOURCE / name).read_text() for name in names if _is_written_script(name)]
    written = sum(
        len(re.findall(r"^import\b|^export .* from ", text, re.MULTILINE)) for text in scripts
    )
    seen = sum(len(references(COMMENT.sub("", text), IMPORT)) for text in scripts)
    assert seen >= written > 5


def test_every_worker_leads_to_a_hashed_file(collected: Path, names: dict[str, str]) -> None:
    assert lost(collected, names, ".js", WORKER) == []


def test_every_url_of_a_style_leads_to_a_hashed_file(
    collected: Path, names: dict[str, str]
) -> None:
    assert lost(collected, names, ".css", CSS_URL) == []


def test_scripts_are_compressed_beside(collected: Path, names: dict[str, str]) -> None:
    large = max(
        filter(_is_written_script, names),
        key=lambda name: (SOURCE / name).stat().st_size,
    )
    assert (collected / f"{names[large]}.gz").is_file()


def test_what_the_page_needs_first_is_one_small_file(
    collected: Path, names: dict[str, str]
) -> None:
    first = [FIRST, *beside_bundle("js/app.js")]
    sent = sum(len(gzip.compress((collected / names[name]).read_bytes(), 9)) for name in first)
    assert len(first) < 10
    assert sent < _BUDGET_BYTES
    assert (collected / f"{names[FIRST]}.gz").is_file()
    # What comes later takes its names from there, so that nothing is there twice.
    later = (collected / names["js/views/menu.js"]).read_text()
    assert re.search(r'from ?"\.\./first\.[0-9a-f]{12}\.js"', later)
    assert "lib/dom" not in later


def test_pages_without_the_chat_do_not_load_its_modules(
    collected: Path, names: dict[str, str]
) -> None:
    for page in ("js/sign_in.js", "js/copy_links.js"):
        modules = first_modules(page)
        assert not any("first." in (collected / names[one]).read_text() for one in modules)
        assert sum((collected / names[one]).stat().st_size for one in modules) < 30_000


def test_what_is_large_waits_compressed_in_both_ways(collected: Path) -> None:
    (emoji,) = collected.glob("js/vendor/emoji.*.js")
    assert emoji.read_bytes() == (SOURCE / "js" / "vendor" / "emoji.js").read_bytes()
    for ending in (".br", ".gz"):
        assert emoji.with_name(f"{emoji.name}{ending}").is_file()
