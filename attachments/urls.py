"""Paths of attachments."""

from django.urls import path

from attachments.api.attachments import (
    AttachmentEndpoint,
    AttachmentsEndpoint,
    CompletionEndpoint,
    ContentEndpoint,
    PartsEndpoint,
    ThumbnailEndpoint,
    UploadEndpoint,
)
from attachments.api.custom_emoji import (
    CustomEmojiEndpoint,
    CustomEmojiImageEndpoint,
    CustomEmojiListEndpoint,
)
from attachments.pages.custom_emoji import (
    CustomEmojiListPage,
    CustomEmojiPage,
    CustomEmojiRemovalPage,
)

_SETTINGS = "s/<str:space_id>/settings/emoji"
_EMOJI = "api/v1/spaces/<str:space_id>/emoji"
_ATTACHMENT = "api/v1/attachments/<str:attachment_id>"

urlpatterns = [
    path("api/v1/attachments", AttachmentsEndpoint.as_view()),
    path(_ATTACHMENT, AttachmentEndpoint.as_view()),
    path(f"{_ATTACHMENT}/upload", UploadEndpoint.as_view()),
    path(f"{_ATTACHMENT}/upload/parts", PartsEndpoint.as_view()),
    path(f"{_ATTACHMENT}/complete", CompletionEndpoint.as_view()),
    path(f"{_ATTACHMENT}/content", ContentEndpoint.as_view()),
    path(f"{_ATTACHMENT}/thumbnail", ThumbnailEndpoint.as_view()),
    path(_EMOJI, CustomEmojiListEndpoint.as_view()),
    path(f"{_EMOJI}/<str:emoji_id>", CustomEmojiEndpoint.as_view()),
    path(f"{_EMOJI}/<str:emoji_id>/image", CustomEmojiImageEndpoint.as_view()),
    path(_SETTINGS, CustomEmojiListPage.as_view(), name="space-emoji"),
    path(
        f"{_SETTINGS}/<str:emoji_id>",
        CustomEmojiPage.as_view(),
        name="space-one-emoji",
    ),
    path(
        f"{_SETTINGS}/<str:emoji_id>/remove",
        CustomEmojiRemovalPage.as_view(),
        name="space-emoji-removal",
    ),
]
