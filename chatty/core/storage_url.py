"""What `CHATTY_STORAGE_URL` names: a folder, or a bucket that speaks S3."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket as `s3://name?endpoint=https://…&region=…` names it; without an endpoint, Amazon's.

    The credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or wherever else boto3
    looks for them.
    """

    name: str
    endpoint: str | None
    region: str

    def __str__(self) -> str:
        return f"bucket {self.name} at {self.endpoint or 'Amazon'}"

    @property
    def origin(self) -> str:
        """Where browsers reach what is in it, by addresses that are signed for them."""
        if self.endpoint is not None:
            parts = urlsplit(self.endpoint)
            return f"{parts.scheme}://{parts.netloc}"
        return f"https://{self.name}.s3.{self.region}.amazonaws.com"


def read_bucket(url: str) -> Bucket | None:
    """The bucket that a checked storage URL names; None for a folder."""
    parts = urlsplit(url)
    if parts.scheme != "s3":
        return None
    given = parse_qs(parts.query)
    return Bucket(
        name=parts.netloc,
        endpoint=given["endpoint"][0] if "endpoint" in given else None,
        region=given["region"][0] if "region" in given else "us-east-1",
    )


def read_folder(url: str) -> Path:
    """The folder that a checked storage URL names."""
    return Path(unquote(urlsplit(url).path))
