"""Where things stand in a page: what is cut off, what lies on what, which way a sentence goes."""

from typing import Any

from playwright.sync_api import Locator, Page

# Each holds things side by side, or one under the other.
_HOLDERS = """
.conversation-row, .row-title, .row-second, .conversation-header, .header-top, .header-titles,
.list-header, .pinned-bar, .pin-open, .pin-words, .member, .member-words, .invite, .pane-pin,
.pane-pin-go, .pane-row, .pane-section-head, .details-header, .details-card, .copy-row, .toast,
.dialog-body, .dialog-actions, .chip, .menu-item, .menu-heading, .mention-option, .palette-option,
.quote, .typing-line, .composer-strip, .strip-text, .composer-row, .bubble, .system, .system-line,
.start-card, .receipt-list li, .facts, .invite-head, .invite-choice, .field, .log-rows,
.details-content
"""

_FAULTS = """async (holders) => {
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const told = (node) => `${node.tagName.toLowerCase()}.${node.className.baseVal ?? node.className}`
    + ` "${(node.textContent ?? "").trim().slice(0, 30)}"`;
  const seen = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 2 && box.height > 2 && node.checkVisibility({visibilityProperty: true});
  };
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push("The page is too wide.");
  for (const node of document.body.querySelectorAll("*")) {
    if (node.closest("svg, select, [aria-hidden=true]") || !seen(node)) continue;
    const style = getComputedStyle(node);
    // What is cut with an ellipsis, and what is meant to be moved sideways.
    if (node.matches(".filter-row, input, textarea") || style.textOverflow === "ellipsis") continue;
    if (style.overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1) {
      found.push(`cut off: ${told(node)} ${node.scrollWidth} > ${node.clientWidth}`);
    }
  }
  for (const node of document.querySelectorAll("dialog[open], .menu, .toast, aside, header")) {
    const box = node.getBoundingClientRect();
    if (seen(node) && (box.left < -1 || box.right > innerWidth + 1)) {
      found.push(`outside: ${told(node)} ${box.left} to ${box.right}`);
    }
  }
  for (const holder of document.querySelectorAll(holders)) {
    const children = [...holder.children].filter(
      (node) => seen(node) && !["absolute", "fixed"].includes(getComputedStyle(node).position));
    const boxes = children.map((node) => [...node.getClientRects()]);
    for (let one = 0; one < boxes.length; one += 1) {
      for (let other = one + 1; other < boxes.length; other += 1) {
        const over = boxes[one].some((a) => boxes[other].some((b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3));
        if (over) found.push(`on each other: ${told(children[one])} and ${told(children[other])}`);
      }
    }
  }
  return [...new Set(found)];
}"""

_EDGES = """(node, parts) => {
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let whole = "";
  while (texts.nextNode()) {
    nodes.push([texts.currentNode, whole.length]);
    whole += texts.currentNode.data;
  }
  const place = (at) => {
    const [text, from] = nodes.findLast(([, start]) => start <= at);
    return [text, at - from];
  };
  let from = 0;
  return parts.map((part) => {
    const at = whole.indexOf(part, from);
    if (at < 0) return `${part} is not in ${whole}`;
    from = at + part.length;
    const range = document.createRange();
    range.setStart(...place(at));
    const [last, offset] = place(from - 1);
    range.setEnd(last, offset + 1);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
    const top = Math.min(...boxes.map((box) => box.top));
    const bottom = Math.max(...boxes.map((box) => box.top));
    const left = boxes.filter((box) => box.top < top + 4).map((box) => box.left);
    const right = boxes.filter((box) => box.top > bottom - 4).map((box) => box.right);
    // Where its first line begins, and where its last one ends.
    return [Math.min(...left), top, Math.max(...right), bottom];
  });
}"""


def check_layout(page: Page, where: str) -> None:
    """Fail if anything in view is wider than its place or lies on its neighbour."""
    found: list[str] = page.evaluate(_FAULTS, _HOLDERS)
    assert found == [], f"{where}: " + "\n".join(found)


def check_order(sentence: Locator, *parts: str) -> None:
    """Fail unless the parts of a sentence stand as read: after one another, or on later lines."""
    edges: list[Any] = sentence.evaluate(_EDGES, list(parts))
    missing = [edge for edge in edges if isinstance(edge, str)]
    assert not missing, missing
    for before, after, words in zip(edges, edges[1:], parts[1:], strict=False):
        follows = after[0] >= before[2] - 1 or after[1] >= before[3] + 4
        assert follows, f"{words!r} stands before what it follows: {edges}"
