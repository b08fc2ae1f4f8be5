"""What a named query may say in SQL: one statement that only reads, with named parameters.

The statement is parsed, not searched for words. Databases keep it to reading as well: the client
runs it in a transaction that can't write (`blocks/queries/selects.py`).
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

DIALECTS = ("postgres", "sqlite")
IS_NULL = "_is_null"  # `:sectors_is_null` says whether the list `:sectors` is null
# The parser knows the standard functions and those of its dialects. Of the others, these only read.
_HARMLESS = frozenset(
    {"age", "every", "format", "instr", "julianday", "make_date", "mode", "printf", "quote"}
    | {"regr_slope", "regr_intercept", "regr_r2", "regr_count", "total", "typeof", "width_bucket"}
)
# The same words as SQLAlchemy takes for parameters, wherever they stand.
_BOUND = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")


def one_select(sql: str) -> str:
    """The text itself, when it is one SELECT that only reads; ValueError says why it is not."""
    faults = [list(_faults(sql, dialect)) for dialect in DIALECTS]
    if not any(not found for found in faults):
        raise ValueError(faults[0][0])
    return sql


def parameters_of(sql: str) -> tuple[str, ...]:
    """The names of the parameters, each once, in the order of the text."""
    return tuple(dict.fromkeys(_BOUND.findall(sql)))


def tables_of(sql: str) -> tuple[str, ...]:
    """The tables that a SELECT reads, sorted; those that it names itself (WITH) are none."""
    from sqlglot import expressions as exp

    for dialect in DIALECTS:
        if not any(True for _ in _faults(sql, dialect)):
            (tree,) = _parsed(sql, dialect)
            own = {each.alias for each in tree.find_all(exp.CTE)}
            named = {".".join(part.name for part in t.parts) for t in tree.find_all(exp.Table)}
            return tuple(sorted(name for name in named - own if name))
    return ()


def _parsed(sql: str, dialect: str) -> "list[Expr]":
    import logging

    from sqlglot import expressions as exp
    from sqlglot import parse

    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it can't parse is a fault here
    trees = parse(sql, read=dialect)
    return [tree for tree in trees if tree and not isinstance(tree, exp.Semicolon)]


def _faults(sql: str, dialect: str) -> Iterator[str]:
    """Why a text is no single SELECT that only reads, in the words of one dialect."""
    from sqlglot import expressions as exp
    from sqlglot.errors import SqlglotError

    try:
        trees = _parsed(sql, dialect)
    except SqlglotError as error:
        at = getattr(error, "errors", None) or [{}]
        place = f" at line {at[0]['line']}, column {at[0]['col']}" if "line" in at[0] else ""
        yield f"can't be read as SQL{place}."
        return
    if len(trees) != 1:
        yield f"holds {len(trees)} statements. Write exactly one SELECT."
        return
    tree = trees[0]
    if not isinstance(tree, exp.Query):
        yield f"is {_said(tree)}. A query may only SELECT (or WITH … SELECT)."
        return
    yield from _writes(tree)
    yield from _wrong_parameters(tree, sql)


def _writes(tree: "Expr") -> Iterator[str]:
    from sqlglot import expressions as exp

    refused = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.Copy)
    for node in tree.walk():
        if isinstance(node, refused) and not isinstance(node, exp.Query):
            yield f"holds {_said(node)}. A query may only read."
        unknown = isinstance(node, exp.Anonymous) and node.name.lower() not in _HARMLESS
        if unknown or isinstance(node, exp.ReadCSV | exp.ReadParquet | exp.NextValueFor):
            name = node.name if isinstance(node, exp.Anonymous) else node.key
            why = "Only standard functions are allowed: others may do more than read."
            yield f"calls {name}(). {why}"


def _wrong_parameters(tree: "Expr", sql: str) -> Iterator[str]:
    from sqlglot import expressions as exp

    named = {each.name for each in tree.find_all(exp.Placeholder)}
    if "?" in named or "" in named or tree.find(exp.Parameter):
        yield "has a parameter without a name. Write parameters as :name."
    for name in parameters_of(sql):
        if name not in named:
            yield f":{name} stands in a text or a comment, where nothing can be bound."


def _said(node: "Expr") -> str:
    """A statement or clause by the word that it begins with."""
    word = node.name if type(node).__name__ == "Command" else node.key
    return {"into": "SELECT INTO", "lock": "a lock (FOR UPDATE)"}.get(word, word.upper())
