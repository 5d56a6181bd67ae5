#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the module costs nginx for each request, against the same nginx without it.

    bench_request.py BUILD FOLDER [--peers] [ROW...]

BUILD holds the module, the daemon and bench/bench_load; FOLDER holds the corpora. Prints lines:
name unit median p5 p95 runs. A ratio is that of one round, in which each front serves the same
number of the same requests; the order changes from round to round. request_same is the same nginx
without the module a second time: what differs there is noise.

Exit: 0 measured; 2 wrong usage, or no such row; 3 could not measure, and why.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import fronts

ROUNDS = 20
CONNECTIONS = 16
OPEN_CONNECTIONS = 128
OPEN_SECONDS = 2
OPEN_SHARE = 0.5  # of what it can serve
COUNTS = {'2k': 1500, '20k': 700, '200k': 100}
SIZES = {'2k': 2_000, '20k': 20_000, '200k': 200_000}
PEER_DIVISOR = 10  # of the counts: it is that slow
CALLGRIND_REQUESTS = 1000
STATE_BODY = 'dense_2k'

# What is measured for each kind of body, beside the plain front.
BODIES = {'dense': ('same', 'off', 'observe'), 'clean': ('observe',), 'image': ('observe',)}
PEERS = {'dense': ('modsecurity',)}


class BenchError(Exception):
    """Could not measure; the text says why."""


def cut_body(corpus, body_bytes):
    """Whole records of the corpus, as one body of at most so many bytes."""
    head, tail = b'{"value":[\n', b'\n]}\n'
    records, used = [], len(head) + len(tail)
    with open(corpus, 'rb') as lines:
        next(lines)
        for line in lines:
            record = line.rstrip(b',\n')
            if used + len(record) + 2 > body_bytes:
                return head + b',\n'.join(records) + tail
            records.append(record)
            used += len(record) + 2
    raise BenchError(f'{corpus} is too small')


def write_bodies(corpora, folder):
    for size, body_bytes in SIZES.items():
        for kind in ('dense', 'clean'):
            body = cut_body(corpora / f'{kind}.json', body_bytes)
            (folder / f'{kind}_{size}.json').write_bytes(body)
            print(f'# request_*_{kind}_{size}: {len(body)} bytes', flush=True)
        (folder / f'image_{size}.png').write_bytes(b'\xff' * body_bytes)


def path_of(body):
    return f'/{body}.png' if body.startswith('image') else f'/{body}.json'


