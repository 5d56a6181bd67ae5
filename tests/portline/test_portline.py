# SPDX-License-Identifier: Apache-2.0
"""Tests of Portline's server: shape and content of every endpoint, and its flaws."""

import base64
import csv
import html
import io
import json
import re
import socket
from urllib.parse import quote

import pytest

from portline_program import PORTLINE
from accounts import PARTNER_API_KEY
from portline_shapes import (DEBUG_KEYS, MOBILE_KEYS, OPEN_PATHS, PERSON_KEYS, V2_KEYS,
                             customers_in)

def v2_view(person):
    return {"customerNumber": person.number, "name": person.name, "employer": person.employer,
            "position": person.position, "email": person.email, "telephone": person.phone}


def assert_v2(shown, person):
    assert v2_view(person).items() <= shown.items()


@pytest.fixture(scope="module")
def by_number(people):
    return {person.number: person for person in people}


def test_login_gives_a_token_with_account_and_tenant(server, token, people):
    head, claims, _ = (re.sub("=*$", "==", part) for part in token.split("."))
    assert json.loads(base64.urlsafe_b64decode(head))["alg"] == "HS256"
    claims = json.loads(base64.urlsafe_b64decode(claims))
    assert (claims["sub"], claims["tenant"]) == ("u-000001", people[0].tenant)


def test_login_answer_shows_no_person(server, people):
    content = json.dumps({"user": "u-000001", "password": "anchor-000001"})
    reply = server.call("/login", method="POST", content=content)
    assert customers_in(reply.json(), ()) == []
    assert people[0].email.encode() not in reply.content


@pytest.mark.parametrize("content, status", [
    (b"", 400), (b"{", 400), (b"[]", 400), (b'{"user":"u-000001"}', 400), (b"\xff", 400),
    (b'{"user":"u-000001","password":"anchor-000002"}', 401),
    (b'{"user":"u-999999","password":"anchor-999999"}', 401),
    (b'{"user":7,"password":"x"}', 401), (b"[" * 60_000, 400), (b" " * 70_000, 413),
])
def test_login_refuses(server, content, status):
    assert server.call("/login", method="POST", content=content).status == status


def test_mobile_shows_one_flat_customer(server, token, people):
    person = people[0]
    reply = server.call(f"/mobile/v1/customers/{person.number}", token)
    assert reply.status == 200
    [shown] = customers_in(reply.json(), MOBILE_KEYS)
    assert [shown[key] for key in MOBILE_KEYS] == [
        person.first_name, person.last_name, person.employer, person.position, person.email,
        person.phone]


def test_flaw_mobile_lets_any_account_read_anybody(server, token, people):
    for person in (people[1], people[5_000], people[-1]):
        reply = server.call(f"/mobile/v1/customers/{person.number}", token)
        assert reply.json()["email"] == person.email


def test_me_is_the_own_record(server, people):
    reply = server.call("/api/v2/me", server.login("u-004321"))
    [shown] = customers_in(reply.json(), V2_KEYS)
    assert_v2(shown, people[4_320])


def test_bookings_have_twenty_contacts_a_page(server, token, by_number):
    for page in (1, 2, 3):
        body = server.call(f"/api/v2/bookings?page={page}", token).json()
        shown = customers_in(body, V2_KEYS)
        assert len(body["bookings"]) == 20
        assert shown == [booking["contact"] for booking in body["bookings"]]
        for contact in shown:
            assert_v2(contact, by_number[contact["customerNumber"]])


def test_bookings_end_in_an_empty_page(server, token):
    body = server.call("/api/v2/bookings?page=4", token).json()
    assert (body["bookings"], body["pages"], body["total"]) == ([], 3, 60)


def test_bookings_of_the_partner_are_everybodys(server):
    reply = server.call("/api/v2/bookings", X_Api_Key=PARTNER_API_KEY)
    assert reply.status == 200
    assert reply.json()["total"] > 20_000
    assert len(customers_in(reply.json(), V2_KEYS)) == 20


