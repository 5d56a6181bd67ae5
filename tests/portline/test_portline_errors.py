# SPDX-License-Identifier: Apache-2.0
"""Tests of Portline's HTTP: compression, refusals that name no person, methods, keep-alive."""

import gzip

import pytest

from accounts import PARTNER_API_KEY, make_token
from portline_shapes import LOGIN_PATHS, OPEN_PATHS, customers_in


@pytest.mark.parametrize("path", [*(p for p in LOGIN_PATHS if p != "/events"), *OPEN_PATHS,
                                  "/nowhere"])
def test_gzip_holds_the_same_bytes(server, token, path):
    plain = server.call(path, token)
    packed = server.call(path, token, Accept_Encoding="br, gzip;q=0.8")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.status == plain.status


@pytest.mark.parametrize("header", ["identity", "gzip;q=0", "br", "x-gzip2"])
def test_gzip_is_not_sent_to_those_who_refuse_it(server, header):
    assert "Content-Encoding" not in server.call("/health", Accept_Encoding=header).headers


def assert_error(reply, status, people):
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.json()["error"]["status"] == status
    assert customers_in(reply.json(), ()) == []
    assert not any(value.encode() in reply.content
                   for value in (people[0].number, people[0].email, people[0].name))


@pytest.mark.parametrize("path", LOGIN_PATHS)
def test_401_without_a_good_login(server, people, path):
    foreign = make_token("u-000001", "t-0001", 0)           # expired long ago
    forged = make_token("u-000001", "t-0001", 4e9)[:-3] + "AAA"
    for bearer in (None, "x", "a.b.c", foreign, forged):
        assert_error(server.call(path, bearer), 401, people)
    assert_error(server.call(path, X_Api_Key="wrong"), 401, people)


@pytest.mark.parametrize("path", [p for p in LOGIN_PATHS if "bookings" not in p])
def test_403_for_the_partner_key_elsewhere(server, people, path):
    assert_error(server.call(path, X_Api_Key=PARTNER_API_KEY), 403, people)


@pytest.mark.parametrize("path", [
    "/mobile/v1/customers/PL-0000001", "/mobile/v1/customers/", "/nowhere", "/api/v2/me/",
    "/internal/export.csv?office=XXX", "/api/v2", "/login/x"])
def test_404_for_what_is_not_there(server, token, people, path):
    assert_error(server.call(path, token), 404, people)


@pytest.mark.parametrize("path", [
    "/mobile/v1/customers/48213", "/mobile/v1/customers/PL-0048213%0A", "/api/v2/bookings?page=0",
    "/api/v2/bookings?page=-1", "/api/v2/bookings?page=x", "/debug/users?page=1e3",
    "/api/v2/contacts", "/api/v2/contacts?q=a", "/events?count=0", "/events?count=99999",
    "/internal/export.csv", "/health?" + "a=1&" * 30])
def test_400_for_bad_parameters(server, token, people, path):
    assert_error(server.call(path, token), 400, people)


def test_404_for_staff_without_a_customer_record(server, people):
    staff = server.login("u-900001")
    assert_error(server.call("/api/v2/me", staff), 404, people)
    assert_error(server.call("/account", staff), 404, people)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_405_for_another_method(server, token, people, method):
    reply = server.call("/api/v2/me", token, method=method, content=b"")
    assert_error(reply, 405, people)
    assert reply.headers["Allow"] == "GET"


def test_head_has_the_headers_of_get_and_no_body(server):
    head, get = server.call("/health", method="HEAD"), server.call("/health")
    assert head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_one_connection_serves_many_requests(server, token):
    with server.connect() as connection:
        connection.connect()
        for path in ("/api/v2/me", "/nowhere", "/debug/users", "/health"):
            first_socket = connection.sock
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            assert connection.getresponse().read()
            assert connection.sock is first_socket
