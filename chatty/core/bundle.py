"""The modules that a page needs first, sent as one file.

Each keeps a function of its own, in the order in which they import one another; what they export is
an object that the others, and those that come later, take their names from. A hundred small files
would be compressed each for itself, and asked for a few at a time.
"""

from collections.abc import Mapping
from functools import lru_cache
from posixpath import dirname, join, normpath, relpath

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

FIRST = "js/first.js"
_PARSER = Parser(Language(tree_sitter_javascript.language()))
# Each is asked several times what it imports; so many are remembered.
_MOST_MODULES = 1024


class NotBundledError(ValueError):
    """A module says something for which there is no form inside of a bundle."""


class Bundle:
    """What a page's entry imports, directly or not, as one module.

    Left out is what loads others later, and what needs that: its name follows from theirs, and
    theirs from the bundle's.
    """

    def __init__(self, sources: Mapping[str, bytes], entry: str) -> None:
        """Take the modules, by their static names, as they would be sent one by one."""
        self._sources = sources
        order: list[str] = []
        self._visit(entry, order, ())
        left_out: set[str] = set()
        for name in order:
            if self._loads_later(name) or left_out & set(self._imports(name)):
                left_out.add(name)
        kept = [name for name in order if name not in left_out]
        self._numbers = {name: number for number, name in enumerate(kept)}
        self.left_out = tuple(name for name in order if name in left_out)
        self.reached = self._reach(entry)
        self._outside: list[str] = []
        parts = [self._wrapped(name) for name in kept]
        exports = ",".join(map(self._variable, kept))
        self.text = "".join([*self._outside, *parts, f"export{{{exports}}};\n"]).encode()

    def __contains__(self, name: str) -> bool:
        """Whether a module is part of it."""
        return name in self._numbers

    def _reach(self, entry: str) -> frozenset[str]:
        """All that the page ever loads."""
        found: set[str] = set()
        waiting = [entry]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting += self._imports(name)
            waiting += self._later(name)
        return frozenset(found)

    def sent(self, name: str) -> bytes:
        """Return a module by itself: one that the page loads takes its names from the bundle. Other
        pages do not know of it: for them each is as it was written.
        """
        is_apart = name in self or name not in self.reached
        return self._sources[name] if is_apart else self._pointed(name)

    def _pointed(self, name: str) -> bytes:
        source = self._sources[name]
        edits = []
        used: dict[str, None] = {}
        for node in _statements(source):
            target = _target(name, node)
            if target is None or target not in self:
                continue
            names = _names(node)
            variable = self._variable(target)
            used[variable] = None
            if node.type == "import_statement":
                edits.append((node, f"const{_pattern(names)}={variable};"))
            else:
                alias = [(local, f"{variable}_{local}", outer) for local, outer in names]
                taken = _pattern([(local, inner) for local, inner, _ in alias])
                given = ",".join(f"{inner} as {outer}" for _, inner, outer in alias)
                edits.append((node, f"const{taken}={variable};export{{{given}}};"))
        if not used:
            return source
        way = _relative(FIRST, name)
        head = f'import{{{",".join(used)}}}from"{way}";\n'
        return head.encode() + _edited(source, edits)

    def _visit(self, name: str, order: list[str], way: tuple[str, ...]) -> None:
        if name in order:
            return
        if name in way:
            # One of them would take names that are not there yet.
            raise NotBundledError(" imports ".join([*way[way.index(name) :], name]))
        for target in self._imports(name):
            self._visit(target, order, (*way, name))
        order.append(name)

    def _imports(self, name: str) -> list[str]:
        """Return the modules that it imports, but for those of others, which stay as they are."""
        targets = (_target(name, node) for node in _statements(self._sources[name]))
        return [target for target in targets if target and target in self._sources]

    def _loads_later(self, name: str) -> bool:
        """Whether it loads modules that import others; one with nothing but data is no matter."""
        return any(map(self._imports, self._later(name)))

    def _later(self, name: str) -> list[str]:
        targets = (_resolved(name, _text(one)) for one in _loaded(self._sources[name]))
        return [target for target in targets if target in self._sources]

    def _variable(self, name: str | None) -> str:
        return f"$m{self._numbers[name or '']}"

    def _wrapped(self, name: str) -> str:
        """Return a module as a function that answers what it exports."""
        source = self._sources[name]
        edits: list[tuple[Node, str]] = []
        exports: list[tuple[str, str]] = []
        heads: list[str] = []
        for node in _statements(source):
            target = _target(name, node)
            if target and target not in self:
                heads.append(self._taken(target, node))
                edits.append((node, ""))
            elif node.type == "import_statement":
                heads.append(f"const{_pattern(_names(node))}={self._variable(target)};")
                edits.append((node, ""))
            elif target:
                variable = self._variable(target)
                exports += [(f"{variable}.{local}", outer) for local, outer in _names(node)]
                edits.append((node, ""))
            elif any(one.type == "default" for one in node.children):
                raise NotBundledError(_text(node))
            elif declaration := node.child_by_field_name("declaration"):
                exports += [(one, one) for one in _declared(declaration)]
                edits.append((node.children[0], ""))
            else:
                names = _names(node)
                if changing := _changing(source) & {local for local, _ in names}:
                    raise NotBundledError(f"{name} exports {', '.join(sorted(changing))}")
                exports += names
                edits.append((node, ""))
        edits += [
            (one, f'"{_relative(_resolved(name, _text(one)), FIRST)}"') for one in _loaded(source)
        ]
        body = _edited(source, edits).decode().strip()
        answer = ",".join(one if one == other else f"{other}:{one}" for one, other in exports)
        lines = [f"const {self._variable(name)}=(()=>{{{''.join(heads)}", body]
        return "\n".join([*lines, f"return{{{answer}}}}})();\n"])

    def _taken(self, target: str, node: Node) -> str:
        """Have what others wrote imported above all modules; return how one takes its names."""
        if node.type != "import_statement":
            raise NotBundledError(_text(node))
        names = [(there, f"$o{len(self._outside)}_{here}", here) for there, here in _names(node)]
        given = ",".join(f"{there} as {inner}" for there, inner, _ in names)
        self._outside.append(f'import{{{given}}}from"{_relative(target, FIRST)}";\n')
        return "".join(f"const {here}={inner};" for _, inner, here in names)