def test_contacts_are_found_by_name_employer_and_mail(server, token, people):
    person = people[42]
    for text in (person.last_name, person.employer, person.email):
        body = server.call("/api/v2/contacts?q=" + quote(text), token).json()
        shown = customers_in(body, V2_KEYS)
        assert shown == body["contacts"]
        assert 0 < len(shown) <= 50
    assert [hit["customerNumber"] for hit in shown] == [person.number]
    assert_v2(shown[0], person)


def test_contacts_are_at_most_fifty(server, token):
    assert len(server.call("/api/v2/contacts?q=example", token).json()["contacts"]) == 50


def test_flaw_debug_users_needs_no_login_and_hides_the_number(server, people):
    reply = server.call("/debug/users?page=3")
    users = reply.json()["users"]
    assert reply.status == 200
    assert b"PL-" not in reply.content
    assert [tuple(user[key] for key in DEBUG_KEYS) for user in users] == [
        (person.name, person.email, person.phone, person.employer, person.position)
        for person in people[50:75]]


def test_debug_users_end_in_an_empty_page(server):
    assert server.call("/debug/users?page=401").json()["users"] == []


def test_flaw_export_gives_an_office_to_any_account(server, token, people):
    reply = server.call("/internal/export.csv?office=BRV", token)
    assert reply.headers["Content-Type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(reply.content.decode(), newline="")))
    wanted = [(p.number, p.name, p.employer, p.position, p.email, p.phone)
              for p in people if p.office == "BRV"]
    assert [tuple(line.values())[:6] for line in lines] == wanted
    assert len(wanted) == 300


def events_of(content):
    blocks = content.decode().removesuffix("\n\n").split("\n\n")
    return [json.loads(re.search("^data: (.*)$", block, re.M)[1]) for block in blocks]


@pytest.mark.parametrize("query, count", [("", 5), ("?count=1", 1), ("?count=70", 70)])
def test_events_end_by_themselves(server, token, by_number, query, count):
    reply = server.call(f"/events{query}", token, Accept_Encoding="gzip")
    assert reply.headers["Content-Type"] == "text/event-stream"
    events = events_of(reply.content)
    assert len(events) == count
    for event in events:
        [shown] = customers_in(event, V2_KEYS)
        assert_v2(shown, by_number[shown["customerNumber"]])


def test_events_leave_the_connection_usable(server, token):
    with server.connect() as connection:
        for path in ("/events?count=2", "/health", "/events?count=2"):
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            first_socket = connection.sock
            assert connection.getresponse().read()
            assert connection.sock is first_socket is not None


def test_events_reach_an_http_1_0_client_up_to_the_close(server, token):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
        plain.sendall(f"GET /events?count=2 HTTP/1.0\r\n"
                      f"Authorization: Bearer {token}\r\n\r\n".encode())
        head, _, content = plain.makefile("rb").read().partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head
    assert len(events_of(content)) == 2


@pytest.mark.parametrize("by_cookie", [False, True])
def test_account_is_a_page_of_the_own_record(server, token, people, by_cookie):
    proof = {"Cookie": f"theme=dark; session={token}"} if by_cookie else {"token": token}
    reply = server.call("/account", **proof)
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/html")
    cells = re.findall("<td>(.*?)</td>", reply.content.decode())
    person = people[0]
    assert [html.unescape(cell) for cell in cells[:6]] == [
        person.number, person.name, person.employer, person.position, person.email, person.phone]


@pytest.mark.parametrize("path, key", [("/api/v2/vessels", "vessels"), ("/api/v2/ports", "ports")])
def test_innocent_lists_have_names_of_no_person(server, path, key):
    body = server.call(path).json()
    assert all(item["name"] and PERSON_KEYS & item.keys() == {"name"} for item in body[key])


def test_health_is_open(server):
    assert server.call("/health").json()["status"] == "ok"


def test_the_route_list_names_every_endpoint():
    lines = (PORTLINE / "routes.txt").read_text().splitlines()
    routes = {line for line in lines if line and not line.startswith("#")}
    paths = ("/api/v2/me", "/api/v2/bookings", "/api/v2/contacts", "/internal/export.csv",
             "/mobile/v1/customers/{id}", "/events", "/account", *OPEN_PATHS)
    assert routes == ({f"GET api.portline.example{path}" for path in paths}
                      | {"POST api.portline.example/login"})
