# SPDX-License-Identifier: Apache-2.0
"""Tells which customers a Portline response showed, as row numbers, and names each endpoint.

One function per kind of body. They read what the client received, and look a customer number (or,
in the debug list, an e-mail address) up among the people of the fixed seed.
"""

import csv
import io
import json
import re

from client import HOST
from people import make_people

CUSTOMER = f"GET {HOST}/mobile/v1/customers/{{id}}"
ME = f"GET {HOST}/api/v2/me"
BOOKINGS = f"GET {HOST}/api/v2/bookings"
CONTACTS = f"GET {HOST}/api/v2/contacts"
DEBUG_USERS = f"GET {HOST}/debug/users"
EXPORT = f"GET {HOST}/internal/export.csv"
EVENTS = f"GET {HOST}/events"
ACCOUNT = f"GET {HOST}/account"

NUMBER = re.compile(rb"PL-[0-9]{7}")


class Register:
    """All customers of the fixed seed, found by number or e-mail."""

    def __init__(self):
        self.people = make_people()
        self._row_of_number = {person.number: person.row for person in self.people}
        self._row_of_email = {person.email: person.row for person in self.people}

    def person(self, row):
        """Return the customer of a row."""
        return self.people[row - 1]

    def in_record(self, reply):
        """The one customer of a flat JSON record."""
        return [self._row_of_number[reply.json()["customerNumber"]]]

    def in_bookings(self, reply):
        """The contacts of a page of bookings."""
        return [self._row_of_number[booking["contact"]["customerNumber"]]
                for booking in reply.json()["bookings"]]

    def in_contacts(self, reply):
        """The hits of a search."""
        return [self._row_of_number[hit["customerNumber"]] for hit in reply.json()["contacts"]]

    def in_debug_users(self, reply):
        """The users of a debug page, which shows no customer number."""
        return [self._row_of_email[user["email"]] for user in reply.json()["users"]]

    def in_export(self, reply):
        """The customers of a CSV export."""
        table = csv.DictReader(io.StringIO(reply.content.decode(), newline=""))
        return [self._row_of_number[line["customer_number"]] for line in table]

    def in_events(self, reply):
        """The contacts of a finished event stream."""
        events = [json.loads(line[5:]) for line in reply.content.splitlines()
                  if line.startswith(b"data:")]
        return [self._row_of_number[event["customerNumber"]] for event in events]

    def in_account_page(self, reply):
        """The customer whose number stands in the HTML page."""
        return [self._row_of_number[NUMBER.search(reply.content)[0].decode()]]
