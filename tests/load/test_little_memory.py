# SPDX-License-Identifier: Apache-2.0
"""Nginx in 20 MB: rings as small as they can be. What they do not hold is counted to the person."""

CROWDS = 6
PERSONS = 20000


def oom_kills(group):
    """How often the kernel ended a process of the group for want of memory."""
    for name in ('memory.oom_control', 'memory.events'):
        file = group / name
        if file.exists():
            return int(dict(line.split() for line in file.read_text().splitlines())['oom_kill'])
    return 0


def test_a_crowd_in_twenty_megabytes(in_small_group):
    stack = in_small_group
    for number in range(CROWDS):
        stack.write(f'crowd{number}', 1 + number * PERSONS, PERSONS)
    stack.start()
    stack.stop_daemon()
    stack.fetch_all([(f'crowd{number}', f'u-{number:06d}') for number in range(CROWDS)])
    stack.continue_daemon()
    status = stack.settle()
    assert status['dropped']['subjects'] > 0  # two rings of 1 MB hold a third of this
    assert status['exposures'] > 0
    assert 'ring_full' in status['gaps']
    assert all(persons <= PERSONS for persons in stack.said().values())
    said = (stack.folder / 'nginx' / 'error.log').read_text()
    assert 'exited on signal' not in said
    assert oom_kills(stack.group) == 0
    stack.write('after', 1 + CROWDS * PERSONS, 1000)
    stack.fetch('after', 'u-after')
    stack.settle()
    assert stack.said()[stack.truth_key('u-after')] == 1000