@lru_cache(_MOST_MODULES)
def _statements(source: bytes) -> tuple[Node, ...]:
    """The imports and exports of a module."""
    nodes = _PARSER.parse(source).root_node.children
    return tuple(node for node in nodes if node.type in {"import_statement", "export_statement"})


@lru_cache(_MOST_MODULES)
def _loaded(source: bytes) -> tuple[Node, ...]:
    """The paths in `import("./x.js")`."""
    found = []
    waiting = [_PARSER.parse(source).root_node]
    while waiting:
        node = waiting.pop()
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if node.type == "call_expression" and function and function.type == "import" and arguments:
            path = arguments.named_children[0]
            if path.type != "string":
                raise NotBundledError(f"import({_text(path)})")
            found.append(path)
        waiting += node.children
    return tuple(found)


def _target(name: str, node: Node) -> str | None:
    """Return the static name of the module that a statement takes from."""
    path = node.child_by_field_name("source")
    return _resolved(name, _text(path)) if path else None


def _resolved(name: str, quoted: str) -> str:
    return normpath(join(dirname(name), quoted[1:-1]))


def _relative(target: str, name: str) -> str:
    path = relpath(target, dirname(name))
    return path if path.startswith(".") else f"./{path}"


def _names(node: Node) -> list[tuple[str, str]]:
    """Return what a statement imports or exports: the name there, and the name here."""
    clauses = [one for one in node.named_children if one.type in {"import_clause", "export_clause"}]
    lists = [
        inner
        for clause in clauses
        for inner in (clause.named_children if clause.type == "import_clause" else [clause])
    ]
    known = {"named_imports", "export_clause", "identifier"}
    if not lists or any(one.type not in known for one in lists):
        raise NotBundledError(_text(node))
    found = [("default", _text(one)) for one in lists if one.type == "identifier"]
    for specifier in (one for part in lists for one in part.named_children):
        if specifier.type not in {"import_specifier", "export_specifier"}:
            continue
        name = specifier.child_by_field_name("name")
        alias = specifier.child_by_field_name("alias") or name
        if name is None or alias is None:
            raise NotBundledError(_text(node))
        found.append((_text(name), _text(alias)))
    return found


def _declared(declaration: Node) -> list[str]:
    """Return the names that an exported declaration makes; one that may change has no form here."""
    name = declaration.child_by_field_name("name")
    if name is not None:
        return [_text(name)]
    kind = declaration.child_by_field_name("kind")
    made = [one.child_by_field_name("name") for one in declaration.named_children]
    plain = [_text(one) for one in made if one is not None and one.type == "identifier"]
    if kind is None or _text(kind) != "const" or len(plain) != len(made):
        raise NotBundledError(_text(declaration))
    return plain


def _changing(source: bytes) -> set[str]:
    """Return the names of a module's variables that may change after it was read."""
    found = set()
    for node in _PARSER.parse(source).root_node.children:
        kind = node.child_by_field_name("kind")
        if node.type == "variable_declaration" or (kind is not None and _text(kind) == "let"):
            made = (one.child_by_field_name("name") for one in node.named_children)
            found |= {_text(one) for one in made if one is not None}
    return found


def _pattern(names: list[tuple[str, str]]) -> str:
    inner = ",".join(one if one == other else f"{one}:{other}" for one, other in names)
    return f"{{{inner}}}"


def _edited(source: bytes, edits: list[tuple[Node, str]]) -> bytes:
    """Return the text with nodes replaced, none of which holds another."""
    for node, text in sorted(edits, key=lambda edit: edit[0].start_byte, reverse=True):
        source = source[: node.start_byte] + text.encode() + source[node.end_byte :]
    return source


def _text(node: Node) -> str:
    return (node.text or b"").decode()
