# SPDX-License-Identifier: Apache-2.0
"""Portline's SQLite file: customers and bookings, written once from the seed and then only read.

Layout: customer(row, number, tenant, office, search, record) keeps the whole Customer as a JSON
array in `record`, beside the columns that are searched; booking(id, tenant, contact_row, record)
has one contact person each. The file is built under a temporary name and renamed, so that a file
with the right name is always whole.
"""

import json
import os
import random
import sqlite3
import threading

from fleet import PORT_CODES, VESSEL_CODES
from people import SEED, Customer, make_people

SCHEMA_VERSION = 1
BOOKINGS_PER_TENANT = 60
TRADING_PARTNER_COUNT = 12
SEARCH_HITS_MAX = 50

SCHEMA = """
    CREATE TABLE customer(row INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE,
        tenant TEXT NOT NULL, office TEXT NOT NULL, search TEXT NOT NULL, record TEXT NOT NULL);
    CREATE INDEX customer_office ON customer(office);
    CREATE TABLE booking(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL,
        contact_row INTEGER NOT NULL REFERENCES customer(row), record TEXT NOT NULL);
    CREATE INDEX booking_tenant ON booking(tenant);
"""


class DatabaseError(Exception):
    """The file is no database of this Portline."""


def _search_text(person):
    parts = (person.native_name, person.roman_name, person.name, person.employer, person.email)
    return "\n".join(parts).casefold()


def _customer_row(person):
    record = json.dumps(person, ensure_ascii=False)
    return (person.row, person.number, person.tenant, person.office, _search_text(person), record)


def _contacts_by_tenant(rng, people):
    """The rows that stand on a tenant's bookings: its own people and some trading partners."""
    contacts = {}
    for person in people:
        contacts.setdefault(person.tenant, []).append(person.row)
    for rows in contacts.values():
        rows.extend(rng.randrange(1, len(people) + 1) for _ in range(TRADING_PARTNER_COUNT))
    return contacts


def _booking_record(rng, booking_id):
    return {
        "bookingNumber": f"PLB{booking_id:06d}{rng.choice('ACEHKMRT')}",
        "status": rng.choice(("confirmed", "confirmed", "sailed", "delivered", "draft")),
        "vessel": rng.choice(VESSEL_CODES),
        "voyage": f"{rng.randrange(100, 999)}{rng.choice('NESW')}",
        "portOfLoading": rng.choice(PORT_CODES), "portOfDischarge": rng.choice(PORT_CODES),
        "departure": f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
        "containers": rng.randrange(1, 40), "isReefer": rng.random() < 0.2,
    }


def _bookings(rng, people):
    contacts = _contacts_by_tenant(rng, people)
    tenants = [tenant for tenant in sorted(contacts) for _ in range(BOOKINGS_PER_TENANT)]
    rng.shuffle(tenants)
    for booking_id, tenant in enumerate(tenants, start=1):
        record = json.dumps(_booking_record(rng, booking_id))
        yield booking_id, tenant, rng.choice(contacts[tenant]), record


def _fill(connection, seed):
    people = make_people(seed)
    rng = random.Random(seed + 1)
    with connection:
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO customer VALUES(?,?,?,?,?,?)",
                               map(_customer_row, people))
        connection.executemany("INSERT INTO booking VALUES(?,?,?,?)", _bookings(rng, people))
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def create(path, seed=SEED):
    """Write a new database to path, whole or not at all."""
    building = f"{path}.{os.getpid()}.new"
    try:
        connection = sqlite3.connect(building)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            _fill(connection, seed)
        finally:
            connection.close()
        os.replace(building, path)
    finally:
        if os.path.exists(building):
            os.unlink(building)


class Database:
    """Reads one Portline file from any thread; one query at a time."""

    def __init__(self, path):
        """Open the file, creating it first when missing. Raises DatabaseError or sqlite3.Error."""
        if not os.path.exists(path):
            create(path)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False)
        if self._query("PRAGMA user_version")[0][0] != SCHEMA_VERSION:
            raise DatabaseError(f"{path} is not a Portline database of version {SCHEMA_VERSION}")

    def customer(self, row):
        """Return the customer of a row, or None."""
        return self._one_customer("SELECT record FROM customer WHERE row = ?", row)

    def customer_by_number(self, number):
        """Return the customer of a customer number, or None."""
        return self._one_customer("SELECT record FROM customer WHERE number = ?", number)

    def customers_page(self, page, per_page):
        """Return the customers of page 1, 2, ... in row order; past the end an empty list."""
        return self._customers("SELECT record FROM customer ORDER BY row LIMIT ? OFFSET ?",
                               per_page, (page - 1) * per_page)

    def customers_of_office(self, office):
        """Return all customers of an office in row order."""
        return self._customers("SELECT record FROM customer WHERE office = ? ORDER BY row", office)

    def search(self, text):
        """Return at most SEARCH_HITS_MAX customers whose name, employer or e-mail holds text."""
        return self._customers("SELECT record FROM customer WHERE instr(search, ?) > 0"
                               " ORDER BY row LIMIT ?", text.casefold(), SEARCH_HITS_MAX)

    def customer_count(self):
        """Return how many customers there are."""
        return self._query("SELECT count(*) FROM customer")[0][0]

    def booking_count(self, tenant):
        """Return how many bookings a tenant has; tenant None means all tenants."""
        return self._query("SELECT count(*) FROM booking WHERE tenant = ? OR ? IS NULL",
                           tenant, tenant)[0][0]

    def bookings(self, tenant, offset, count):
        """Return [(booking dict, contact Customer)] of a tenant, or of all with tenant None."""
        found = self._query(
            "SELECT b.record, c.record FROM booking b JOIN customer c ON c.row = b.contact_row"
            " WHERE b.tenant = ? OR ? IS NULL ORDER BY b.id LIMIT ? OFFSET ?",
            tenant, tenant, count, offset)
        return [(json.loads(booking), Customer(*json.loads(contact))) for booking, contact in found]

    def _query(self, sql, *values):
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def _customers(self, sql, *values):
        return [Customer(*json.loads(record)) for (record,) in self._query(sql, *values)]

    def _one_customer(self, sql, value):
        return next(iter(self._customers(sql, value)), None)
