# SPDX-License-Identifier: Apache-2.0
"""Radicale, an address book server, with two address books in a folder of its own.

People and numbers are made up; the numbers are of ranges kept for fiction.
"""

from real_stack import RealStack, ask, needs
from stack import free_port, wait_for

PEOPLE = {
    'passengers': [
        ('Ilse', 'Brandvold', 'ilse.brandvold@example.com', '+44 7700 900461'),
        ('Tomasz', 'Gierulka', 'tomasz.gierulka@example.com', '+44 7700 900462'),
        ('Amadou', 'Kestrane', 'amadou.kestrane@example.com', '+44 7700 900463'),
    ],
    'suppliers': [
        ('Nerys', 'Holbeck', 'nerys.holbeck@example.org', '+44 7700 900464'),
        ('Paavo', 'Linnarand', 'paavo.linnarand@example.org', '+44 7700 900465'),
    ],
}
START_SECONDS = 60
CREW = {'Authorization': 'Basic Y3Jldzpub3RoaW5n'}  # crew:nothing


def canaries():
    """The values of every card; numbers also as they are normalised. A given name alone is so
    short that chance could write it."""
    for given, family, email, phone in sum(PEOPLE.values(), []):
        yield from (f'{given} {family}', family, email, phone, phone.replace(' ', ''))


def card(given, family, email, phone):
    return (f'BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{given}-{family}\r\nFN:{given} {family}\r\n'
            f'N:{family};{given};;;\r\nORG:Tarn Chandlery\r\nEMAIL:{email}\r\nTEL:{phone}\r\n'
            f'END:VCARD\r\n')


class RadicaleStack(RealStack):
    host = 'books.example'
    routes = '''GET books.example/crew/passengers/
GET books.example/crew/suppliers/
PROPFIND books.example/crew/
REPORT books.example/crew/passengers/
'''

    def start_upstream(self):
        program = needs('radicale', '/usr/bin/radicale')
        self.books = self.folder / 'books'
        self.upstream_port = free_port()
        config = self.folder / 'radicale.conf'
        config.write_text(f'''[server]
hosts = 127.0.0.1:{self.upstream_port}
[auth]
type = none
[rights]
type = owner_only
[storage]
filesystem_folder = {self.books}
[web]
type = none
[logging]
level = warning
''')
        process = self.spawn('radicale', [program, '--config', str(config)])
        wait_for('radicale', lambda: self.is_listening(self.upstream_port), process, START_SECONDS)
        for name, people in PEOPLE.items():
            self.put_book(name, people)

    def put_book(self, name, people):
        """Straight to the server, past nginx."""
        body = ''.join(card(*person) for person in people)
        status, _, answer = ask(self.upstream_port, 'PUT', f'/crew/{name}/', self.host, body,
                                {'Content-Type': 'text/vcard', **CREW})
        assert status == 201, answer
