# SPDX-License-Identifier: Apache-2.0
"""The HTTP API of a running cofferdamd, over its unix socket.

Nothing feeds the daemon, so its lists are empty; what items look like is test_api_render's.
"""

import concurrent.futures
import contextlib
import fcntl
import http.client
import json
import os
import pathlib
import re
import signal
import struct
import termios
import time
from typing import NamedTuple

import pytest
import yaml

from stack import Stack, UnixConnection

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "docs" / "openapi.yaml"
CALL_TIMEOUT_S = 20
QUESTIONS_MAX = 64

GET_PATHS = ["/v1/status", "/v1/endpoints", "/v1/consumers", "/v1/exposures", "/v1/gaps",
             "/metrics", "/openapi.yaml"]
LISTS = ["endpoints", "consumers", "exposures", "gaps"]
SEARCH = "/v1/exposures/search"
JSON_TYPE = {"Content-Type": "application/json"}
VALUE = "jane.roe@customer.example"


class Reply(NamedTuple):
    """A whole response."""
    status: int
    headers: object
    content: bytes

    @property
    def type(self):
        return self.headers["Content-Type"].partition(";")[0]

    def json(self):
        return json.loads(self.content)


class Api:
    """Asks, and holds every answer against what all answers promise."""

    def __init__(self, daemon):
        self.pid = daemon.processes["cofferdamd"].pid
        self.socket = daemon.socket

    def connect(self):
        return contextlib.closing(UnixConnection(self.socket, CALL_TIMEOUT_S))

    def ask(self, method, target, body=None, headers=None, connection=None):
        with contextlib.ExitStack() as stack:
            if connection is None:
                connection = stack.enter_context(self.connect())
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            reply = Reply(response.status, response.headers, response.read())
        assert reply.headers["Cache-Control"] == "no-store"
        if reply.status >= 400 and method != "HEAD":
            check_problem(reply)
        return reply

    def get(self, target, **options):
        return self.ask("GET", target, **options)

    def search(self, body, headers=None, target=SEARCH):
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.ask("POST", target, content, JSON_TYPE if headers is None else headers)

    def refused(self, target, status=400):
        reply = self.get(target)
        assert reply.status == status, (target, reply)
        return reply.json()["detail"]


def check_problem(reply):
    problem = reply.json()
    assert reply.type == "application/problem+json"
    assert list(problem) == ["type", "title", "status", "detail"]
    assert problem["type"] == "about:blank"
    assert problem["status"] == reply.status
    assert problem["title"] not in ("", "Error") and problem["detail"] != ""


@pytest.fixture(scope="module")
def api(build, tmp_path_factory):
    """One daemon for all tests that leave it as it was."""
    stack = Stack(tmp_path_factory.mktemp("api") / "s", build)
    try:
        stack.prepare()
        stack.start_daemon()
        yield Api(stack)
    finally:
        stack.stop()


@pytest.fixture
def own_api(daemon):
    """A daemon for a test that kills parts of it."""
    return Api(daemon)


@pytest.fixture(scope="module")
def description():
    return yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def check_schema(description):
    """Holds a JSON answer against its schema in docs/openapi.yaml."""
    jsonschema = pytest.importorskip("jsonschema", reason="python3-jsonschema is not installed")

    def check(method, path, reply):
        if reply.status >= 400:
            schema = {"$ref": "#/components/schemas/Problem"}
        else:
            answers = description["paths"][path][method.lower()]["responses"]
            schema = answers[str(reply.status)]["content"][reply.type]["schema"]
        jsonschema.Draft202012Validator(
            {**schema, "components": description["components"]}).validate(reply.json())

    return check


def children_of(pid):
    """Process ids of the children, by the role in their command line."""
    children = {}
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        command = pathlib.Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        for word in command:
            if word.startswith("--role="):
                children[word.removeprefix("--role=")] = int(child)
    return children


@contextlib.contextmanager
def engine_stopped(pid):
    engine = children_of(pid)["engine"]
    os.kill(engine, signal.SIGSTOP)
    try:
        yield engine
    finally:
        os.kill(engine, signal.SIGCONT)


# --- answers

