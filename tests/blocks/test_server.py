"""`blocks/server.py`: real servers where it matters, small stand-ins for the rest."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest

from blocks import server, server_process
from blocks.server import (
    ServerAddress,
    ServerError,
    configured_url,
    ensure_server,
    flow_run_url,
    stop,
)

ROOT = Path(__file__).parents[2]

START = """
import json, sys
from blocks.server import ensure_server
address = ensure_server(int(sys.argv[1]))
assert "prefect" not in sys.modules, "looking for a server must not wait for Prefect's import"
print(json.dumps([address.api_url, address.ui_url, address.started]))
"""

TWO_HUNDRED = """
import asyncio, sys
from blocks.server import ensure_server, flush_events, use
use(ensure_server(int(sys.argv[1])))
from prefect import flow, runtime, task

@task
async def one(n: int) -> int:
    return n

@flow
async def many() -> str:
    for n in range(200):
        await one(n)
    return str(runtime.flow_run.id)

print(asyncio.run(many()))
assert flush_events()
"""


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_LOGGING_LEVEL": "WARNING", **more}


def start(code: str, port: int, home: Path, **more: str) -> subprocess.Popen[str]:
    env = environment(COXSWAIN_HOME=str(home), **more)
    command = [sys.executable, "-c", code, str(port)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, cwd=home, stdout=pipe, stderr=pipe, text=True)


def post(url: str, body: dict) -> object:
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=30) as answer:
        return json.load(answer)


USE = """
import threading
{imports}
from blocks.server import ServerAddress, use
use(ServerAddress("http://127.0.0.1:9/api", "http://127.0.0.1:9/v2"))
from prefect.settings import get_current_settings
from prefect.utilities.urls import url_for
seen = [get_current_settings().api.url]
thread = threading.Thread(target=lambda: seen.append(get_current_settings().api.url))
thread.start()
thread.join()
print(*seen, url_for("flow-run", "4754c06b-1d08-43e1-9e87-d9be8b859cba"))
"""


@pytest.fixture(scope="module")
def port() -> int:
    return server_process._free_port()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lasting")


@pytest.fixture(scope="module")
def lasting(home: Path, port: int) -> Iterator[list[list]]:
    """What two processes that wanted a server at the same time were told."""
    both = [start(START, port, home) for _ in range(2)]
    try:
        told = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        yield [json.loads(out) for out, _ in told]
    finally:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("COXSWAIN_HOME", str(home))
            stop()


def test_two_processes_that_start_at_once_end_with_one_server(lasting, home, port):
    addresses = {(api, ui) for api, ui, _ in lasting}
    assert addresses == {(f"http://127.0.0.1:{port}/api", f"http://127.0.0.1:{port}/v2")}
    assert sorted(started for *_, started in lasting) == [False, True]


def test_the_server_outlives_its_starter_and_is_found_again_in_a_moment(lasting, home, monkeypatch):
    monkeypatch.setenv("COXSWAIN_HOME", str(home))
    monkeypatch.setattr("blocks.server.configured_url", lambda: None)
    since = time.perf_counter()
    found = ensure_server(port=1, say=pytest.fail)
    assert (found.api_url, found.started) == (lasting[0][0], False)
    assert time.perf_counter() - since < 5


def test_the_server_keeps_the_slots_of_limits_in_files(lasting, home, monkeypatch):
    monkeypatch.setenv("COXSWAIN_HOME", str(home))
    env = psutil.Process(server_process.recorded().pid).environ()
    lease_storage = env["PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE"]
    assert lease_storage == "prefect.server.concurrency.lease_storage.filesystem"
    assert env["PREFECT_HOME"] == str(home / "prefect")


def test_no_task_run_is_lost_when_the_process_ends(lasting, home, port):
    out, err = start(TWO_HUNDRED, port, home).communicate(timeout=120)
    assert out, err
    of_the_flow = {"flow_runs": {"id": {"any_": [out.strip()]}}}
    count, deadline = 0, time.monotonic() + 30
    while count < 200 and time.monotonic() < deadline:
        count = post(f"{lasting[0][0]}/task_runs/count", of_the_flow)
        time.sleep(0.2)
    assert count == 200


def test_the_page_of_a_flow_run_is_in_the_new_ui(lasting):
    address = ServerAddress(*lasting[0])
    page = flow_run_url(address, "4754c06b-1d08-43e1-9e87-d9be8b859cba")
    assert page.startswith(f"{address.ui_url}/runs/flow-run/4754c06b")
    # As a browser asks: the server answers pages of the UI only to whom wants HTML.
    with urlopen(Request(page, headers={"Accept": "text/html"}), timeout=30) as answer:
        assert "/v2/assets/" in answer.read().decode()


def test_a_server_that_does_not_start_shows_the_end_of_its_log(tmp_path, port):
    bad = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:////nowhere/at/all.db"}
    code = "import sys\nfrom blocks.server import ensure_server\nensure_server(int(sys.argv[1]))"
    _, err = start(code, server_process._free_port(), tmp_path, **bad).communicate(timeout=120)
    assert "ServerError: The Prefect server ended at once." in err
    assert "unable to open database file" in err.partition("ServerError")[2]
    assert not (tmp_path / "server.json").exists()


@pytest.mark.parametrize("imports", ["", "import prefect"], ids=["before", "after"])
def test_every_thread_talks_to_the_address_whether_prefect_is_imported_before_or_after(
    imports, tmp_path, port
):
    out, err = start(USE.format(imports=imports), port, tmp_path).communicate(timeout=60)
    url = "http://127.0.0.1:9"
    page = f"{url}/v2/runs/flow-run/4754c06b-1d08-43e1-9e87-d9be8b859cba"
    assert out.split() == [f"{url}/api", f"{url}/api", page], err


class Answers(BaseHTTPRequestHandler):
    """A stand-in: answers each path as `replies` says."""

    replies: dict[str, object]

    def do_GET(self) -> None:
        known = self.path in self.replies
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(json.dumps(self.replies.get(self.path)).encode())

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def stand_in() -> Iterator[Callable[[dict[str, object]], int]]:
    """Start a stand-in with these replies and give its port."""
    servers = []

    def serve(replies: dict[str, object]) -> int:
        handler = type("Replies", (Answers,), {"replies": replies})
        servers.append(HTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return servers[-1].server_port

    yield serve
    for one in servers:
        one.shutdown()
        one.server_close()


@pytest.fixture
def unconfigured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As in a process that has not imported Prefect and in which nothing is set."""
    monkeypatch.setattr(server, "_prefect_is_loaded", lambda: False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class StartedError(Exception): ...

    def spawn(port: int) -> None:
        raise StartedError

    monkeypatch.setattr(server_process, "spawn", spawn)
    monkeypatch.setattr(server_process, "StartedError", StartedError, raising=False)


def test_a_healthy_server_of_our_version_at_the_usual_place_is_used(
    stand_in, unconfigured, no_start
):
    port = stand_in({"/api/health": True, "/api/admin/version": version("prefect")})
    assert ensure_server(port) == ServerAddress(
        f"http://127.0.0.1:{port}/api", f"http://127.0.0.1:{port}/v2"
    )


@pytest.mark.parametrize(
    "replies",
    [
        {"/api/health": True, "/api/admin/version": "2.19.0"},
        {"/api/health": False, "/api/admin/version": version("prefect")},
        {"/": "something else"},
    ],
    ids=["another version", "not healthy", "another program"],
)
def test_what_else_listens_at_the_usual_place_is_left_alone(
    stand_in, unconfigured, no_start, replies
):
    with pytest.raises(server_process.StartedError):
        ensure_server(stand_in(replies))


def test_the_address_is_read_after_an_import_that_another_thread_has_begun():
    code = """
import sys, threading
from blocks.server import configured_url
threading.Thread(target=lambda: __import__("prefect.settings")).start()
while "prefect.settings" not in sys.modules:
    pass
print(configured_url())
"""
    environment = os.environ | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    command = [sys.executable, "-c", code]
    shown = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    assert "http://127.0.0.1:9/api" in shown


def test_a_configured_server_is_used_whatever_its_version(
    stand_in, unconfigured, no_start, monkeypatch
):
    url = f"http://127.0.0.1:{stand_in({'/api/health': True})}/api"
    monkeypatch.setenv("PREFECT_API_URL", f"{url}/")
    assert ensure_server().api_url == url


def test_a_configured_server_that_does_not_answer_is_an_error_with_the_place_it_is_set(
    unconfigured, no_start, monkeypatch
):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(ServerError, match=r"\(from PREFECT_API_URL\) does not answer: .*refused"):
        ensure_server()


def test_an_address_that_is_no_url_is_an_error_too(unconfigured, no_start, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "file:///etc/hosts")
    with pytest.raises(ServerError, match="not an http"):
        ensure_server()


def test_the_address_of_the_active_profile_counts_as_configured(unconfigured, monkeypatch):
    profiles = unconfigured / "profiles.toml"
    profiles.write_text(
        'active = "team"\n[profiles.team]\nPREFECT_API_URL = "http://127.0.0.1:9/api"\n'
        "[profiles.alone]\n"
    )
    assert configured_url() == ("http://127.0.0.1:9/api", f"the profile 'team' in {profiles}")
    monkeypatch.setenv("PREFECT_PROFILE", "alone")
    assert configured_url() is None


def test_a_profile_file_that_cannot_be_read_configures_nothing(unconfigured):
    (unconfigured / "profiles.toml").write_text("active = [")
    assert configured_url() is None


@pytest.mark.parametrize("content", ["", "{", '{"pid": 1}', '{"api_url": "x", "pid": 1, "x": 2}'])
def test_a_record_that_was_cut_off_counts_as_none(own_folders, content):
    own_folders.mkdir()
    (own_folders / "server.json").write_text(content)
    assert server_process.recorded() is None


def test_a_later_process_with_the_id_of_a_dead_server_is_not_taken_for_it():
    ours = psutil.Process()
    alive = server_process.Record("http://x", ours.pid, ours.create_time())
    assert server_process.alive(alive)
    assert not server_process.alive(
        server_process.Record("http://x", ours.pid, ours.create_time() - 60)
    )


def test_a_server_of_ours_that_is_too_busy_to_answer_is_waited_for_and_not_ended(
    unconfigured, own_folders, monkeypatch
):
    own_folders.mkdir()
    ours = psutil.Process()
    record = {"api_url": "http://127.0.0.1:9/api", "pid": ours.pid, "created": ours.create_time()}
    (own_folders / "server.json").write_text(json.dumps(record))
    (own_folders / "server.log").write_text("busy\n")
    monkeypatch.setattr("blocks.server.START_SECONDS", 0.3)
    said = []
    with pytest.raises(ServerError, match=r"did not answer .*make stop(.|\n)*busy"):
        ensure_server(port=1, say=said.append)
    assert said[0].startswith("Waiting for the Prefect server")
    assert server_process.recorded() is not None


def test_stopping_without_a_server_of_ours_says_so(own_folders):
    assert stop() is False


def test_prefect_toml_and_the_settings_in_code_say_the_same(tmp_path):
    """Asked of Prefect itself: what does the file set, and is it what the environment sets?"""
    ask = (
        "import json\nfrom prefect.settings import get_current_settings\n"
        "print(json.dumps(get_current_settings().to_environment_variables(exclude_unset=True)))"
    )

    def effective(folder: Path, **env: str) -> dict[str, str]:
        command = [sys.executable, "-c", ask]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        env = {**kept, "PREFECT_HOME": str(tmp_path), **env}
        out = subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
        return json.loads(out.stdout)

    from blocks.settings import PROJECT

    by_file, by_environment = effective(ROOT), effective(tmp_path, **PROJECT)
    assert by_file == by_environment
    assert PROJECT.keys() <= by_file.keys()
