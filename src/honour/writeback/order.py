"""Deletions in dependency order: a row before the rows it points to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from honour.kernel.address import Address
from honour.writeback.facts import Reference


def children_first(addresses: Sequence[Address], references: Iterable[Reference]) -> tuple[list[Address], set[Address]]:
    """(the rows in an order in which none is deleted while another still points to it, rows in a declared circle).

    What the database declares always counts; what only the map knows counts where it makes no circle. Rows without
    any tie keep the order given. A row that points to itself may go.
    """
    inside = set(addresses)
    hard: dict[Address, set[Address]] = {address: set() for address in addresses}
    soft: dict[Address, set[Address]] = {address: set() for address in addresses}
    for reference in references:
        if reference.address in inside and reference.to in inside and reference.address != reference.to:
            (hard if reference.declared else soft)[reference.to].add(reference.address)
    order: list[Address] = []
    left = list(addresses)
    waiting = {address: hard[address] | soft[address] for address in addresses}
    while left:
        ready = [address for address in left if not waiting[address]]
        if not ready:
            rest = set(left)
            ready = [address for address in left if not hard[address] & rest][:1]  # one soft tie is given up
        if not ready:
            break
        gone = set(ready)
        order += ready
        left = [address for address in left if address not in gone]
        for address in left:
            waiting[address] -= gone
    return order, set(left)
