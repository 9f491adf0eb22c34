"""Models of messaging as JSON: the only place where they become it. Rows come from `queries`, read
once a page; a message that an operation works on becomes such a row first.
"""

from messaging.wire.bodies import body_of, options_of, words_of
from messaging.wire.drafts import body_of_draft, draft_json, shown_draft
from messaging.wire.edits import EditJSON, edit_json
from messaging.wire.messages import (
    NO_MARKS,
    OwnMarks,
    Surroundings,
    message_json,
    messages_json,
    unmarked,
)
from messaging.wire.places import (
    BookmarkJSON,
    MentionJSON,
    PlacedJSON,
    bookmark_json,
    mention_json,
)
from messaging.wire.polls import VoterJSON, voter_json
from messaging.wire.reactions import ReactedJSON, reacted_json
from messaging.wire.receipts import MessageReceipt, MessageReceiptJSON, message_receipt_json
from messaging.wire.rows import MessageRow, message_row
from messaging.wire.scheduled import (
    FailureJSON,
    ScheduledJSON,
    ScheduledPageJSON,
    scheduled_json,
)
from messaging.wire.shapes import (
    DeletionJSON,
    ForwardJSON,
    MessageJSON,
    PollJSON,
    PollOptionJSON,
    ReactionJSON,
    ReplyJSON,
    ThreadJSON,
)
from messaging.wire.threads import FollowedThreadJSON, followed_thread_json

__all__ = [
    "NO_MARKS",
    "BookmarkJSON",
    "DeletionJSON",
    "EditJSON",
    "FailureJSON",
    "FollowedThreadJSON",
    "ForwardJSON",
    "MentionJSON",
    "MessageJSON",
    "MessageReceipt",
    "MessageReceiptJSON",
    "MessageRow",
    "OwnMarks",
    "PlacedJSON",
    "PollJSON",
    "PollOptionJSON",
    "ReactedJSON",
    "ReactionJSON",
    "ReplyJSON",
    "ScheduledJSON",
    "ScheduledPageJSON",
    "Surroundings",
    "ThreadJSON",
    "VoterJSON",
    "body_of",
    "body_of_draft",
    "bookmark_json",
    "draft_json",
    "edit_json",
    "followed_thread_json",
    "mention_json",
    "message_json",
    "message_receipt_json",
    "message_row",
    "messages_json",
    "options_of",
    "reacted_json",
    "scheduled_json",
    "shown_draft",
    "unmarked",
    "voter_json",
    "words_of",
]
