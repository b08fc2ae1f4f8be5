"""The commands about the gate in front of the GPU."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from blocks.holders import Holder
    from deployments.gating import Gate

gate_app = typer.Typer(
    no_args_is_help=True, help="The gate in front of the GPU: who holds slots, who waits, mending."
)

_Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, for programs.")]


@gate_app.command(epilog="Example: coxswain gate status")
def status(json: _Json = False) -> None:
    """Show the limit, the slots that are taken and by which processes, who waits, what is wrong."""
    from blocks.server import use
    from deployments.gating import found_server, standing

    use(found_server())
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        gate = standing(client)
    if json:
        from deployments.terminal import show_json

        show_json(_as_json(gate))
    else:
        _show(gate)


@gate_app.command(epilog="Example: coxswain gate mend")
def mend() -> None:
    """Make or correct the limit, and free slots whose holders are dead; never one of a live one."""
    from blocks.server import use
    from deployments.gating import found_server

    use(found_server())
    from prefect.client.orchestration import get_client

    from deployments.gating import mend as mended
    from deployments.setup import table
    from deployments.terminal import show

    with get_client(sync_client=True) as client:
        show(table(mended(client)))


def _show(gate: "Gate") -> None:
    from deployments.terminal import bullets, fields, more, part, show, table, title

    limit = gate.limit
    taken = f"{limit.taken} of {limit.size} slots are taken" if limit else "there is no limit"
    show(title(f"The gate {gate.name!r}: {taken}"))
    more(fields(_facts(gate)))
    if rows := [row for each in gate.alive for row in _rows(each)]:
        more(part("Processes", table(("Process", "Host", "Slot", "Held", "Runs"), rows)))
    waiting = [(each.pid, what, count) for each in gate.alive for what, count in each.waiting]
    if waiting:
        more(part("Waiting", table(("Process", "Call", "How many"), waiting, right=("How many",))))
    if gate.problems:
        more(part("To be mended by `coxswain gate mend`", bullets(gate.problems)))


def _facts(gate: "Gate") -> list[tuple[str, Any]]:
    unseen = "can't be seen from here" if gate.leases is None and gate.limit else None
    return [
        ("Server", gate.url),
        ("Leases", unseen or (len(gate.leases) if gate.leases is not None else None)),
        ("Seats", f"{gate.seats} taken on this machine"),
        ("Elsewhere", len(gate.elsewhere) or None),
        ("Orphaned", gate.orphaned),
        ("Waiting", sum(each.waits for each in gate.alive)),
    ]


def _rows(holder: "Holder") -> list[tuple[Any, ...]]:
    import time

    from deployments.terminal import seconds

    return [
        (
            holder.pid,
            holder.host,
            one.lease[:8],
            seconds(time.time() - one.since),
            one.running or "nothing",
        )
        for one in holder.held
    ]


def _as_json(gate: "Gate") -> dict[str, Any]:
    from dataclasses import asdict

    limit = gate.limit
    return {
        "name": gate.name,
        "server": gate.url,
        "wanted": gate.wanted,
        "slots": limit.size if limit else None,
        "active": limit.active if limit else None,
        "taken": limit.taken if limit else None,
        "leases": None if gate.leases is None else len(gate.leases),
        "orphaned": gate.orphaned,
        "elsewhere": len(gate.elsewhere),
        "seats": gate.seats,
        "waiting": sum(each.waits for each in gate.alive),
        "holders": [asdict(each) for each in gate.alive],
        "dead": [asdict(each) for each in gate.died],
        "problems": list(gate.problems),
    }
