"""What was reported, as moderators read it: text, whatever it tries to be."""

import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from moderation.operations.cases import dismiss_report
from moderation.operations.reports import file_report
from tests.cast import Cast
from tests.make import make_message
from tests.moderation.staff import browser_of, make_moderator

PAYLOADS: list[str] = json.loads(
    (Path(__file__).parents[2] / "corpus" / "payloads.json").read_text("utf-8")
)


class _Marks(HTMLParser):
    """Which elements a page has, with which attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, *sorted(name for name, _ in attrs)] += 1


def test_evidence_names_and_details_are_text(cast: Cast) -> None:
    rosa = make_moderator("rosa")
    client = browser_of(rosa)
    pages = []
    for writer, body in ((cast.carol, "Nothing to see"), (cast.bob, "\n".join(PAYLOADS))):
        writer.display_name = body.replace("\n", " ")[:64]
        writer.save()
        said = make_message(by=writer, in_=cast.lounge, body=body)
        report, _ = file_report(
            actor=cast.alice,
            target_type="message",
            target_id=said["id"],
            reason="harassment",
            details=body[:2_000],
        )
        pages.append(client.get(f"/admin/moderation/report/{report.id}/change/").text)
        dismiss_report(actor=rosa, report_id=report.id, reason="Looked at")
    harmless, hostile = (_Marks(page).found for page in pages)
    assert hostile == harmless
    for payload in ("<script>alert(1)</script>", "**<img src=x onerror=alert(1)>**"):
        assert payload not in pages[1]
        assert payload.replace("<", "&lt;").replace(">", "&gt;") in pages[1]
