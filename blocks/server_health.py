"""Ask a Prefect server how it is, without importing Prefect."""

import json
from http.client import HTTPException
from importlib.metadata import version as installed_version
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

ANSWER_SECONDS = 10.0  # a busy server may take seconds; one that isn't there refuses at once


def fault(api_url: str) -> str:
    """Why the server doesn't answer, or nothing when it does."""
    try:
        answer = _get(f"{api_url}/health")
    except (OSError, ValueError, HTTPException) as error:
        return str(getattr(error, "reason", None) or error)
    return "" if answer is True else f"/health says {str(answer)[:60]!r}"


def version(api_url: str) -> str | None:
    """The version of the server's Prefect, or None when it doesn't say."""
    try:
        return str(_get(f"{api_url}/admin/version"))
    except (OSError, ValueError, HTTPException):
        return None


def fits(api_url: str) -> bool:
    """Whether the server is of our Prefect's major and minor version."""
    theirs, ours = (version(api_url) or "").split("."), installed_version("prefect").split(".")
    return theirs[:2] == ours[:2]


def _get(url: str) -> Any:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{url!r} is not an http(s) address")
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    opener = build_opener(ProxyHandler({})) if local else build_opener()
    with opener.open(url, timeout=ANSWER_SECONDS) as answer:
        return json.load(answer)
