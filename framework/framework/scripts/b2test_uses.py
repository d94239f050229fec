# SPDX-License-Identifier: LGPL-3.0-or-later
"""Which packages a Python script uses, by a look at its text: modules, classes, packages and Python modules that it names.

A script is `open` if the text does not tell everything: it computes names, runs programs, or reads other steering files.
"""

import ast
import os
import re
from dataclasses import dataclass

import b2test_packages

# they bring in what the text does not name
OPENING = {"importlib", "exec", "eval", "compile", "__import__", "globals", "runpy", "subprocess", "pickle", "ctypes", "system",
           "popen", "Popen", "CDLL", "ProcessLine", "LoadMacro", "Macro", "Exec", "Load", "Declare", "AddDynamicPath", "__dict__"}
OPENING_STARTS = ("exec", "spawn", "posix_spawn", "create_subprocess")
MODULE_CALLS = {"add_module", "register_module"}
# they read objects of any class from files
READERS = re.compile(r"\b(RootInput|TFile|TChain|uproot)\b")
WORD = re.compile(r"\w+")
STEERING = (".py", ".ipynb", ".C")


@dataclass(frozen=True)
class Found:
    """What a script uses."""
    packages: frozenset
    open: bool


class Uses:
    """Scripts of some releases, each looked at once."""

    def __init__(self, packages, tops, subdir):
        self.known, self.folders = packages, [os.path.join(top, "lib", subdir) for top in tops]
        self.looks = {}

    def of(self, path):
        """What a script and everything that it imports use."""
        packages, is_open, seen, waiting = set(), False, set(), [path]
        while waiting:
            file = waiting.pop()
            if file not in seen:
                seen.add(file)
                look = self._look(file)
                packages |= look.packages
                is_open |= look.open
                waiting += [one for name in look.imports for one in self._files(name, os.path.dirname(path))]
        return Found(frozenset(packages), is_open)

    def _look(self, file):
        if file not in self.looks:
            self.looks[file] = Look(file, self.known)
        return self.looks[file]

    def _files(self, name, folder):
        """Python files that an import of a top-level name may read. What the framework has runs what others name."""
        if b2test_packages.CORE in self.known.owners["scripts"].get(name, ()):
            return
        for place in (folder, *(self.folders if name in self.known.owners["scripts"] else ())):
            if os.path.isfile(f"{place}/{name}.py"):
                yield f"{place}/{name}.py"
            for below, _, names in os.walk(f"{place}/{name}"):
                yield from (os.path.join(below, one) for one in names if one.endswith(".py"))


class Look(ast.NodeVisitor):
    """One file: the packages of all names in it, the Python modules that it imports, and whether it is open."""

    def __init__(self, file, known):
        self.packages, self.imports, self.open = set(), set(), False
        self.known, self.modules, self.called = known, {}, set()
        try:
            with open(file, "rb") as source:
                content = source.read()
            tree = None if file.endswith(".ipynb") else ast.parse(content)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            # nothing that Python would run
            tree = None
        if tree is None:
            self.open = True
            return
        self._classes(content.decode("utf-8", "replace"))
        self._find_modules(tree)
        self.visit(tree)

    def _classes(self, text):
        """Classes stand in a text by their own name, or as part of the name of an array or relation."""
        reads = READERS.search(text)
        for name, packages in self.known.owners["classes"].items():
            if reads or name in text:
                self.packages |= packages

    def _find_modules(self, tree):
        """Variables that hold a module of a written name, and classes of this file."""
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                self.modules.setdefault(node.name, True)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.modules[node.name] = False
                arguments = node.args
                for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
                    if one:
                        self.modules[one.arg] = False
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.modules.setdefault(node.id, True)
        simple = {id(node.targets[0]) for node in ast.walk(tree)
                  if isinstance(node, ast.Assign) and len(node.targets) == 1 and not isinstance(node.value, ast.Name)
                  and self._is_module(node.value)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in simple:
                self.modules[node.id] = False

    def _is_module(self, node):
        """True if an expression is a module of a written name, or an object of a class."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name):
            return self.modules.get(node.id, False)
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in MODULE_CALLS:
                return bool(node.args) and self._is_module(node.args[0])
            return name[:1].isupper() and self.modules.get(name, True)
        return False

    def visit_Call(self, node):
        name = _name(node.func)
        if name in MODULE_CALLS:
            self.called.add(id(node.func))
            first = node.args[0] if node.args else next((one.value for one in node.keywords), None)
            self.open |= not self._is_module(first)
        elif name in ("getattr", "attrgetter", "methodcaller"):
            self.open |= not (len(node.args) > 1 and isinstance(node.args[1], ast.Constant))
        self.generic_visit(node)

    def visit_Name(self, node):
        self._word(node.id, node)

    def visit_Attribute(self, node):
        self._word(node.attr, node)
        # a script that changes where Python looks
        self.open |= node.attr == "path" and _name(node.value) == "sys"
        self.generic_visit(node)

    def _word(self, word, node):
        self.open |= word in OPENING or word.startswith(OPENING_STARTS) or word in MODULE_CALLS and id(node) not in self.called

    def visit_Constant(self, node):
        text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        if isinstance(text, str):
            words = set(WORD.findall(text))
            self.open |= text in MODULE_CALLS or text.endswith(STEERING)
            self.packages |= words & self.known.names
            for kind in ("modules", "scripts"):
                for word in words & self.known.owners[kind].keys():
                    self.packages |= self.known.owners[kind][word]

    def visit_Import(self, node):
        for one in node.names:
            self._import(one.name)

    def visit_ImportFrom(self, node):
        if node.module and not node.level:
            self._import(node.module)
        for one in node.names:
            # a name of the framework that is known under another one would not be seen when it is called
            self.open |= one.name in OPENING or one.name in MODULE_CALLS and one.asname is not None
            if node.level:
                self._import(one.name)

    def _import(self, name):
        top = name.partition(".")[0]
        self.open |= top in OPENING or name == "sys.path"
        self.imports.add(top)
        self.packages |= self.known.owners["scripts"].get(top, set())


def _name(node):
    """The last part of a dotted name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
