# SPDX-License-Identifier: Apache-2.0
"""Fixtures for Portline's tests: the customers, a running server, and one play of the traffic."""

import sys

import pytest

from portline_program import PORTLINE, Server, play_traffic

sys.path.append(str(PORTLINE))  # behind tests/lib, where another server.py is
sys.dont_write_bytecode = True

from people import make_people  # noqa: E402  (needs the path above)

PLAY_SECONDS = 6


@pytest.fixture(scope="session")
def people():
    return make_people()


@pytest.fixture(scope="session")
def database_file(tmp_path_factory):
    return tmp_path_factory.mktemp("portline") / "portline.db"


@pytest.fixture(scope="session")
def server(database_file):
    running = Server(database_file)
    yield running
    status, rest, errors = running.stop()
    assert (status, rest, errors) == (0, "", ""), "the server was not quiet, or ended badly"


@pytest.fixture(scope="session")
def token(server):
    """The login of the customer of row 1."""
    return server.login("u-000001")


@pytest.fixture(scope="session")
def played(server, tmp_path_factory):
    """One play of all actors."""
    truth_file = tmp_path_factory.mktemp("truth") / "truth.json"
    return play_traffic(server.url, truth_file, "--seconds", PLAY_SECONDS)
