"""What Prefect is told wherever it runs: as `prefect.toml`, but for processes in any folder.

The environment wins over `prefect.toml`, and a value that the user has set there wins over both.
"""

import os

PROJECT = {
    "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
}
# These have no place in prefect.toml: usage statistics of the client, and how much the terminal
# shows. The run's page in the UI still gets every line.
PROCESS = {"DO_NOT_TRACK": "1", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING"}


def apply() -> None:
    """Put the settings into this process's environment, where nothing else is set already.

    Takes effect when Prefect is imported afterwards, and in every process that this one starts.
    """
    for name, value in {**PROJECT, **PROCESS}.items():
        os.environ.setdefault(name, value)