def test_status_says_how_the_daemon_is(api):
    reply = api.get("/v1/status")
    status = reply.json()
    assert (reply.status, reply.type) == (200, "application/json")
    assert status["schema"] == "cofferdam.status/1"
    assert status["last_24h"]["responses"] == (status["last_24h"]["inspected"] +
                                               status["last_24h"]["uninspected"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", status["engine"]["since"])


@pytest.mark.parametrize("name", LISTS)
def test_list_is_one_whole_object(api, name):
    reply = api.get(f"/v1/{name}")
    answer = reply.json()
    assert (reply.status, reply.type) == (200, "application/json")
    assert list(answer) == ["schema", "version", "window", "persons", "gaps", "items", "total",
                            "truncated", "next"]
    assert answer["schema"] == f"cofferdam.{name}/1"
    assert isinstance(answer["items"], list)
    assert answer["truncated"] == (answer["next"] is not None)


@pytest.mark.parametrize("path", ["/v1/status", *(f"/v1/{name}" for name in LISTS)])
def test_answer_follows_the_description(api, check_schema, path):
    check_schema("GET", path, api.get(path))


def test_search_follows_the_description(api, check_schema):
    check_schema("POST", SEARCH, api.search({"since": "1w"}))


@pytest.mark.parametrize("target", ["/v1/exposures?limit=x", "/v1/nothing", "/v1/status?a=1"])
def test_problem_follows_the_description(api, check_schema, target):
    check_schema("GET", target, api.get(target))


def test_description_is_served_as_it_stands(api, description):
    reply = api.get("/openapi.yaml")
    assert (reply.status, reply.type) == (200, "application/yaml")
    assert reply.content == DESCRIPTION.read_bytes()
    assert description["info"]["version"] == api.get("/v1/status").json()["version"]


def test_description_names_every_address(api, description):
    for path, methods in description["paths"].items():
        for method in methods:
            assert api.ask(method.upper(), path, "{}" if method == "post" else None,
                           JSON_TYPE).status == 200
    assert set(description["paths"]) == {*GET_PATHS, SEARCH}


def test_window_is_the_last_day_by_default(api):
    window = api.get("/v1/exposures").json()["window"]
    since, until = (time.strptime(window[name][:19], "%Y-%m-%dT%H:%M:%S")
                    for name in ("since", "until"))
    assert time.mktime(until) - time.mktime(since) == pytest.approx(86400, abs=3700)


@pytest.mark.parametrize("text", ["90s", "5m", "2h", "3d", "1w", "1h30m", "today", "yesterday",
                                  "2026-01-31", "2026-01-31T10:00:00%2B02:00"])
def test_since_takes_the_time_grammar(api, text):
    assert api.get(f"/v1/exposures?since={text}&until=2099-01-01").status == 200


def test_window_is_printed_in_utc(api):
    answer = api.get("/v1/gaps?since=2026-01-31T10:00:00.25%2B02:00").json()
    assert answer["window"]["since"] == "2026-01-31T08:00:00.250Z"


@pytest.mark.parametrize("query", ["limit=0", "limit=10000", "by=address", "cursor=1", "kind=email",
                                   "kind=person_name,employer,job_title,email,phone,customer_id",
                                   "endpoint=GET%20api.example/*", "consumer=jwt_sub:u-1"])
@pytest.mark.parametrize("name", LISTS)
def test_filters_are_the_same_for_every_list(api, name, query):
    assert api.get(f"/v1/{name}?{query}").status == 200


@pytest.mark.parametrize("path", GET_PATHS)
def test_head_is_get_without_its_body(api, path):
    head = api.ask("HEAD", path)
    assert (head.status, head.content) == (200, b"")
    assert head.headers["Content-Type"] == api.get(path).headers["Content-Type"]
    assert int(head.headers["Content-Length"]) > 0


# --- metrics

def test_metrics_pass_the_naming_lint(api):
    reply = api.get("/metrics")
    described, typed, series = set(), {}, []
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in reply.content.decode().splitlines():
        if line.startswith("# HELP "):
            described.add(line.split()[2])
        elif line.startswith("# TYPE "):
            typed[line.split()[2]] = line.split()[3]
        else:
            match = re.fullmatch(r'([a-z0-9_]+)(\{[a-z]+="[A-Za-z0-9_.~+-]+"\})? [0-9]+', line)
            assert match, line
            series.append(match[1])
            assert match[1] in described and match[1] in typed
    for name, kind in typed.items():
        assert name.startswith("cofferdam_")
        assert name.endswith("_total") == (kind == "counter")
    assert set(series) == set(typed)
    assert len(series) < 100


def test_metrics_have_what_is_promised(api):
    text = api.get("/metrics").content.decode()
    for name in ["build_info", "responses_inspected_total", "responses_uninspected_total",
                 "persons", "exposures", "workers", "dropped_subjects_total",
                 "ledger_entries_total", "ledger_bytes"]:
        assert re.search(rf"^cofferdam_{name}[ {{]", text, re.MULTILINE), name


# --- refusals

@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/status/", "//v1/status", "/V1/status",
                                  "/v1/%73tatus", "/v1/../v1/status", "/openapi.json", "*",
                                  "/v1/exposures/x1", "/console"])
