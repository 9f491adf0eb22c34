"""Whoever silences a checker says why, in the same line."""

import re

from tests.contracts.test_sizes import PROJECT, python_files, script_files

FOLDERS = ("accounts", "attachments", "chatty", "conversations", "messaging", "moderation", "tests")

# What each checker is told, and behind it the reason; a second checker may stand in between.
_TOLD = (
    r"# noqa(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?"
    r"|# type: ignore(?:\[[a-z-]+(?:, ?[a-z-]+)*\])?"
    r"|(?://|/\*) ?biome-ignore(?:-\w+)? [\w/]+:?"
    r"|(?://|/\*) ?@ts-(?:ignore|expect-error|nocheck)"
)
_SILENCED = re.compile(rf"(?:{_TOLD})(?:\s+(?:{_TOLD}))*")
_WORD = re.compile(r"[a-z]{3,}")


def without_reason(text: str) -> list[str]:
    """The lines that silence a checker and do not say why."""
    return [
        line.strip()
        for line in text.splitlines()
        if (told := _SILENCED.search(line)) and not _WORD.search(line[told.end() :])
    ]


def test_every_silenced_checker_has_its_reason() -> None:
    found = {}
    silenced = 0
    for file in [PROJECT / "manage.py", *python_files(*FOLDERS), *script_files()]:
        text = file.read_text("utf-8")
        silenced += len(_SILENCED.findall(text))
        if file.name != "test_suppressions.py" and (lines := without_reason(text)):
            found[str(file.relative_to(PROJECT))] = lines
    assert silenced > 50
    assert found == {}


def test_a_reason_is_more_than_a_code() -> None:
    for bare in (
        "run()  # noqa",
        "run()  # noqa: S603",
        "from a import b  # noqa: F401, PLC0415",
        "run()  # type: ignore[misc]  # noqa: S603",
        "// biome-ignore lint/style/useConst:",
        "// @ts-ignore",
    ):
        assert without_reason(bare) == [bare]
    for told in (
        "run()  # noqa: S603 - our own program",
        "run()  # type: ignore[misc]  # the package ships no types",
        "// biome-ignore lint/style/useConst: set below",
        "run()",
    ):
        assert without_reason(told) == []
