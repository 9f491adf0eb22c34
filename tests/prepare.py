"""`manage.py prepare` for the servers of tests: the same files, compressed with less patience.

Brotli's best takes longer than all the rest of it; what bin/up collects is compressed with it.
"""

import os

import brotli
from django.core.management import execute_from_command_line
from whitenoise.compress import Compressor


def compress_quickly(data: bytes) -> bytes:
    """Return what browsers read as well."""
    return bytes(brotli.compress(data, quality=1))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatty.settings")
    Compressor.compress_brotli = staticmethod(compress_quickly)
    execute_from_command_line(["manage.py", "prepare"])
