# SPDX-License-Identifier: Apache-2.0
"""The ledger's disk is full: traffic goes on, and when there is room again all of it is in the
ledger or counted as lost, without a restart of anything."""

import errno
import os
import signal

from stack import wait_for

PERSONS = 10000
LEFT_BYTES = 1 << 20  # a crowd takes more


def fill(disk):
    """A file that takes all there is but LEFT_BYTES."""
    with open(disk / 'filler', 'wb', buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        file.truncate(max(0, file.tell() - LEFT_BYTES))


def said_by(stack):
    return (stack.folder / 'cofferdamd.log').read_text()


def is_full(stack):
    return said_by(stack).count('the disk is full') > said_by(stack).count('is written again')


def fetch_many(stack, numbers):
    for number in numbers:
        stack.write(f'crowd{number}', 1 + number * PERSONS, PERSONS)
        stack.fetch(f'crowd{number}', f'u-{number:06d}')


def restart(stack):
    """An orderly stop, and the same ledger again."""
    stack.stop_one('cofferdamd')
    stack.start_daemon()


def test_all_that_waited_is_written_when_there_is_room(crowds, small_disk):
    crowds.start()
    fetch_many(crowds, range(1))
    crowds.settle()
    fill(small_disk)
    fetch_many(crowds, range(1, 4))
    wait_for('the full disk', lambda: is_full(crowds))
    fetch_many(crowds, range(4, 6))
    (small_disk / 'filler').unlink()
    wait_for('the ledger', lambda: not is_full(crowds))
    status = crowds.settle()
    assert status['dropped'] == {'parts': 0, 'subjects': 0}
    assert crowds.said() == dict(crowds.truth)
    restart(crowds)
    assert crowds.said() == dict(crowds.truth)


def test_an_engine_killed_meanwhile_starts_on_the_full_disk(crowds, small_disk):
    crowds.start()
    fetch_many(crowds, range(1))
    crowds.settle()
    fill(small_disk)
    fetch_many(crowds, range(1, 3))
    wait_for('the full disk', lambda: is_full(crowds))
    killed = crowds.pids('engine')[0]
    os.kill(killed, signal.SIGKILL)
    wait_for('the next engine', lambda: crowds.pids('engine') not in ([], [killed])
             and crowds.is_daemon_ready())
    fetch_many(crowds, range(3, 4))
    (small_disk / 'filler').unlink()
    status = crowds.settle()
    assert status['dropped'] == {'parts': 0, 'subjects': 0}
    assert crowds.said() == dict(crowds.truth)


def test_what_the_rings_do_not_hold_is_counted(in_small_group, small_disk):
    stack = in_small_group
    stack.start()
    fill(small_disk)
    fetch_many(stack, range(12))
    wait_for('the full disk', lambda: is_full(stack))
    (small_disk / 'filler').unlink()
    status = stack.settle()
    assert status['dropped']['subjects'] > 0
    assert 'ring_full' in status['gaps']
    said = stack.said()
    restart(stack)
    assert stack.status()['dropped'] == status['dropped']
    assert stack.said() == said
