"""Tables of attachments."""

from attachments.models.attachment import Attachment, Holder, Kind, ScanStatus, Status
from attachments.models.blob import Blob, BlobFormat
from attachments.models.custom_emoji import CustomEmoji
from attachments.models.derivative import Derivative, DerivativeKind
from attachments.models.file_usage import INSTANCE, FileUsage
from attachments.models.upload import Upload
from attachments.models.upload_part import UploadPart

__all__ = [
    "INSTANCE",
    "Attachment",
    "Blob",
    "BlobFormat",
    "CustomEmoji",
    "Derivative",
    "DerivativeKind",
    "FileUsage",
    "Holder",
    "Kind",
    "ScanStatus",
    "Status",
    "Upload",
    "UploadPart",
]
