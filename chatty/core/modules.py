"""Which JavaScript modules a page needs before it can start."""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from chatty.core.bundle import FIRST

# At the beginning of a line, so never in a comment; `import("./x.js")` is for later.
_IMPORT = re.compile(
    r"""^(?:import|export)\b[^"'();]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)\"""", re.MULTILINE
)

_LATER = re.compile(r"""\bimport\("([^"]+)"\)""")
# What is in them looks like an import, too: it names types.
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


def sent_first(entry: str) -> tuple[str, ...]:
    """Return the files that a browser needs for a module and all that it imports, as static names:
    where they are collected, one file stands for most of them.
    """
    if not getattr(staticfiles_storage, "sends_bundle", False):
        return first_modules(entry)
    return (FIRST, *beside_bundle(entry))


@cache
def beside_bundle(entry: str) -> tuple[str, ...]:
    """Return those of the first modules that are sent by themselves: they load others later, or
    import one that does.
    """
    known = first_modules(entry)
    found = {name for name in known if any(map(_targets, _loaded_later(name)))}
    while more := {name for name in known if found & set(_targets(name))} - found:
        found |= more
    return tuple(name for name in known if name in found)


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
        for target in _targets(name):
            if target not in found:
                found[target] = None
                waiting.append(target)
    return tuple(found)


def _targets(name: str) -> list[str]:
    found = _IMPORT.findall(_read(name))
    return [normpath(join(dirname(name), path or bare)) for path, bare in found]


def _loaded_later(name: str) -> list[str]:
    found = _LATER.findall(_COMMENTS.sub("", _read(name)))
    return [normpath(join(dirname(name), path)) for path in found]


@cache
def _read(name: str) -> str:
    source = finders.find(name)
    if source is None:
        raise FileNotFoundError(name)
    return Path(source).read_text("utf-8")
