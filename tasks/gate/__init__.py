"""The gate in front of a scarce resource: as many calls at a time as its global limit has slots.

The limit is Prefect's, over all processes and machines. A process keeps the slots that it was
granted and hands a free one straight to its next waiting call, for as long as nobody else is short
of one. A slot is taken inside the task, around the call alone: a cached answer and a delay before a
retry hold none. `deployments/setup.py` makes the limit; without it no gated agent runs.

    hold     a slot, and how a caller takes and leaves it  calls     calls that outlive their caller
    line     who waits, in one process                     door      who may start to wait
    pool     the slots of a process                        slots     a slot as a process has it
    keeper   what renews and returns them                  taking    what takes them
    turns    sharing between processes                     neighbours  the other processes
    sight    what is known of the limit                    times     waited and held
"""

from tasks.gate.calls import WaitedError, in_thread, through
from tasks.gate.door import Door
from tasks.gate.hold import Held, enter, gate, holds, waiting
from tasks.gate.times import GateTimes, timed

__all__ = [
    "Door",
    "GateTimes",
    "Held",
    "WaitedError",
    "enter",
    "gate",
    "holds",
    "in_thread",
    "through",
    "timed",
    "waiting",
]
