"""The server, the limits, every deployment and a worker: ready for the Run button.

python -m deployments.serve [--port 4200] [--stop]
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from blocks import settings
from blocks.errors import LedgerError
from blocks.server import PORT, ServerError, ensure_server, stop, use
from deployments.declared import ROOT
from policies.errors import OperatorError

PREFECT: Final = (sys.executable, "-m", "prefect", "--no-prompt")


def serve(port: int) -> int:
    """Set everything up, then run a worker until it is told to end. Returns the exit code."""
    address = ensure_server(port)
    use(address)
    from deployments.check import problems
    from deployments.setup import POOL, setup, table

    print(table(setup()), flush=True)
    deployed = subprocess.run(  # noqa: S603 - Prefect's own command
        [*PREFECT, "deploy", "--all"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if deployed.returncode:
        raise OperatorError(f"The deployments failed:\n{deployed.stdout}{deployed.stderr}")
    if found := problems():
        raise OperatorError("\n".join(found))
    print(f"Open {address.ui_url}/deployments and press Run. Ctrl-C ends the worker.", flush=True)
    code = work(POOL)
    print(f"The worker has ended; the server at {address.ui_url} runs on (`make stop` ends it).")
    return code


def work(pool: str) -> int:
    """Run a worker of the pool in the foreground; 0 when Ctrl-C or a SIGTERM ended it."""
    env = {key: value for key, value in os.environ.items() if key not in settings.PROCESS}
    ended = False

    def end(*_: object) -> None:
        nonlocal ended
        ended = True
        worker.terminate()

    # Where a shell runs this in the background, Ctrl-C is ignored, and by the worker too, which
    # ends itself by that signal: it would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    worker = subprocess.Popen(  # noqa: S603 - Prefect's own command
        [*PREFECT, "worker", "start", "--pool", pool], cwd=ROOT, env=env
    )
    # A session of the terminal sends Ctrl-C to the worker too; both ways it ends what it began.
    signal.signal(signal.SIGTERM, end)
    try:
        code = worker.wait()
    except KeyboardInterrupt:
        ended = True
        code = worker.wait()
    return 0 if ended else code


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when it was ended by hand, 1 when something is missing."""
    parser = argparse.ArgumentParser(prog="deployments.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="where a new server listens")
    parser.add_argument("--stop", action="store_true", help="only end the lasting server")
    given = parser.parse_args(arguments)
    try:
        if given.stop:
            print("The server has ended." if stop() else "No server of ours is running.")
            return 0
        return serve(given.port)
    except (ServerError, LedgerError, OperatorError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
