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

_ATTACHMENT = "api/v1/attachments/<str:attachment_id>"

urlpatterns = [
    path("api/v1/attachments", AttachmentsEndpoint.as_view()),
    path(_ATTACHMENT, AttachmentEndpoint.as_view()),
    path(f"{_ATTACHMENT}/upload", UploadEndpoint.as_view()),
    path(f"{_ATTACHMENT}/upload/parts", PartsEndpoint.as_view()),
    path(f"{_ATTACHMENT}/complete", CompletionEndpoint.as_view()),
    path(f"{_ATTACHMENT}/content", ContentEndpoint.as_view()),
    path(f"{_ATTACHMENT}/thumbnail", ThumbnailEndpoint.as_view()),
]
