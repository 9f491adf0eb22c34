"""What a page needs first is sent as one module that says the same as all of them."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from chatty.core.bundle import FIRST, Bundle, NotBundledError
from chatty.core.javascript import minify, shape
from chatty.core.modules import beside_bundle, first_modules
from tests.js.test_js import find_node

_STATIC = settings.BASE_DIR / "static"
_WRITTEN = {
    "js/app.js": """import { greet as say } from "./lib/words.js";
import { later } from "./views/later.js";
import { icon } from "./views/icons.js";
console.log(say("pier"), icon("x"), await later());
""",
    "js/lib/words.js": """import Shout, { mark } from "../vendor/shout.js";
export const END = mark;
export function greet(name) {
  return `${new Shout().loud(name)}${END}`;
}
const hidden = 1;
export { hidden as known };
""",
    "js/lib/again.js": """export { greet, END as STOP } from "./words.js";
export class Place {}
""",
    "js/views/icons.js": """import { STOP } from "../lib/again.js";
export async function more() {
  return (await import("./more_icons.js")).MORE;
}
export const icon = (name) => name + STOP;
""",
    "js/views/more_icons.js": "export const MORE = 7;\n",
    "js/views/later.js": """export const later = async () => (await import("./pane.js")).pane();
""",
    "js/views/pane.js": """import { known as wise } from "../lib/words.js";
import { more } from "./icons.js";
export { Place } from "../lib/again.js";
export const pane = async () => [wise, await more()].join("-");
""",
    "js/other.js": """import { greet } from "./lib/words.js";
console.log(greet("other"));
""",
}
_VENDOR = """export default class { loud(text) { return text.toUpperCase(); } }
export const mark = "!";
"""


def _bundle(**changed: str) -> Bundle:
    written = {**_WRITTEN, **{f"js/lib/{name}.js": text for name, text in changed.items()}}
    return Bundle({name: text.encode() for name, text in written.items()}, "js/app.js")


def _run(folder: Path, entry: str) -> str:
    done = subprocess.run(
        [find_node(), folder / entry], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _put(folder: Path, sources: dict[str, bytes]) -> Path:
    vendor = {"js/vendor/shout.js": _VENDOR.encode(), "package.json": b'{"type": "module"}'}
    for name, text in {**vendor, **sources}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


def test_a_bundle_does_what_its_modules_do(tmp_path: Path) -> None:
    bundle = _bundle()
    apart = _put(tmp_path / "apart", {name: text.encode() for name, text in _WRITTEN.items()})
    sent = {FIRST: bundle.text, **{name: bundle.sent(name) for name in _WRITTEN}}
    for name in ("js/lib/words.js", "js/lib/again.js", "js/views/icons.js"):
        assert name in bundle
        del sent[name]
    together = _put(tmp_path / "together", sent | {"js/other.js": b""})
    assert _run(apart, "js/app.js") == _run(together, "js/app.js") == "PIER! x! 1-7"


def test_what_loads_others_later_stays_by_itself() -> None:
    bundle = _bundle()
    assert bundle.left_out == ("js/views/later.js", "js/app.js")
    assert "js/views/icons.js" in bundle
    assert b"first.js" in bundle.sent("js/views/pane.js")


def test_another_page_does_not_know_of_it() -> None:
    bundle = _bundle()
    assert bundle.sent("js/other.js") == _WRITTEN["js/other.js"].encode()
    assert bundle.sent("js/lib/words.js") == _WRITTEN["js/lib/words.js"].encode()


@pytest.mark.parametrize(
    "text",
    [
        "export let count = 1;\nexport function greet() {}\nexport const known = 1;",
        'import * as all from "./again.js";\nexport function greet() {}',
        "export default function greet() {}",
        "export const { greet } = globalThis;",
    ],
)
def test_what_has_no_form_in_a_bundle_is_refused(text: str) -> None:
    with pytest.raises(NotBundledError):
        _bundle(words=text, again="export const STOP = 1;")


@pytest.mark.parametrize("declared", ["let count = 1", "var count = 1", "let one, count"])
def test_a_variable_that_may_change_is_refused_wherever_it_is_exported(declared: str) -> None:
    text = f"{declared};\nexport function greet() {{}}\nexport {{ count as known }};"
    with pytest.raises(NotBundledError, match=r"js/lib/words\.js exports count"):
        _bundle(words=text, again="export const STOP = 1;")


def test_modules_that_import_one_another_are_refused_by_their_names() -> None:
    circle = 'import { STOP } from "./again.js";\nexport function greet() { return STOP; }'
    names = "js/lib/words.js imports js/lib/again.js imports js/lib/words.js"
    with pytest.raises(NotBundledError, match=names):
        _bundle(words=circle)


def test_the_page_names_what_is_sent_to_it() -> None:
    own = [file for file in (_STATIC / "js").rglob("*.js") if "vendor" not in file.parts]
    sources = {str(file.relative_to(_STATIC)): minify(file.read_bytes()) for file in own}
    bundle = Bundle(sources, "js/app.js")
    assert set(bundle.left_out) == set(beside_bundle("js/app.js"))
    assert len(bundle.left_out) < 10
    for name in first_modules("js/app.js"):
        assert (name in bundle) != (name in bundle.left_out)
    # It can be read, and so can what was led to it.
    for text in (bundle.text, *map(bundle.sent, sources)):
        assert not shape(text)[0].count("ERROR")
