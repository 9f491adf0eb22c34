"""Bodies as HTML: a small part of CommonMark, the same here and in the page (`lib/markdown.js`).

Bold, italic, struck, code, fenced code with its language, quotes, lists, and links to the web and
to mailboxes; lines break where they were broken. All else is text: no HTML, images, headings,
tables, rules, entities or link titles. `tests/corpus/markdown` holds both sides to one result.
"""

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_inline import StateInline, autolink, escape
from markdown_it.token import Token

from messaging.rules.addresses import ADDRESS, trim_address
from messaging.rules.markup import holds_markup

_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "s", "strong", "ul"}
_ATTRIBUTES = {"a": {"href", "target"}, "code": {"class"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_RULES = [
    *("fence", "blockquote", "list"),
    *("backticks", "emphasis", "strikethrough", "link", "autolink", "escape"),
    *("balance_pairs", "fragments_join"),
]
_LINKED = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#._-]{1,32}")
_LANGUAGE_CLASS = re.compile(r"language-[A-Za-z0-9+#._-]{1,32}")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_SCHEME = re.compile(r"https?\Z", re.IGNORECASE)
# The name of somebody, whose underscores are no emphasis.
_NAME = re.compile(r"@[A-Za-z0-9_.-]*[A-Za-z0-9]")


def render_markdown(body: str) -> str:
    """The body as sanitised HTML. Takes time in proportion to its length, a tenth of a second for
    the worst 8,000 characters known.
    """
    return nh3.clean(
        unsanitised_html(body),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def unsanitised_html(body: str) -> str:
    """What the parser makes of a body, before the sanitiser: for comparing it with the page's."""
    html: str = _parser(rich=holds_markup(body)).render(body)
    return html


def _kept_attribute(tag: str, _name: str, value: str) -> str | None:
    if tag == "code" and not _LANGUAGE_CLASS.fullmatch(value):
        return None
    return value


@cache
def _parser(*, rich: bool) -> MarkdownIt:
    # "zero" knows nothing but paragraphs, and nests 20 deep at most.
    parser = MarkdownIt("zero", {"breaks": True}).enable(["newline"])
    if rich:
        parser.enable(_RULES)
    parser.validateLink = _is_linked  # type: ignore[method-assign]  # how the package has it changed
    parser.block.ruler.at(
        "blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    # Asked whether it is there, not what it makes: what is indented by four columns begins nothing.
    parser.enable(["code"]).block.ruler.at("code", _nothing)
    parser.inline.ruler.at("autolink", _pointed)
    parser.inline.ruler.at("escape", _escape)
    parser.inline.ruler.before("escape", "address", _address)
    parser.inline.ruler.before("escape", "name", _name)
    for name, rule in (("link_open", _link), ("fence", _fence)):
        parser.add_render_rule(name, rule)
    for name in ("softbreak", "hardbreak"):
        parser.add_render_rule(name, _break)
    # It puts its rules in order while it reads for the first time, which no two threads may do.
    parser.render("> *a*")
    return parser


def _is_linked(url: str) -> bool:
    return _LINKED.match(url) is not None


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A quote only with a space behind its sign: ">:(" and ">_<" are faces."""
    place = state.bMarks[start] + state.tShift[start] + 1
    follows = state.src[place : place + 1]
    return follows in {"", " ", "\t", "\n", ">"} and blockquote(state, start, end, silent)


def _nothing(_state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    return False


def _pointed(state: StateInline, silent: bool) -> bool:
    """`<https://…>`, but no link inside a link."""
    return not state.linkLevel and autolink(state, silent)


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before anything but a sign or the end of a line is a backslash."""
    follows = state.src[state.pos + 1 : state.pos + 2]
    return (follows == "\n" or follows in _PUNCTUATION) and escape(state, silent)


def _address(state: StateInline, silent: bool) -> bool:
    """An address written out, at the colon behind its scheme."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src, max(0, state.pos - len("https")), state.pos)
    found = scheme and ADDRESS.match(state.src, scheme.start(), state.posMax)
    if not scheme or not found:
        return False
    address = trim_address(found[0])
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = scheme.start() + len(address)
    return True


def _name(state: StateInline, silent: bool) -> bool:
    found = _NAME.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _link(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _o: Any, _e: MutableMapping[str, Any]
) -> str:
    return f'<a href="{_escaped(str(tokens[at].attrs.get("href", "")))}" target="_blank">'


def _fence(
    _self: RendererProtocol, tokens: Sequence[Token], at: int, _o: Any, _e: MutableMapping[str, Any]
) -> str:
    words = tokens[at].info.split()
    named = bool(words) and _LANGUAGE.fullmatch(words[0])
    attribute = f' class="language-{words[0]}"' if named else ""
    return f"<pre><code{attribute}>{_escaped(tokens[at].content)}</code></pre>\n"


def _break(
    _self: RendererProtocol, _t: Sequence[Token], _at: int, _o: Any, _e: MutableMapping[str, Any]
) -> str:
    return "<br>"


def _escaped(text: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text
