"""What a message template may be made of: text, fields, and conditions on them. It has no loops, no calls, no ways into anything else, so
that its output and its time are bounded by its own size, whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from schemas.errors import Refusal

BLOCKS = ("subject", "opening", "promise", "closing")
FILTERS = frozenset({"capitalize", "lower", "upper"})
LARGEST = 10_000
"""Characters of a template's source: three pages of a letter."""

MOST_BRACKETS = 400
DEEPEST = 40
"""Conditions within conditions, and what is within them: with so few, nothing that reads it runs out of stack."""

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff]"
)

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Block, nodes.If, nodes.Name, nodes.Const, nodes.Compare, nodes.Operand,
    nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Filter,
)
_SAID = {
    nodes.For: "a loop", nodes.Call: "a call", nodes.Getattr: "something inside a field", nodes.Getitem: "something inside a field",
    nodes.Include: "another file", nodes.Extends: "another file", nodes.Import: "another file", nodes.FromImport: "another file",
    nodes.Macro: "a macro", nodes.CallBlock: "a call", nodes.Assign: "a name of its own", nodes.AssignBlock: "a name of its own",
    nodes.FilterBlock: "a filter over a piece", nodes.BinExpr: "arithmetic", nodes.UnaryExpr: "arithmetic",
    nodes.Concat: "text joined by ~", nodes.Test: "a test with is",
}


def refused_source(source: str, name: str) -> Refusal | None:
    """What can be said before it is read at all."""
    if len(source) > LARGEST:
        return Refusal(where=f"{name}:1", what=f"it has {len(source)} characters", remedy=f"a message template has {LARGEST} at most")
    if sum(map(source.count, "([{")) + source.count("{%") > MOST_BRACKETS:
        return Refusal(where=f"{name}:1", what="it has more brackets than a message needs", remedy="say it in sentences")
    if found := _INVISIBLE.search(source.replace("\r\n", "\n")):
        line = source.count("\n", 0, found.start()) + 1
        return Refusal(where=f"{name}:{line}", what=f"it has an invisible sign (U+{ord(found[0]):04X})", remedy="take it out")
    return None


def refused(tree: nodes.Template, name: str, fields: frozenset[str]) -> Iterator[Refusal]:
    """Everything in it that no message template has."""
    if too_deep(tree):
        yield Refusal(where=f"{name}:1", what=f"it is nested more than {DEEPEST} deep", remedy="say it in sentences")
        return
    for node in _within(tree):
        where = f"{name}:{node.lineno}"
        if isinstance(node, nodes.Name) and node.name not in fields:
            yield Refusal(where=where, what=f"{node.name} is not known to a message", remedy=f"known are {', '.join(sorted(fields))}")
        elif isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.args or node.kwargs):
            yield Refusal(where=where, what=f"the filter {node.name} is not for messages", remedy=f"use {', '.join(sorted(FILTERS))}")
        elif isinstance(node, nodes.Const) and not isinstance(node.value, str | int | bool | None):
            yield Refusal(where=where, what="it computes", remedy="say it in words")
        elif not isinstance(node, _ALLOWED):
            what = next((said for kind, said in _SAID.items() if isinstance(node, kind)), type(node).__name__.lower())
            yield Refusal(where=where, what=f"it has {what}, which no message needs", remedy="use text, {{ fields }} and {% if %}")
    yield from _blocks(tree, name)


def too_deep(tree: nodes.Template) -> bool:
    level: list[nodes.Node] = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.iter_child_nodes()]
    return bool(level)


def _blocks(tree: nodes.Template, name: str) -> Iterator[Refusal]:
    there: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, nodes.Block):
            if node.name in there:
                yield Refusal(where=f"{name}:{node.lineno}", what=f"the block {node.name} is there twice", remedy="make one of both")
            there[node.name] = node.lineno
        elif not (isinstance(node, nodes.Output) and all(_blank(each) for each in node.nodes)):
            line = next((each.lineno for each in getattr(node, "nodes", []) if not _blank(each)), node.lineno)
            yield Refusal(where=f"{name}:{line}", what="what stands outside of the blocks is never sent", remedy="put it into a block")
    for block in BLOCKS:
        if block not in there:
            yield Refusal(where=f"{name}:1", what=f"the block {block} is missing", remedy=f"a message has {', '.join(BLOCKS)}")
    for extra in sorted(there.keys() - set(BLOCKS)):
        yield Refusal(where=f"{name}:{there[extra]}", what=f"the block {extra} is never sent", remedy=f"a message has {', '.join(BLOCKS)}")
    for inner in tree.find_all(nodes.Block):
        if not any(inner is each for each in tree.body):
            what = f"the block {inner.name} is inside another"
            yield Refusal(where=f"{name}:{inner.lineno}", what=what, remedy="close that one first")


def _blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


def _within(node: nodes.Node) -> Iterator[nodes.Node]:
    """A piece that is refused is not looked into: one fault is said once."""
    yield node
    if isinstance(node, _ALLOWED):
        for child in node.iter_child_nodes():
            yield from _within(child)
