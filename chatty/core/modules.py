"""Which JavaScript modules a page needs before it can start."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.contrib.staticfiles import finders

# At the beginning of a line, so never in a comment; `import("./x.js")` is for later.
_IMPORT = re.compile(
    r"""^(?:import|export)\b[^"'();]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)\"""", re.MULTILINE
)


@cache
def first_modules(entry: str) -> tuple[str, ...]:
    """Return a module and all that it imports, directly or not, the nearest first, as static names.

    A browser that is told of all of them asks for all at once, instead of for each only after it
    has read what imports it.
    """
    found = {entry: None}
    waiting = [entry]
    while waiting:
        name = waiting.pop(0)
        for path in _imports(name):
            target = normpath(join(dirname(name), path))
            if target not in found:
                found[target] = None
                waiting.append(target)
    return tuple(found)


def _imports(name: str) -> list[str]:
    source = finders.find(name)
    if source is None:
        raise FileNotFoundError(name)
    text = Path(source).read_text("utf-8")
    return [path or bare for path, bare in _IMPORT.findall(text)]