def print_row(name, unit, values):
    """Median, p5 and p95, as bench_scan prints them."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = (ordered[middle] + ordered[~middle]) / 2
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    print(f'{name:<26} {unit:<6} {median:9.3f} {low:9.3f} {high:9.3f} {len(ordered):4}', flush=True)


def instructions_of(profile, library):
    """Instructions that a library ran itself, by callgrind's file: costs stand below the name of
    their object; the line after calls= is of what was called."""
    total, is_ours, is_call = 0, False, False
    names = {}
    for line in profile.read_text().splitlines():
        if line.startswith('ob='):
            number, _, name = line[3:].partition(' ')
            is_ours = names.setdefault(number, name).endswith(library)
        elif line.startswith('cob='):
            number, _, name = line[4:].partition(' ')
            names.setdefault(number, name)
        elif line.startswith(tuple('0123456789+-*')):
            if is_ours and not is_call:
                total += int(line.split()[1])
            is_call = False
        elif line.startswith('calls='):
            is_call = True
    if not any(name.endswith(library) for name in names.values()):
        raise BenchError(f'callgrind saw nothing of {library}')
    return total


class Bench:
    def __init__(self, build, corpora, folder, with_peers):
        self.build, self.corpora, self.folder = build, corpora, folder
        self.with_peers = with_peers
        self.stack = self.upstream = None
        self.fronts = {}

    def start(self):
        os.sched_setaffinity(0, {fronts.OTHER_CORE})  # and all that starts from here
        self.upstream = fronts.upstream(self.folder / 'upstream')
        write_bodies(self.corpora, self.folder / 'upstream')
        self.upstream.start()
        self.stack = fronts.Stack(self.folder / 's', self.build)
        self.stack.prepare()
        self.stack.start_daemon()
        module = fronts.module_line(self.build)
        self.add('plain')
        self.add('same')
        lines = fronts.observe_lines(self.stack)
        self.add('off', module, lines, fronts.OFF)
        self.add('observe', module, lines)
        if self.with_peers:
            self.add_peer()
        fronts.wait_for('the rings', lambda: fronts.workers_connected(self.stack) == 2)

    def add(self, name, main_lines='', http_lines='', location=''):
        self.fronts[name] = fronts.front(self.folder / name, self.upstream.port, main_lines,
                                         http_lines, location)
        self.fronts[name].start()

    def add_peer(self):
        peer = fronts.modsecurity(self.folder / 'modsecurity', self.upstream.port)
        if peer is None:
            raise BenchError('--peers: libnginx-mod-http-modsecurity or modsecurity-crs is missing')
        self.fronts['modsecurity'] = peer
        peer.start()

    def stop(self):
        for nginx in [*self.fronts.values(), self.upstream]:
            if nginx is not None:
                nginx.stop()
        if self.stack is not None:
            self.signal_daemon(signal.SIGCONT)
            self.stack.stop()

    # --- one measurement

    def load(self, port, body, *how):
        done = subprocess.run([self.build / 'bench' / 'bench_load', str(port), path_of(body),
                               *map(str, how)], capture_output=True, text=True)
        if done.returncode != 0:
            raise BenchError(f'{body}: {done.stderr.strip()}')
        return dict((key, int(value)) for key, value in
                    (pair.split('=') for pair in done.stdout.split()))

    def cpu_us(self, name, body):
        """Processor time of one request."""
        nginx = self.fronts[name]
        count = COUNTS[body.split('_')[1]] // (PEER_DIVISOR if name == 'modsecurity' else 1)
        before = nginx.cpu_ns()
        self.load(nginx.port, body, 'count', count, CONNECTIONS)
        return (nginx.cpu_ns() - before) / count / 1000

    # --- rows

    def against_plain(self, body, names):
        """One kind of body at one size: each front's time, and its ratio to plain."""
        order = ['plain', *names]
        times = {name: [] for name in order}
        for turn in range(-1, ROUNDS):  # the first is not counted
            for at in range(len(order)):
                name = order[(at + turn) % len(order)]
                spent = self.cpu_us(name, body)
                if turn >= 0:
                    times[name].append(spent)
        print_row(f'request_plain_{body}', 'us', times['plain'])
        for name in names:
            print_row(f'request_{name}_{body}', 'us', times[name])
            print_row(f'request_{name}_{body}', 'ratio',
                      [spent / plain for spent, plain in zip(times[name], times['plain'])])

    def signal_daemon(self, number):
        process = self.stack.processes.get('cofferdamd')
        if process is not None and process.poll() is None:
            os.killpg(process.pid, number)

    def in_state(self, is_stopped, work):
        self.signal_daemon(signal.SIGSTOP if is_stopped else signal.SIGCONT)
        try:
            if not is_stopped:
                fronts.wait_for('the daemon', self.stack.is_daemon_ready)
            return work()
        finally:
            self.signal_daemon(signal.SIGCONT)

    def stopped(self, name, unit, work):
        """The same with the daemon stopped and running: both, and the ratio of each pair."""
        times = {False: [], True: []}
        for turn in range(-1, ROUNDS):
            for is_stopped in ((False, True) if turn % 2 else (True, False)):
                value = self.in_state(is_stopped, work)
                if turn >= 0:
                    times[is_stopped].append(value)
        print_row(f'request_running_{name}', unit, times[False])
        print_row(f'request_stopped_{name}', unit, times[True])
        print_row(f'request_stopped_{name}', 'ratio',
                  [stopped / running for stopped, running in zip(times[True], times[False])])

    def stopped_cpu(self):
        self.stopped('cpu', 'us', lambda: self.cpu_us('observe', STATE_BODY))

    def stopped_p99(self):
        port = self.fronts['observe'].port
        whole = self.load(port, STATE_BODY, 'count', COUNTS['2k'], CONNECTIONS)
        rate = int(whole['requests'] * 1e9 / whole['wall_ns'] * OPEN_SHARE)
        print(f'# request_*_p99: {rate} requests a second', flush=True)
        self.stopped('p99', 'us', lambda: self.load(port, STATE_BODY, 'rate', rate, OPEN_SECONDS,
                                                    OPEN_CONNECTIONS)['p99_ns'] / 1000)

    def instructions(self, count):
        """Those of the module in a whole life of nginx that answers so many requests with it off."""
        folder = self.folder / f'callgrind_{count}'
        nginx = fronts.front(folder, self.upstream.port, fronts.module_line(self.build),
                             fronts.observe_lines(self.stack), fronts.OFF, single=True)
        out = folder / 'callgrind.out'
        nginx.start('valgrind', '--tool=callgrind', f'--callgrind-out-file={out}')
        try:
            self.load(nginx.port, 'dense_2k', 'count', count, 1)
        finally:
            nginx.stop()
        return instructions_of(out, 'ngx_http_cofferdam_module.so')

    def off_instructions(self):
        """What `off` costs a request: N and 2N requests, so that the start falls out."""
        if shutil.which('valgrind') is None:
            raise BenchError('valgrind is not installed')
        few, many = (self.instructions(times * CALLGRIND_REQUESTS) for times in (1, 2))
        print_row('request_off_instructions', 'count', [(many - few) / CALLGRIND_REQUESTS])

    def rows(self):
        """Name of a row: what measures it."""
        found = {}
        for kind, names in BODIES.items():
            for size in SIZES:
                more = PEERS.get(kind, ()) if self.with_peers else ()
                found[f'request_{kind}_{size}'] = (
                    lambda body=f'{kind}_{size}', names=(*names, *more):
                    self.against_plain(body, names))
        found['request_stopped_cpu'] = self.stopped_cpu
        found['request_stopped_p99'] = self.stopped_p99
        found['request_off_instructions'] = self.off_instructions
        return found


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # and stop what was started
    arguments = sys.argv[1:]
    with_peers = '--peers' in arguments
    positional = [text for text in arguments if text != '--peers']
    if len(positional) < 2:
        print(__doc__.split('\n\n')[1].strip(), file=sys.stderr)
        return 2
    build, corpora, *wanted = positional
    if os.cpu_count() < 2:
        print('bench_request.py: needs two cores', file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix='cofferdam-bench-') as folder:
        bench = Bench(pathlib.Path(build).resolve(), pathlib.Path(corpora), pathlib.Path(folder),
                      with_peers)
        rows = bench.rows()
        unknown = [name for name in wanted if name not in rows]
        if unknown:
            print(f'bench_request.py: no row {unknown[0]}; there are: {" ".join(rows)}',
                  file=sys.stderr)
            return 2
        try:
            bench.start()
            for name in wanted or rows:
                rows[name]()
        finally:
            bench.stop()
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except (BenchError, fronts.StackError, OSError) as error:
        print(f'bench_request.py: {error}', file=sys.stderr)
        sys.exit(3)
