# SPDX-License-Identifier: Apache-2.0
"""The worker's way to the engine, with an engine that is not one: it answers wrongly, or dies."""

import os
import signal
import socket
import struct

import pytest

from server import SECONDS

HELLO_BYTES = 64
OK, LAYOUT, REFUSED = 0, 1, 3


class Engine:
    """Accepts workers on the ring socket and does as it is told."""

    def __init__(self, folder):
        self.run = folder
        folder.mkdir()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(str(folder / 'ring.sock'))
        self.listener.listen(8)

    def accept(self, seconds=SECONDS):
        """A worker that has said hello; None: nobody came."""
        self.listener.settimeout(seconds)
        try:
            connection, _ = self.listener.accept()
        except TimeoutError:
            return None
        connection.settimeout(SECONDS)
        hello, control, _, _ = connection.recvmsg(HELLO_BYTES, 1024)
        assert len(hello) == HELLO_BYTES and len(control) == 1
        os.close(struct.unpack('i', control[0][2][:4])[0])
        self.ring_id = hello[16:32]
        return connection


def welcome(verdict):
    return b'CFDWELC1' + struct.pack('<II', 1, verdict) + bytes(48)


@pytest.fixture
def engine(tmp_path):
    engine = Engine(tmp_path / 'run')
    yield engine
    engine.listener.close()


def lines(engine):
    return f'cofferdam observe; cofferdam_run {engine.run};'


def test_a_worker_comes_again_when_the_engine_has_gone(server, engine):
    with server(http_lines=lines(engine)):
        for _ in range(3):
            worker = engine.accept()
            worker.send(welcome(OK))
            worker.close()


def test_an_engine_that_answers_and_dies_at_once_is_noticed(server, engine):
    with server(http_lines=lines(engine)) as nginx:
        worker = engine.accept()
        os.kill(nginx.worker_pid(), signal.SIGSTOP)
        worker.send(welcome(OK))
        worker.close()
        os.kill(nginx.worker_pid(), signal.SIGCONT)
        assert engine.accept() is not None


def test_a_worker_that_leaves_without_an_engine_leaves_its_ring(server, engine):
    with server(http_lines=lines(engine)) as nginx:
        worker = engine.accept()
        ring_id = engine.ring_id
        worker.send(welcome(OK))
        pid = nginx.worker_pid()
        os.kill(pid, signal.SIGSTOP)
        worker.close()
        nginx.process.send_signal(signal.SIGQUIT)
        os.kill(pid, signal.SIGCONT)
    left = engine.accept()
    assert left is not None and engine.ring_id == ring_id
    assert left.recv(1) == b''


def test_a_worker_that_leaves_with_its_engine_there_does_not_come_twice(server, engine):
    with server(http_lines=lines(engine)):
        worker = engine.accept()
        worker.send(welcome(OK))
    assert worker.recv(1) == b''
    assert engine.accept(seconds=0.5) is None


@pytest.mark.parametrize('answer', [b'', b'hello', bytes(HELLO_BYTES), welcome(9), welcome(OK) + b'!'],
                         ids=['nothing', 'short', 'zeros', 'verdict', 'long'])
def test_an_answer_that_is_none_ends_the_connection(server, engine, answer):
    with server(http_lines=lines(engine)):
        worker = engine.accept()
        if answer:
            worker.send(answer)
        else:
            worker.shutdown(socket.SHUT_WR)
        assert engine.accept() is not None


def test_a_second_answer_ends_the_connection(server, engine):
    with server(http_lines=lines(engine)):
        worker = engine.accept()
        worker.send(welcome(OK))
        worker.send(welcome(OK))
        assert engine.accept() is not None


@pytest.mark.parametrize('verdict', [LAYOUT, REFUSED])
def test_a_refused_worker_does_not_come_again_soon(server, engine, verdict):
    with server(http_lines=lines(engine)) as nginx:
        worker = engine.accept()
        worker.send(welcome(verdict))
        assert worker.recv(1) == b''
        assert engine.accept(seconds=3) is None
        assert f'reason {verdict}' in nginx.errors()


def test_an_engine_that_says_nothing_is_waited_for(server, engine):
    with server(http_lines=lines(engine)) as nginx:
        worker = engine.accept()
        nginx.write('a.json', b'{"email":"ada@test.example"}')
        for _ in range(20):
            assert nginx.get('/a.json')[0] == 200
        assert engine.accept(seconds=1) is None
        worker.close()
        assert engine.accept() is not None
