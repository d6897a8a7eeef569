"""Shape of code: sizes and the order of a class's members."""

import ast

FILE_LINES = 400
FUNCTION_LINES = 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
ANYWHERE = {"init", "_auto_init", "_register_hook"}
CRUD = {"create", "write", "unlink", "copy", "copy_data", "_search"}
# Odoo's official order of a model's members, by how they are recognised.
ATTRIBUTE, FIELD, CONSTRAINT, COMPUTE, SELECTION = range(5)
CHECK, RECORD, ACTION, BUSINESS = range(5, 9)
PREFIXES = {
    "_compute_": COMPUTE,
    "_inverse_": COMPUTE,
    "_search_": COMPUTE,
    "_selection_": SELECTION,
    "action_": ACTION,
    "button_": ACTION,
}
DECLARATIONS = {
    "models.Constraint": CONSTRAINT,
    "models.Index": CONSTRAINT,
    "models.UniqueIndex": CONSTRAINT,
    "fields.": FIELD,
}


def files_are_short(tree):
    """A file has at most 400 lines."""
    for source in tree.sources:
        if len(source.lines) > FILE_LINES:
            yield source.finding(1, f"{len(source.lines)} lines; at most {FILE_LINES}")


def functions_are_short(tree):
    """A function has at most 40 lines, its docstring not counted."""
    for source in tree.sources:
        for node in source.nodes(*FUNCTIONS):
            length = node.end_lineno - node.lineno + 1 - _docstring_lines(node)
            if length > FUNCTION_LINES:
                yield source.finding(
                    node, f"{node.name} has {length} lines; at most {FUNCTION_LINES}"
                )


def _docstring_lines(node):
    if ast.get_docstring(node) is None:
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


def members_are_in_order(tree):
    """Members of a model stand in Odoo's official order; actions may mix in."""
    for source in tree.sources:
        for node in source.nodes(ast.ClassDef):
            if any("Model" in ast.unparse(base) for base in node.bases):
                member = _first_out_of_order(node)
                if member is not None:
                    name = getattr(member, "name", "an attribute")
                    yield source.finding(
                        member, f"{node.name}: {name} stands too late in the class"
                    )


def _first_out_of_order(node):
    last = ATTRIBUTE
    for member in node.body:
        rank = _rank(member)
        if rank is None:
            continue
        if rank < last and rank < BUSINESS:
            return member
        last = max(last, rank)
    return None


def _rank(member):
    if isinstance(member, FUNCTIONS):
        return _function_rank(member)
    if isinstance(member, ast.Assign | ast.AnnAssign) and member.value is not None:
        return _assignment_rank(member)
    return None


def _function_rank(member):
    decorators = " ".join(ast.unparse(d) for d in member.decorator_list)
    if member.name in ANYWHERE:
        return None
    if "constrains" in decorators or "onchange" in decorators:
        return CHECK
    if member.name in CRUD or "ondelete" in decorators:
        return RECORD
    for prefix, rank in PREFIXES.items():
        if member.name.startswith(prefix):
            return rank
    return None if "default" in member.name else BUSINESS


def _assignment_rank(member):
    value = ast.unparse(member.value)
    for start, rank in DECLARATIONS.items():
        if value.startswith(start):
            return rank
    target = member.targets[0] if isinstance(member, ast.Assign) else member.target
    return ATTRIBUTE if ast.unparse(target).startswith("_") else None


CHECKS = [files_are_short, functions_are_short, members_are_in_order]
