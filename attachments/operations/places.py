"""Where a file is meant to go, and whether it is taken there."""

from dataclasses import dataclass
from typing import Final

from accounts.models import User
from attachments.rules.custom_emoji import TYPES
from attachments.rules.kinds import KindName, is_allowed
from chatty.core.errors import Forbidden, Invalid
from chatty.core.limits import limits
from conversations.access import InSpace, find_membership, find_space, require, require_in_space
from conversations.models import Encryption, Membership
from conversations.rules.settings import complete_settings

EMOJI_RIGHT: Final = "manage_conversation"
"""Whoever changes the name of a space chooses its emoji."""


@dataclass(frozen=True, slots=True)
class Place:
    """The conversation, or the space itself, that a file is meant for, as the uploader is in it."""

    mine: Membership | None = None
    here: InSpace | None = None

    @property
    def most_bytes(self) -> int | None:
        """The largest file that is taken here, where that is not what its kind takes anywhere."""
        return None if self.here is None else limits.custom_emoji_bytes

    def require_welcome(self, kind: KindName, mime_type: str) -> None:
        """Forbidden for who may not send files here, and for a kind that is not taken here."""
        self.require_sender()
        self.require_kind(kind, mime_type)

    def require_sender(self) -> None:
        """Forbidden for who may not send files here."""
        if self.here is not None:
            require_in_space(self.here, EMOJI_RIGHT)
        if self.mine is not None:
            require(self.mine, "send_media")

    def require_kind(self, kind: KindName, mime_type: str) -> None:
        """Forbidden for a kind that is not taken here."""
        if self.here is not None and mime_type not in TYPES:
            raise Forbidden("An emoji is a picture: PNG, GIF, WebP or JPEG.")
        if self.mine is not None:
            rule = complete_settings(self.mine.conversation.settings)["allowed_file_types"]
            if not is_allowed(kind, rule=rule):
                words = {"media": "pictures, video and sound", "images": "pictures"}[rule]
                raise Forbidden(f"This conversation takes {words} alone.")

    def require_encryption(self, *, is_encrypted: bool) -> None:
        """Invalid for a file that is encrypted otherwise than what is said here."""
        ends = self.mine is not None and self.mine.conversation.encryption == Encryption.MLS
        if ends == is_encrypted:
            return
        text = (
            "Say how it is encrypted: this conversation is encrypted from end to end."
            if ends
            else "This conversation is not encrypted from end to end."
        )
        raise Invalid(errors={"encrypted": [text]})


def find_place(*, actor: User, conversation_id: object, space_id: object) -> Place:
    """A conversation that the actor is in or, where that is None, a space. NotFound."""
    if conversation_id is None:
        return Place(here=find_space(space_id, viewer=actor))
    return Place(mine=find_membership(conversation_id, viewer=actor))
