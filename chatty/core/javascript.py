"""JavaScript modules without what only people read: comments and white space.

A parser for the whole language tells what is a comment and what is text that looks like one (in
template literals, regular expressions, strings); what is sent is parsed again and has to give the
same tree, else the module goes out as it is written. Lines stay lines, so that whatever a line's
end means to the language it goes on meaning, and what an error names can be found.
"""

import re
from collections.abc import Iterator

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_javascript.language()))
_COMMENTS = frozenset({"comment", "html_comment"})
# Their white space is theirs: what is in them is copied, but for the expressions of a template.
_TEXTS = frozenset({"string", "regex", "template_string"})
_NAME = re.compile(rb"[\w$#\\\x80-\xff]")
# Signs that are another sign, or begin a comment, when nothing stands between them.
_GROWING = b"+-/<!?.*=&|>"


def minify(source: bytes) -> bytes:
    """Return a module's code without comments and the white space that it can do without."""
    before = _PARSER.parse(source).root_node
    if before.has_error:
        return source
    smaller = _join(source, before)
    after = _PARSER.parse(smaller).root_node
    same = not after.has_error and shape(smaller, after) == shape(source, before)
    return smaller if same else source


def shape(source: bytes, root: Node | None = None) -> tuple[list[str], list[bytes]]:
    """Return what a module says: the kinds of its tree's nodes, parents first, and its tokens."""
    root = root or _PARSER.parse(source).root_node
    tokens = [source[start:end] for start, end in _tokens(root)]
    return [node.type for node in _walk(root)], tokens


def _walk(root: Node) -> Iterator[Node]:
    """Every node but comments, a parent before its children."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in _COMMENTS:
            continue
        yield node
        waiting += reversed(node.children)


def _is_leaf(node: Node) -> bool:
    return node.child_count == 0


def _join(source: bytes, root: Node) -> bytes:
    parts: list[bytes] = []
    end = 0
    for start, stop in _tokens(root):
        token = source[start:stop]
        if parts and start > end:
            parts.append(_between(parts[-1], source[end:start], token))
        parts.append(token)
        end = stop
    return b"".join(parts) + b"\n"


def _between(left: bytes, gap: bytes, right: bytes) -> bytes:
    """Return what of the white space and comments between two tokens has to stay."""
    if b"\n" in gap:
        return b"\n"
    names = _NAME.match(left[-1:]) and _NAME.match(right[:1])
    numbers = left[-1:].isdigit() and right[:1] == b"."
    signs = left[-1] in _GROWING and right[0] in _GROWING
    return b" " if names or numbers or signs else b""


def _tokens(root: Node) -> Iterator[tuple[int, int]]:
    """Where each piece of code begins and ends, in order; a text is one piece, and a template is
    one around and between its expressions.
    """
    waiting: list[Node | tuple[int, int]] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            yield node
        elif node.type in _TEXTS:
            waiting += reversed(_text_pieces(node))
        elif node.type in _COMMENTS:
            continue
        elif _is_leaf(node):
            # Some nodes are only implied, and have no text.
            if node.end_byte > node.start_byte:
                yield node.start_byte, node.end_byte
        else:
            waiting += reversed(node.children)


def _text_pieces(text: Node) -> list[Node | tuple[int, int]]:
    pieces: list[Node | tuple[int, int]] = []
    start = text.start_byte
    for expression in text.children:
        if expression.type == "template_substitution":
            if start < expression.start_byte:
                pieces.append((start, expression.start_byte))
            pieces.append(expression)
            start = expression.end_byte
    pieces.append((start, text.end_byte))
    return pieces
