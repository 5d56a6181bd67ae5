# SPDX-License-Identifier: Apache-2.0
"""Tests of server.py as a process: its one line, its database file, its signals, its silence."""

import signal
import socket

import pytest

from portline_program import CALL_TIMEOUT_S, Server, run_python


def test_it_prints_one_line_when_it_listens(server):
    assert server.first_line == f"portline: listening on 127.0.0.1:{server.port}\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_the_file_serves_again(tmp_path, number):
    file = tmp_path / "portline.db"
    for _ in range(2):
        running = Server(file)
        assert running.call("/debug/users").status == 200
        assert running.call("/nowhere").status == 404
        assert running.stop(number) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["portline.db"]


def test_a_signal_ends_open_event_streams(tmp_path):
    running = Server(tmp_path / "portline.db")
    token = running.login("u-000001")
    with running.connect() as connection:
        connection.request("GET", "/events?count=1000",
                           headers={"Authorization": f"Bearer {token}"})
        assert connection.getresponse().readline().startswith(b"id: 1")
        assert running.stop() == (0, "", "")


def test_two_databases_hold_the_same_bytes(server, tmp_path):
    other = Server(tmp_path / "other.db")
    paths = ("/debug/users?page=7", "/api/v2/vessels")
    assert [other.call(path).content for path in paths] == [
        server.call(path).content for path in paths]
    tokens = [(one, one.login("u-000077")) for one in (server, other)]
    first, second = (one.call("/api/v2/bookings", token).content for one, token in tokens)
    assert first == second
    other.stop()


def test_a_client_that_goes_away_is_no_news(server, token):
    with socket.create_connection(("127.0.0.1", server.port), timeout=CALL_TIMEOUT_S) as plain:
        plain.sendall(f"GET /events?count=50 HTTP/1.1\r\nHost: x\r\n"
                      f"Authorization: Bearer {token}\r\n\r\n".encode())
        plain.recv(16)
    with socket.create_connection(("127.0.0.1", server.port), timeout=CALL_TIMEOUT_S) as plain:
        plain.sendall(b"POST /login HTTP/1.1\r\nContent-Length: 50\r\n\r\n{")
    assert server.call("/health").status == 200         # and the session's end checks its stderr


def test_a_line_that_is_no_http_gets_json(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=CALL_TIMEOUT_S) as plain:
        plain.sendall(b"FOO /health HTTP/1.1\r\nHost: x\r\n\r\n")
        head, _, content = plain.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 501 ")
    assert content.startswith(b'{"error":')


def test_it_refuses_a_file_that_is_no_portline_database(tmp_path):
    file = tmp_path / "foreign.db"
    file.write_text("not a database, but long enough to be read as one" * 20)
    process = run_python("server.py", "--db", file)
    out, errors = process.communicate(timeout=CALL_TIMEOUT_S)
    assert (process.returncode, out) == (1, "")
    assert errors.startswith(f"portline: cannot use {file}: ")


def test_it_refuses_a_port_in_use(server, database_file):
    process = run_python("server.py", "--db", database_file, "--port", server.port)
    out, errors = process.communicate(timeout=CALL_TIMEOUT_S)
    assert (process.returncode, out) == (1, "")
    assert errors.startswith(f"portline: cannot listen on port {server.port}: ")
