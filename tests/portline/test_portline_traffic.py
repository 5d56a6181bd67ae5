# SPDX-License-Identifier: Apache-2.0
"""Tests of Portline's traffic: who receives how much, the truth file, failures and early ends."""

import json
import re
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from accounts import PARTNER_API_KEY
from portline_program import CALL_TIMEOUT_S, HOST, play_traffic, run_python

CUSTOMER = f"GET {HOST}/mobile/v1/customers/{{id}}"
USERS = [f"user-{n}" for n in range(1, 9)]
ACTORS = [*USERS, "agent", "partner", "export", "visitor", "enumerator"]


def rows_of(actor):
    return set().union(*(entry["rows"] for entry in actor["endpoints"].values()))


def test_a_play_ends_well_and_says_nothing(played):
    assert (played.status, played.errors) == (0, "")


def test_the_truth_file_has_its_schema(played):
    assert played.truth.keys() == {"schema", "actors"}
    assert played.truth["schema"] == "portline.truth/1"
    assert [actor["actor"] for actor in played.truth["actors"]] == ACTORS
    for actor in played.truth["actors"]:
        assert actor.keys() == {"actor", "address", "credential", "endpoints"}
        for endpoint, entry in actor["endpoints"].items():
            assert re.fullmatch(r"(GET|POST) api\.portline\.example/[a-z0-9/.{}]+", endpoint)
            assert entry.keys() == {"responses", "rows"}
            assert entry["responses"] > 0
            assert entry["rows"] == sorted(set(entry["rows"]))
            assert all(1 <= row <= 10_000 for row in entry["rows"])


def test_each_actor_has_its_own_address_and_credential(played):
    actors = played.truth["actors"]
    assert len({actor["address"] for actor in actors}) == len(ACTORS)
    assert all(re.fullmatch(r"127\.0\.1\.\d+", actor["address"]) for actor in actors)
    assert played.actor("visitor")["credential"] is None
    assert played.actor("partner")["credential"] == {"kind": "api_key"}
    subjects = [actor["credential"]["id"] for actor in actors
                if actor["credential"] and actor["credential"]["kind"] == "jwt_sub"]
    assert len(set(subjects)) == len(subjects) == len(ACTORS) - 2
    assert all(re.fullmatch(r"u-\d{6}", subject) for subject in subjects)


def test_the_enumerator_receives_over_two_thousand(played):
    rows = played.actor("enumerator")["endpoints"][CUSTOMER]["rows"]
    own = int(played.actor("enumerator")["credential"]["id"][2:])
    assert len(rows) > 2_000
    assert rows == list(range(own + 1, own + 1 + len(rows)))


@pytest.mark.parametrize("name", ACTORS[:-1])
def test_nobody_else_receives_over_a_thousand(played, name):
    assert 1 <= len(rows_of(played.actor(name))) <= 1_000


@pytest.mark.parametrize("name", USERS)
def test_a_user_opens_only_the_own_record(played, name):
    actor = played.actor(name)
    own = int(actor["credential"]["id"][2:])
    for endpoint in (CUSTOMER, f"GET {HOST}/api/v2/me", f"GET {HOST}/account"):
        assert actor["endpoints"][endpoint]["rows"] == [own]
    assert {f"GET {HOST}/api/v2/bookings", f"GET {HOST}/events"} <= actor["endpoints"].keys()


def test_the_agent_finds_some_hundred(played):
    agent = played.actor("agent")
    assert 100 < len(rows_of(agent)) <= 750
    found = set(agent["endpoints"][f"GET {HOST}/api/v2/contacts"]["rows"])
    assert set(agent["endpoints"][CUSTOMER]["rows"]) <= found


def test_the_export_receives_one_office_whole(played, people):
    entry = played.actor("export")["endpoints"][f"GET {HOST}/internal/export.csv"]
    assert entry["rows"] == [person.row for person in people if person.office == "BRV"]
    assert len(entry["rows"]) == 300


def test_the_visitor_receives_whole_debug_pages(played):
    entry = played.actor("visitor")["endpoints"][f"GET {HOST}/debug/users"]
    assert entry["responses"] > 1
    assert entry["rows"] == list(range(1, entry["responses"] * 25 + 1))


def test_the_truth_file_holds_no_value_of_any_customer(played, people):
    for person in people:
        for value in (person.number, person.email, person.phone, person.name, person.native_name,
                      person.roman_name, person.employer, person.position):
            assert value not in played.text
    words = set(re.findall(r"[^\W\d_]+", played.text))
    assert not words & {part for person in people for part in (person.first_name, person.last_name)}
    assert PARTNER_API_KEY not in played.text


