"""Reading the first page of a PDF."""

from typing import BinaryIO, Final

import pypdfium2

from attachments.parsing.bounds import Bounds, RefusedError
from attachments.parsing.findings import Findings
from attachments.parsing.pictures import show

PAGE: Final = "page"


def read_document(file: BinaryIO, bounds: Bounds) -> Findings:
    """A picture of the first page, without what forms and scripts would do to it. RefusedError for
    what is broken, or needs a password.
    """
    try:
        document = pypdfium2.PdfDocument(file)
        page = document[0]
        longer = max(page.get_size())
        if not 0 < longer < 1_000_000:
            raise RefusedError("broken")
        bitmap = page.render(scale=bounds.large_side / longer, may_draw_forms=False)
        image = bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError):
        raise RefusedError("broken") from None
    return show(image, bounds, large=PAGE)
