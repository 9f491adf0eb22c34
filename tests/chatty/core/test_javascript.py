"""Modules go out smaller and say the same."""

from pathlib import Path

import pytest
from django.conf import settings

from chatty.core.javascript import minify, shape

_MODULES = sorted((Path(settings.BASE_DIR) / "static" / "js").rglob("*.js"))


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/** What it is. */\nlet a = 1; // so\n", "let a=1;\n"),
        ("a = b /* one */ / c / d;", "a=b/c/d;\n"),
        ("a = b + ++c - -d;", "a=b+ ++c- -d;\n"),
        ("return /\\/\\/[/*]/.test(a);", "return/\\/\\/[/*]/.test(a);\n"),
        (
            "a = \"// no  comment\" + '/* nor  this */';",
            "a=\"// no  comment\"+'/* nor  this */';\n",
        ),
        ("a = `// ${b /* c */ + `  /* ${ d }  */ `}  //`;", "a=`// ${b+`  /* ${d}  */ `}  //`;\n"),
        (
            "class A { #b = 1; static c; get d() { return this . #b; } }",
            "class A{#b=1;static c;get d(){return this.#b;}}\n",
        ),
        ("a = b ?. c ?? d ? .5 : 1 .toFixed();", "a=b?.c??d? .5:1 .toFixed();\n"),
        ("let a = b\n\n  (c)\n", "let a=b\n(c)\n"),
        ("return // soon\n a;", "return\na;\n"),
        (
            "a --> b;\nasync (c) => { for await (let d of c) ; }",
            "a-->b;\nasync(c)=>{for await(let d of c);}\n",
        ),
        (
            "/** @import {A} from './a.js' */\nexport { a as b } from './a.js';",
            "export{a as b}from'./a.js';\n",
        ),
    ],
)
def test_only_what_people_read_is_left_out(written: str, sent: str) -> None:
    assert minify(written.encode()).decode().lstrip() == sent
    assert shape(sent.encode()) == shape(written.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("`a  b`", "`a b`"),
        ("`${a} ${b}`", "`${a}${b}`"),
        ("'a'", "'b'"),
        ("a = /b/g", "a = /b/i"),
        ("return\na", "return a"),
        ("a + +b", "a ++ b"),
    ],
)
def test_other_code_has_another_shape(one: str, other: str) -> None:
    assert shape(one.encode()) != shape(other.encode())


def test_what_cannot_be_read_goes_out_as_it_is() -> None:
    written = b"let a = ; // what\n"
    assert minify(written) == written


def test_every_module_of_the_page_says_the_same_in_less() -> None:
    own = [file for file in _MODULES if "vendor" not in file.parts]
    assert len(own) > 100
    for file in own:
        written = file.read_bytes()
        sent = minify(written)
        assert shape(sent) == shape(written), file
        assert len(sent) < len(written), file
        assert minify(sent) == sent, file
