"""Trade and contacts of subsidiaries roll up to the group (CORE-05; rule A-5).

A tree is given as the parent of each node. A parent that is not itself in the tree
(archived, of another company) is not invented: its children are heads of their own.
Whatever its depth, each node is visited once; a cycle is refused, since its total
would count itself.
"""

from collections.abc import Iterable, Mapping

from .errors import EngineError

Parents = Mapping[int, int | None]


class TreeError(EngineError, ValueError):
    """Nodes that are above themselves."""


def roll_up(parents: Parents, values: Mapping[int, int]) -> dict[int, int]:
    """Total of each node: its own value and those of all nodes below it.

    :param parents: parent of each node, None for the head of a group
    :param values: own value of some nodes, minor units or counts; others have 0, and
        values of nodes that are not in the tree are left out
    :raises TreeError: ``cycle``, naming its nodes

    A group with two subsidiaries, one of them with a branch:

    >>> parents = {1: None, 2: 1, 3: 1, 4: 3}
    >>> roll_up(parents, {1: 100, 2: 20, 3: 3, 4: 4})
    {1: 127, 2: 20, 3: 7, 4: 4}
    """
    totals = {node: values.get(node, 0) for node in parents}
    for node in _upwards(parents):
        above = parents[node]
        if above in totals:
            totals[above] += totals[node]
    return totals


def heads(parents: Parents) -> dict[int, int]:
    """Head of the group of each node; a node on its own is its own head.

    :raises TreeError: ``cycle``

    >>> heads({1: None, 2: 1, 3: 2, 4: 99})
    {1: 1, 2: 1, 3: 1, 4: 4}
    """
    found: dict[int, int] = {}
    for node in reversed(_upwards(parents)):
        found[node] = found.get(parents[node], node)
    return {node: found[node] for node in parents}


def below(parents: Parents, node: int) -> list[int]:
    """``node`` and all nodes below it, each parent before its children.

    :raises TreeError: ``cycle``

    >>> below({1: None, 2: 1, 3: 2, 4: 1, 5: None}, 1)
    [1, 2, 4, 3]
    """
    _upwards(parents)
    children = _children(parents)
    found = [node]
    for item in found:
        found.extend(children.get(item, ()))
    return found


def cycle(parents: Parents) -> list[int]:
    """Nodes on a cycle, sorted; what hangs below one is not named.

    >>> cycle({1: 2, 2: 1, 3: 1, 4: None}), cycle({1: 1}), cycle({1: None})
    ([1, 2], [1], [])
    """
    ordered = set(_peeled(parents))
    return sorted(node for node in parents if node not in ordered)


def _upwards(parents: Parents) -> list[int]:
    """All nodes, children before their parents.

    :raises TreeError: ``cycle``
    """
    ordered = _peeled(parents)
    if len(ordered) < len(parents):
        raise TreeError("cycle", nodes=cycle(parents))
    return ordered


def _peeled(parents: Parents) -> list[int]:
    """Nodes taken off from the leaves up; those of a cycle are never a leaf."""
    open_children = {node: len(kids) for node, kids in _children(parents).items()}
    leaves = [node for node in parents if not open_children.get(node)]
    for node in leaves:
        above = parents[node]
        if above in parents:
            open_children[above] -= 1
            if not open_children[above]:
                leaves.append(above)
    return leaves


def _children(parents: Parents) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for node, above in _links(parents):
        children.setdefault(above, []).append(node)
    return children


def _links(parents: Parents) -> Iterable[tuple[int, int]]:
    """Nodes with their parents, where both are in the tree."""
    return ((node, above) for node, above in parents.items() if above in parents)
