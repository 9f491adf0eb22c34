"""Names of spaces and roles that pose as those who run the server.

A space may have moderators and a help desk of its own; "Chatty staff" or "Moderators of this
server" would speak for somebody else. Look-alikes are folded as those of usernames are.
"""

import re
import unicodedata
from typing import Final

from accounts.rules.usernames import username_skeleton

# Letters of other scripts that fonts draw as Latin ones (Unicode Technical Standard 39), and signs
# that people read as letters.
_LOOK_ALIKES: Final = str.maketrans(
    "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u043a\u04cf\u043c\u043d\u043e\u0440\u051b\u0455"
    "\u0442\u0443\u051d\u0445\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131"
    "\u0251\u0261\u217c34@$7",
    "acdehijklmhopqstywxaeikvoptuxiagleaast",
)
_FOLDED_AWAY: Final = frozenset({"Mn", "Me", "Cf"})
_WORD: Final = re.compile(r"[a-z0-9]+")

# Who runs a server, and what they do for it.
_STAFF: Final = (
    "admin", "admins", "administrator", "administrators", "administration", "help", "mod", "mods",
    "moderator", "moderators", "moderation", "official", "owner", "owners", "root", "security",
    "staff", "support", "system",
)  # fmt: skip
_BESIDE_THE_SERVER: Final = (*_STAFF, "announcements", "crew", "desk", "operator", "team", "trust")
_SERVER: Final = ("chatty", "server", "instance")
_BETWEEN: Final = ("a", "and", "at", "by", "for", "from", "in", "of", "on", "our", "the", "this")


def poses_as_staff(name: str, *, operator: str = "", is_role: bool = False) -> bool:
    """Whether a name claims to be the server itself or those who run it.

    It does with a word for the server ("Chatty", "this server", `operator`: who runs it) beside one
    for its staff; that of a space, not of a role within one, also with such words alone.
    """
    own = tuple(_words(operator))
    server = _shapes((*_SERVER, "".join(own))) if own else _shapes(_SERVER)
    staff, beside, between = _shapes(_STAFF), _shapes(_BESIDE_THE_SERVER), _shapes(_BETWEEN)
    words = _shapes(_words(name))
    joined = username_skeleton("".join(_words(name)))
    if words & server and words & beside:
        return True
    if own and "".join(own) in "".join(_words(name)) and words & beside:
        return True
    if any(joined in {f"{one}{two}", f"{two}{one}"} for one in server for two in beside):
        return True
    if is_role:
        return False
    claims = staff | _shapes(("chatty",))
    return joined in claims or bool(words & claims and words <= claims | between)


def _words(text: str) -> list[str]:
    """The words of a name, with look-alikes and letters that are styled or bear marks as plain
    ones.
    """
    unfolded = unicodedata.normalize("NFKD", text).casefold().translate(_LOOK_ALIKES)
    plain = "".join(c for c in unfolded if unicodedata.category(c) not in _FOLDED_AWAY)
    return _WORD.findall(plain)


def _shapes(words: tuple[str, ...] | list[str]) -> frozenset[str]:
    return frozenset(username_skeleton(word) for word in words)
