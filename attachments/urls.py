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
]
