"""Imports run one way. A new module stands in one of these layers; what it may import stands below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import guide

PACKAGE = Path(guide.__file__).parent

# From the top down. The modules of a layer do not import each other, but those of a folder (`blocks`) may.
LAYERS = (
    {"__main__"},
    {"start"},
    {"cli"},
    {"builds"},
    {"watch", "preview", "crews"},
    {"targets", "batch", "options"},
    {"terminal"},
    {"ready"},
    {"warm", "server"},
    {"export", "doctor", "starter", "schema", "classroom", "cluster"},
    {"build", "workers", "carry"},
    {"pagination"},
    {"deliver", "worker"},
    {"manifest", "versions", "read", "redact", "compose", "layout", "assemble", "proof", "download"},
    {"tags", "printed"},
    {"block_file", "references"},
    {"folder", "fields", "objects"},
    {"blocks", "tagging", "spills"},
    {"drawing", "drawn"},
    {"desk", "timescale"},
    {"editions"},
    {"marks"},
    {"markup", "citations", "metrics", "paper", "dates", "placing", "field_font", "locate"},
    {"language", "glyphs"},
    {"pictures"},
    {"source", "svg", "typeface"},
    {"withholding", "typography", "labels", "pitfalls", "pasted", "limits"},
    {"strings"},
    {"engine", "model", "steps", "system", "changes", "scratch", "rules"},
    {"compiled", "sparing", "stylesheets", "templating"},
    {"prepared"},
    {"program", "write"},
    {"resources", "later", "kept"},
    {"diagnostics"},
)

# The values that one stage hands to another.
HANDED_OVER = {
    ("layout", "compose"): {"Sheet"},
}


def part(module: str) -> str:
    """`guide.source.csv` is `source`, and so is `source/csv.py`."""
    return module.removeprefix("guide").strip(".").split(".")[0]


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every part of the package that a module imports, and what of it; late imports count too."""
    for node in ast.iter_child_nodes(tree):
        if is_for_types_only(node):
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "guide":
            yield from ((each.name, "*") for each in node.names if not each.name.startswith("__"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("guide."):
            yield from ((part(node.module or ""), each.name) for each in node.names)
        elif isinstance(node, ast.Import):
            yield from ((part(each.name), "*") for each in node.names if each.name.startswith("guide."))
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail("imports name the whole path: from guide.…")
        yield from imports(node)


def layer(name: str) -> int:
    found = [at for at, names in enumerate(LAYERS) if name in names]
    assert found, f"guide/{name} stands in no layer: add it to LAYERS in {__file__}"
    return found[0]


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_a_module_imports_only_what_stands_below_it(path: Path):
    own = path.relative_to(PACKAGE).with_suffix("").parts[0]
    upwards = [
        f"{own} imports {name} of {other}"
        for other, name in imports(ast.parse(path.read_text("utf-8")))
        if other != own and layer(other) <= layer(own) and name not in HANDED_OVER.get((own, other), set())
    ]

    assert [] == upwards


def test_the_reader_of_imports_sees_every_form_but_those_for_types():
    tree = ast.parse(
        "import guide.a\nfrom guide import b\nfrom guide.c.d import e\n"
        "def late():\n    from guide.f import g\n"
        "if TYPE_CHECKING:\n    from guide.h import i\n"
    )

    assert [("a", "*"), ("b", "*"), ("c", "e"), ("f", "g")] == list(imports(tree))
