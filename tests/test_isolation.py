"""What `conftest.py` promises to every test."""

import os
import socket
from pathlib import Path

import pytest

from blocks.home import home


def test_another_machine_can_not_be_reached():
    with socket.socket() as sock, pytest.raises(RuntimeError, match=r"reach '192\.0\.2\.1'"):
        sock.connect(("192.0.2.1", 80))


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as sock:
        sock.connect(server.getsockname())


def test_the_home_and_the_results_are_folders_of_the_test(tmp_path):
    assert home().is_relative_to(tmp_path)
    assert Path(os.environ["PREFECT_LOCAL_STORAGE_PATH"]).is_relative_to(tmp_path)


def test_prefect_stores_results_in_the_folder_of_the_test(prefect_server, tmp_path):
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    assert settings.results.local_storage_path.is_relative_to(tmp_path)
    assert settings.api.url == prefect_server
    assert not settings.home.is_relative_to(Path.home() / ".prefect")