def test_a_subset_plays_alone(server, tmp_path):
    result = play_traffic(server.url, tmp_path / "t.json", "--actors", "export,visitor",
                          "--seconds", 1)
    assert result.status == 0
    assert [actor["actor"] for actor in result.truth["actors"]] == ["export", "visitor"]


def test_a_play_ends_early_when_all_have_left(server, tmp_path):
    result = play_traffic(server.url, tmp_path / "t.json", "--actors", "export", "--seconds", 20)
    assert (result.status, len(rows_of(result.actor("export")))) == (0, 300)


@pytest.mark.parametrize("arguments", [
    ("--actors", "nobody"), ("--seconds", "0"), ("--url", "ftp://127.0.0.1"), ("--url", "x")])
def test_wrong_usage_is_status_2(server, tmp_path, arguments):
    result = play_traffic(server.url, tmp_path / "t.json", *arguments)
    assert (result.status, result.text) == (2, "")


class Stub(ThreadingHTTPServer):
    """Stands in for Portline: logs everybody in and echoes the customer number asked for. Answers
    request number `trouble_at` with the given trouble; sets `is_busy` after 30 requests."""

    daemon_threads = True

    def __init__(self, trouble=None, trouble_at=10):
        self.trouble, self.trouble_at = trouble, trouble_at
        self.seen, self.is_busy = 0, threading.Event()
        super().__init__(("127.0.0.1", 0), StubHandler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class StubHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send(200, {"token": "t"})

    def do_GET(self):
        server = self.server
        server.seen += 1
        if server.seen == 30:
            server.is_busy.set()
        if server.trouble and server.seen == server.trouble_at:
            server.trouble(self)
            return
        number = self.path.rpartition("/")[2]
        self.send(200 if number in server.given else 404, {"customerNumber": number})

    def send(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def make_stub(people):
    stubs = []

    def make(*arguments):
        stub = Stub(*arguments)
        stub.given = {person.number for person in people}
        stubs.append(stub)
        return stub
    yield make
    for stub in stubs:
        stub.shutdown()
        stub.server_close()


def send_status_500(handler):
    handler.send(500, {})


def cut_body_short(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"customerNumber":')
    handler.close_connection = True


def send_another_shape(handler):
    handler.send(200, ["PL-0048213"])


def test_troubles_name_actor_and_endpoint(make_stub, tmp_path):
    cases = ((send_status_500, "unexpected status 500"),
             (cut_body_short, "the response ended early"),
             (send_another_shape, "a body of another shape than expected"))
    for trouble, reason in cases:
        stub = make_stub(trouble)
        result = play_traffic(stub.url, tmp_path / "t.json", "--actors", "enumerator",
                              "--seconds", 20)
        assert result.status == 1
        assert result.errors == f"portline traffic: enumerator: {CUSTOMER}: {reason}\n"
        entry = result.actor("enumerator")["endpoints"][CUSTOMER]
        assert entry["responses"] == len(entry["rows"]) < 10


def test_nobody_listening_is_a_failure(make_stub, tmp_path):
    stub = make_stub()
    stub.shutdown()
    stub.server_close()
    result = play_traffic(stub.url, tmp_path / "t.json", "--actors", "user-3", "--seconds", 5)
    assert result.status == 1
    assert result.errors == f"portline traffic: user-3: POST {HOST}/login: Connection refused\n"
    assert result.actor("user-3")["endpoints"] == {}


def test_an_idle_connection_closed_by_the_server_is_no_failure(make_stub, tmp_path):
    def hang_up(handler):
        handler.close_connection = True
    result = play_traffic(make_stub(hang_up).url, tmp_path / "t.json", "--actors", "enumerator",
                          "--seconds", 1)
    assert (result.status, result.errors) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_play_and_the_truth_is_written(make_stub, tmp_path, number):
    stub, truth_file = make_stub(), tmp_path / "t.json"
    process = run_python("traffic.py", "--url", stub.url, "--truth", truth_file,
                         "--actors", "enumerator", "--seconds", 100)
    assert stub.is_busy.wait(CALL_TIMEOUT_S)
    process.send_signal(number)
    _, errors = process.communicate(timeout=CALL_TIMEOUT_S)
    assert (process.returncode, errors) == (0, "")
    [actor] = json.loads(truth_file.read_text())["actors"]
    assert 20 < len(rows_of(actor)) <= stub.seen
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]
