"""Tables of messaging."""

from messaging.models.bookmark import Bookmark, BookmarkList
from messaging.models.deleted_message import DeletedMessage
from messaging.models.draft import Draft
from messaging.models.hidden_message import HiddenMessage
from messaging.models.mention import Mention
from messaging.models.message import Message, MessageType
from messaging.models.message_edit import MessageEdit
from messaging.models.poll_ballot import PollBallot
from messaging.models.poll_vote import PollVote
from messaging.models.purged_range import PurgedRange
from messaging.models.reaction import Reaction
from messaging.models.receipt import Receipt, ReceiptKind
from messaging.models.thread_follow import ThreadFollow

__all__ = [
    "Bookmark",
    "BookmarkList",
    "DeletedMessage",
    "Draft",
    "HiddenMessage",
    "Mention",
    "Message",
    "MessageEdit",
    "MessageType",
    "PollBallot",
    "PollVote",
    "PurgedRange",
    "Reaction",
    "Receipt",
    "ReceiptKind",
    "ThreadFollow",
]
