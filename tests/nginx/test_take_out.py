# SPDX-License-Identifier: Apache-2.0
"""In and out of a running nginx: two reloads, and nothing else is restarted."""

import os
import re
import signal

import pytest

from server import Server
from stack import wait_for

PERSON = b'{"email":"ada@test.example","phone":"+49 40 1234567"}'


def reload(server, edit):
    """Changes the configuration as `edit` says and waits until new workers serve it alone."""
    path = server.folder / 'nginx.conf'
    before = server.worker_pid()
    path.write_text(edit(path.read_text()))
    os.kill(server.process.pid, signal.SIGHUP)
    wait_for('the reload', lambda: before not in server.workers())


def without_module(text):
    """What an operator takes out: the line that loads it, and every line of ours."""
    text = re.sub(r'load_module [^;]*;', '', text)
    text = text.replace('cofferdam off;', '').replace('cofferdam observe;', '')
    return re.sub(r'persons=\$cofferdam_persons.*\$cofferdam_action', '-', text)


@pytest.fixture
def server(build, tmp_path):
    lines = 'cofferdam observe; location / { proxy_pass http://UPSTREAM; }'
    with Server(build, tmp_path / 's', server_lines=lines) as server:
        server.write('person.json', PERSON)
        yield server


def loads(server):
    pid = server.worker_pid()
    return 'ngx_http_cofferdam_module' in open(f'/proc/{pid}/maps').read()


def test_off_takes_it_out_of_the_way_and_observe_puts_it_back(server):
    path = '/person.json'
    before = server.get(path)
    assert server.seen(1)[-1]['persons'] == '1'
    reload(server, lambda text: text.replace('cofferdam observe;', 'cofferdam off;'))
    off = server.get(path)
    assert server.seen(2)[-1].get('persons') in ('', '-', '0')
    reload(server, lambda text: text.replace('cofferdam off; location', 'cofferdam observe; location'))
    again = server.get(path)
    assert server.seen(3)[-1]['persons'] == '1'
    assert before[0] == off[0] == again[0] == 200
    assert before[2] == off[2] == again[2] == PERSON


def test_without_the_load_module_line_it_is_gone_from_memory(server):
    assert loads(server)
    master = server.process.pid
    before = server.get('/person.json')
    reload(server, without_module)
    assert not loads(server)
    after = server.get('/person.json')
    assert (after[0], after[2]) == (before[0], before[2])
    assert [name for name, _ in after[1]] == [name for name, _ in before[1]]
    assert server.process.pid == master and server.process.poll() is None
