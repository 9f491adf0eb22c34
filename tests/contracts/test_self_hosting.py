"""The guide for people with a server of their own knows what bin/up can say."""

import ast
import re
from collections.abc import Iterator

from chatty.ops.options import PROJECT

GUIDE = (PROJECT / "docs" / "self-hosting.md").read_text("utf-8")
WORDS = 4


def refusals() -> Iterator[str]:
    """The beginning of what each refusal of a start says, as far as it is always the same."""
    for file in sorted((PROJECT / "chatty" / "ops").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "StartRefused":
                yield from beginning(node.args[0])


def beginning(message: ast.expr) -> Iterator[str]:
    """The first words of the first fixed part that has a few of them."""
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    for part in parts:
        if isinstance(part, ast.Constant) and len(str(part.value).split()) >= 2:
            yield " ".join(str(part.value).split()[:WORDS])
            return


def test_every_refusal_of_a_start_is_explained() -> None:
    found = list(refusals())
    assert len(found) > 20
    assert [words for words in found if words.rstrip(".:;,") not in GUIDE] == []


def test_every_link_within_the_guide_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    wanted = set(re.findall(r"\]\(#([\w-]+)\)", GUIDE))
    assert wanted <= anchors


def test_the_documents_that_it_names_are_there() -> None:
    for name in re.findall(r"\]\(([\w./-]+\.md)", GUIDE):
        assert (PROJECT / "docs" / name).is_file()