def test_unknown_address_is_404(api, path):
    api.refused(path, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", GET_PATHS)
def test_wrong_method_is_405(api, path, method):
    reply = api.ask(method, path)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_search_takes_post_only(api, method):
    reply = api.ask(method, SEARCH)
    assert (reply.status, reply.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/v1/status", "/metrics", "/openapi.yaml"])
def test_address_without_parameters_takes_none(api, path):
    api.refused(path + "?since=1d")


@pytest.mark.parametrize("query, words", [
    ("sicne=1d", 'did you mean "since"?'),
    ("kind=emial", 'did you mean "email"?'),
    ("severity=1", "known: since, until, kind"),
    ("kind=iban", "known: person_name, employer"),
    ("limit=10001", "to 10000"),
    ("cursor=x", '"next"'),
    ("by=name", '"address"'),
    ("kind=email&kind=phone", "twice"),
    ("consumer=", "no value"),
    ("consumer=%zz", "escape"),
    ("consumer=a%0Ab", "control"),
    ("endpoint=" + "a" * 320, "319"),
    ("since=1h&until=2h", "after"),
    (f"subject={VALUE}", "POST /v1/exposures/search"),
])
@pytest.mark.parametrize("name", LISTS)
def test_bad_parameter_is_400_and_says_why(api, name, query, words):
    detail = api.refused(f"/v1/{name}?{query}")
    assert words in detail
    assert VALUE not in detail


@pytest.mark.parametrize("text", ["1x", "", "-1d", "5", "2026-02-30", "10:00",
                                  "2026-01-31T10:00:00"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_bad_time_is_400(api, name, text):
    detail = api.refused(f"/v1/exposures?{name}={text}")
    if text:
        assert ("90s, 5m, 2h, 3d, 1w, 1h30m, today, yesterday, 2026-01-31, "
                "2026-01-31T10:00:00+02:00") in detail


@pytest.mark.parametrize("body", [
    "", "[]", "null", "{", "{}{}", '{"limit":1,"limit":1}', '{"a":1}', '{"since":5}',
    '{"kind":["emial"]}', '{"subject":1}', '{"subject":""}', b'{"subject":"\xff"}', "[" * 60000,
    '{"subject":"' + "a" * 320 + '"}', '{"limit":-1}', '{"subject":"' + VALUE + '","limit":""}',
    '{"' + VALUE + '":1}', '{"since":"' + VALUE + '"}', VALUE,
])
def test_bad_body_is_400_and_does_not_come_back(api, body):
    reply = api.search(body)
    assert reply.status == 400
    assert VALUE.encode() not in reply.content


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"},
                                     {"Content-Type": "application/x-www-form-urlencoded"},
                                     {"Content-Type": "application/jsonp"}])
def test_body_of_another_type_is_415(api, headers):
    assert api.search("{}", headers).status == 415


def test_search_takes_no_parameters_in_its_url(api):
    assert api.search("{}", target=SEARCH + "?limit=1").status == 400


@pytest.mark.parametrize("body_bytes, status", [(65536, 400), (65537, 413), (900_000, 413)])
def test_body_over_64_kb_is_413(api, body_bytes, status):
    assert api.search("x" * body_bytes).status == status


def test_body_in_pieces_over_64_kb_is_413(api):
    assert api.ask("POST", SEARCH, iter([b"x" * 1000] * 100), JSON_TYPE).status == 413


def test_huge_body_is_refused_before_it_is_sent(api):
    with api.connect() as connection:
        connection.putrequest("POST", SEARCH)
        connection.putheader("Content-Length", "50000000")
        connection.putheader("Expect", "100-continue")
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_endless_body_is_cut_off(api):
    with api.connect() as connection:
        connection.putrequest("POST", SEARCH)
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        with pytest.raises(OSError):
            for _ in range(10_000):
                connection.send(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    assert api.get("/v1/status").status == 200


@pytest.mark.parametrize("url_bytes, status", [(8192, 400), (8193, 414), (20_000, 414)])
def test_url_over_8_kb_is_414(api, url_bytes, status):
    target = "/v1/exposures?consumer="
    api.refused(target + "a" * (url_bytes - len(target)), status)


@pytest.mark.parametrize("raw", [b"GET / HTTP/9.9\r\n\r\n", b"GET /v1/status HTTP/1.1\r\n\r\n",
                                 b"POST /v1/exposures/search HTTP/1.1\r\nHost: x\r\n"
                                 b"Content-Length: -5\r\n\r\n"])
def test_what_is_no_request_is_refused(api, raw):
    with api.connect() as connection:
        connection.connect()
        connection.sock.sendall(raw)
        assert re.match(rb"HTTP/1.[01] [45]\d\d ", connection.sock.recv(1000))
    assert api.get("/v1/status").status == 200


# --- many clients

def test_connection_is_kept(api):
    with api.connect() as connection:
        for target, status in [("/v1/status", 200), ("/nothing", 404), ("/v1/gaps?a=1", 400),
                               ("/metrics", 200), ("/v1/exposures", 200)] * 5:
            assert api.get(target, connection=connection).status == status


def test_client_that_leaves_harms_nobody(api):
    for _ in range(50):
        with api.connect() as connection:
            connection.request("GET", "/v1/exposures")
    assert api.get("/v1/status").status == 200


def test_many_at_once_are_all_answered(api):
    with concurrent.futures.ThreadPoolExecutor(QUESTIONS_MAX) as pool:
        replies = list(pool.map(lambda _: api.get("/v1/exposures"), range(4 * QUESTIONS_MAX)))
    assert {reply.status for reply in replies} == {200}


# --- the engine does not answer

def test_silent_engine_is_503(api):
    with engine_stopped(api.pid):
        reply = api.get("/v1/status")
        assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
        assert api.get("/openapi.yaml").status == 200
        api.refused("/v1/exposures?a=1")
    assert api.get("/v1/status").status == 200


def test_questions_over_64_are_503_at_once(api):
    with engine_stopped(api.pid), concurrent.futures.ThreadPoolExecutor(100) as pool:
        replies = list(pool.map(lambda _: api.get("/v1/gaps"), range(100)))
    assert {reply.status for reply in replies} == {503}
    assert sum(b"too many questions" in reply.content for reply in replies) == 100 - QUESTIONS_MAX
    assert api.get("/v1/gaps").status == 200


def test_late_answers_reach_nobody(api):
    """What was given up is answered to nobody; the list that is asked for next is a list."""
    with engine_stopped(api.pid), concurrent.futures.ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: api.get("/v1/status"), range(10)))
        assert {reply.status for reply in replies} == {503}
    assert api.get("/v1/gaps").json()["schema"] == "cofferdam.gaps/1"


def wait_for_200(api):
    """A question itself waits up to 2 s, and a socket without an api does: this is no busy loop."""
    deadline = time.monotonic() + CALL_TIMEOUT_S
    reply = None
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            reply = api.get("/v1/status")
            if reply.status == 200:
                return
    pytest.fail(f"no answer: {reply}")


def wait_until_read(connection):
    """Until the api has read the request: nothing of it is left in the socket."""
    deadline = time.monotonic() + CALL_TIMEOUT_S
    while time.monotonic() < deadline:
        left = fcntl.ioctl(connection.sock, termios.TIOCOUTQ, struct.pack("i", 0))
        if struct.unpack("i", left)[0] == 0:
            return
        os.sched_yield()
    pytest.fail("the request was not read")


def test_new_engine_answers_where_the_old_one_died(own_api):
    os.kill(children_of(own_api.pid)["engine"], signal.SIGKILL)
    wait_for_200(own_api)


def test_new_api_answers_where_the_old_one_died(own_api):
    os.kill(children_of(own_api.pid)["api"], signal.SIGKILL)
    wait_for_200(own_api)


def test_api_that_is_told_to_end_answers_first(own_api):
    with engine_stopped(own_api.pid), own_api.connect() as connection:
        connection.request("GET", "/v1/status")
        wait_until_read(connection)
        os.kill(children_of(own_api.pid)["api"], signal.SIGTERM)
        reply = connection.getresponse()
        assert (reply.status, reply.headers["Connection"]) == (503, "close")
    wait_for_200(own_api)


# --- nothing is left behind

def test_api_holds_no_files(api):
    """Sockets, pipes and epoll only; 0 to 2 are whatever the daemon was started with."""
    assert api.get("/v1/status").status == 200
    for fd in pathlib.Path(f"/proc/{children_of(api.pid)['api']}/fd").iterdir():
        if int(fd.name) > 2:
            assert re.match(r"socket:|pipe:|anon_inode:", os.readlink(fd)), os.readlink(fd)


def test_api_says_nothing_about_requests(own_api, daemon):
    own_api.search({"subject": VALUE})
    own_api.search({"subject": VALUE, "limit": "x"})
    own_api.refused(f"/v1/exposures?subject={VALUE}")
    own_api.refused(f"/{VALUE}", 404)
    said = (daemon.folder / "cofferdamd.log").read_text()
    assert VALUE not in said and "/v1/" not in said
