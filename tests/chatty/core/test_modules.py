"""A page names the modules that it needs first."""

import re

import pytest
from django.conf import settings

from chatty.core.modules import first_modules


def test_all_that_is_imported_is_found_once_and_nothing_else() -> None:
    found = first_modules("js/app.js")
    assert found[0] == "js/app.js"
    assert len(found) == len(set(found)) > 80
    for name in ("js/lib/dom.js", "js/views/timeline.js", "js/realtime/socket.js"):
        assert name in found
    written = (settings.BASE_DIR / "static" / "js" / "views" / "later.js").read_text()
    later = re.findall(r'=> import\("\./(.+)"\)', written)
    assert len(later) > 8
    assert not {f"js/views/{name}" for name in later} & set(found)


def test_a_module_that_is_not_there_is_no_secret() -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        first_modules("js/nowhere.js")
