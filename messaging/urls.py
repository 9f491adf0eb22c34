"""Paths of messaging."""

from django.urls import path

from messaging.api import (
    bookmarks,
    changes,
    drafts,
    forwards,
    html,
    mentions,
    messages,
    pins,
    reactions,
    receipts,
    scheduled,
    threads,
    typing,
)
from messaging.api.polls import ClosePollEndpoint, VotesEndpoint
from messaging.pages import chat

_CONVERSATION = "api/v1/conversations/<str:conversation_id>"
_MESSAGE = "api/v1/messages/<str:message_id>"

urlpatterns = [
    path(f"{_CONVERSATION}/messages", messages.MessagesEndpoint.as_view()),
    path("api/v1/conversations/read-all", receipts.ReadAllEndpoint.as_view()),
    path(f"{_CONVERSATION}/receipts", receipts.ReceiptsEndpoint.as_view()),
    path(f"{_CONVERSATION}/typing", typing.TypingEndpoint.as_view()),
    path(f"{_CONVERSATION}/draft", drafts.DraftEndpoint.as_view()),
    path(f"{_CONVERSATION}/scheduled", scheduled.ScheduledEndpoint.as_view()),
    path(f"{_CONVERSATION}/pins", pins.PinsEndpoint.as_view()),
    path(f"{_CONVERSATION}/changes", changes.ChangesEndpoint.as_view()),
    path(_MESSAGE, messages.MessageEndpoint.as_view()),
    path(f"{_MESSAGE}/recover", messages.RecoverEndpoint.as_view()),
    path(f"{_MESSAGE}/send-now", scheduled.SendNowEndpoint.as_view()),
    path(f"{_MESSAGE}/html", html.HtmlEndpoint.as_view()),
    path(f"{_MESSAGE}/edits", messages.EditsEndpoint.as_view()),
    path(f"{_MESSAGE}/reactions", reactions.ReactionsEndpoint.as_view()),
    path(f"{_MESSAGE}/reactions/<str:emoji>", reactions.ReactionEndpoint.as_view()),
    path(f"{_MESSAGE}/pin", pins.PinEndpoint.as_view()),
    path(f"{_MESSAGE}/bookmark", bookmarks.BookmarkEndpoint.as_view()),
    path("api/v1/me/bookmarks", bookmarks.BookmarksEndpoint.as_view()),
    path("api/v1/me/mentions", mentions.MentionsEndpoint.as_view()),
    path(f"{_MESSAGE}/forward", forwards.ForwardEndpoint.as_view()),
    path(f"{_MESSAGE}/thread", threads.ThreadEndpoint.as_view()),
    path("api/v1/me/threads", threads.ThreadsEndpoint.as_view()),
    path(f"{_MESSAGE}/thread/follow", threads.ThreadFollowEndpoint.as_view()),
    path(f"{_MESSAGE}/thread/read", threads.ThreadReadEndpoint.as_view()),
    path(f"{_MESSAGE}/votes", VotesEndpoint.as_view()),
    path(f"{_MESSAGE}/poll/close", ClosePollEndpoint.as_view()),
    path(f"{_MESSAGE}/receipts", receipts.MessageReceiptsEndpoint.as_view()),
    path("", chat.home, name="home"),
    path("inbox", chat.inbox, name="inbox"),
    path("inbox/<str:part>", chat.inbox, name="inbox_part"),
    # Ids alone: `/s/browse` and `/s/<space>/settings` are pages of their own.
    path("s/<uuid:space_id>", chat.space, name="space"),
    path("s/<uuid:space_id>/<uuid:channel_id>", chat.channel, name="channel"),
    path("c/<str:conversation_id>", chat.chat, name="chat"),
    path("c/<str:conversation_id>/m/<str:message_id>", chat.permalink, name="permalink"),
]
