"""Addresses of the web in a text: where one begins, and where the sentence around it goes on.

The page finds the same (`lib/addresses.js`).
"""

import re

# Neither space, controls and signs of direction nor quotes and the marks of sentences without
# spaces: those end an address.
_SIGN = (
    r"[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000-\u3003"
    r"\u3008-\u3011\ufeff\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f<>\"`\[\]]"
)
# The host begins with a letter, a digit or the bracket of an IPv6 address; later brackets are in
# pairs, so that an address in the text of a link ends with that text.
ADDRESS = re.compile(
    rf"https?://(?:\[[0-9a-f:.]+\]|[^\W_])(?:{_SIGN}|\[{_SIGN}*\])*", re.IGNORECASE
)
# What ends a sentence, not an address.
_AFTER = frozenset(".,;:!?'”’»…}*_~")


def trim_address(address: str) -> str:
    """The address without what belongs to the sentence. A bracket closes the sentence's own, unless
    the address opened it.
    """
    end = len(address)
    surplus = address.count(")") - address.count("(")
    while end:
        if address[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif address[end - 1] not in _AFTER:
            break
        end -= 1
    return address[:end]
