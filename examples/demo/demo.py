#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demo: an API leaks, Cofferdam watches, a table shows whose data goes to whom.

usage: demo.py --build DIR      (make demo)

environment:
  DEMO_SECONDS=N   traffic for N seconds, then end with status 0; without it the traffic runs for
                   40 seconds and everything stays up until Ctrl-C
  DEMO_PORT=N      nginx listens there instead of on a free port
"""

import argparse
import datetime
import fcntl
import json
import os
import pathlib
import shutil
import signal
import sys
import time

from stack import Stack, StackError

TRAFFIC_SECONDS = 40
ROWS_SHOWN = 12
KEPT = ('lock',)


def say(text=''):
    print(text, flush=True)


def take_folder(build):
    """An empty build/demo, ours alone as long as we run."""
    folder = pathlib.Path(build).resolve() / 'demo'
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / 'lock', 'w')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise StackError(f'another demo runs in {folder} (stop it with Ctrl-C)')
    for entry in folder.iterdir():
        if entry.name in KEPT:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    return folder, lock


def clock(text):
    moment = datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).astimezone()
    return moment.strftime('%H:%M:%S')


def table(items):
    lines = [f'{"consumer":<26} {"persons":>8} {"first seen":>11}  {"endpoint":<58} kinds']
    for item in items[:ROWS_SHOWN]:
        lines.append(f'{item["consumer"][:26]:<26} {item["persons"]:>8} {clock(item["first"]):>11}  '
                     f'{item["endpoint"][:58]:<58} {" ".join(item["kinds"])}')
    return lines


def show_live(stack, seconds_left):
    status, answer = stack.get('/v1/exposures?limit=50')
    if status != 200:
        return
    window = answer['window']
    head = (f'{answer["persons"]} persons seen by {len(answer["items"])} consumers and endpoints; '
            f'{window["inspected"]} responses inspected, {window["uninspected"]} not; '
            f'{max(0, seconds_left):.0f} s of traffic left')
    if sys.stdout.isatty():
        print('\033[H\033[2J' + '\n'.join([head, ''] + table(answer['items'])), flush=True)
    else:
        say(head)


def watch(stack, traffic, seconds):
    """The live table until the traffic has ended."""
    end = time.monotonic() + seconds
    while traffic.poll() is None:
        show_live(stack, end - time.monotonic())
        try:
            traffic.wait(1 if sys.stdout.isatty() else 5)
        except Exception:
            pass
    if traffic.returncode != 0:
        raise StackError(f'the traffic failed, see {stack.folder}/traffic.log')


def show_result(stack, truth_file):
    answer = json.loads(stack.cofferdam('exposures', '--limit', '0', '-o', 'json'))
    consumers = json.loads(stack.cofferdam('consumers', '--limit', '0', '-o', 'json'))['items']
    say()
    say('Who received whose data, and through what:')
    say()
    for line in table(answer['items']):
        say('  ' + line)
    say()
    first = consumers[0]
    say(f'Most persons: {first["consumer"]} received the data of {first["persons"]} persons.')
    say(f'The traffic\'s own count of them: {truth_of(truth_file, first["consumer"])}.')
    blind = ', '.join(f'{name} {count}' for name, count in answer['gaps'].items()) or 'none'
    say(f'Not inspected, by reason: {blind}.')


def show_doctor(stack):
    """Whether all is in its place, before anything is claimed."""
    code, text = stack.doctor()
    say()
    say('cofferdam doctor: what is between nginx and the ledger, one line a check:')
    say()
    for line in text.splitlines():
        say('  ' + line)
    say()
    if code != 0:
        raise StackError('doctor found a failure, see above')


def truth_of(truth_file, consumer):
    """How many rows the traffic says that this consumer received."""
    for actor in json.loads(truth_file.read_text())['actors']:
        credential = actor.get('credential') or {}
        if credential.get('id') and consumer.endswith(':' + credential['id']):
            return len(set().union(*(e['rows'] for e in actor['endpoints'].values())))
    return 'not known'


def show_further(stack):
    program = os.path.relpath(stack.build / 'cofferdam')
    socket = os.path.relpath(stack.socket)
    say()
    say('Look further' + (':' if not os.environ.get('DEMO_SECONDS') else ' (while a demo runs):'))
    for command in ('status', 'endpoints', 'consumers', 'exposures --kind phone',
                    'exposures --consumer u-000123', 'gaps'):
        say(f'  {program} {command} --socket {socket}')
    say(f'  {program} exposures -o csv --socket {socket}')
    say(f'  {program} scan tests/data/payloads')


def run(build):
    seconds = os.environ.get('DEMO_SECONDS')
    port = os.environ.get('DEMO_PORT')
    folder, lock = take_folder(build)
    stack = Stack(folder, build, int(port) if port else None)
    truth = folder / 'truth.json'
    with lock:
        try:
            say('Starting portline (an API with a flaw), the daemon, and nginx in front of it ...')
            stack.start()
            say(f'Portline answers on http://127.0.0.1:{stack.port}/ (Host: api.portline.example).')
            show_doctor(stack)
            length = int(seconds) if seconds else TRAFFIC_SECONDS
            watch(stack, stack.start_traffic(length, truth), length)
            show_result(stack, truth)
            show_further(stack)
            if not seconds:
                say()
                say('Everything is still running. Ctrl-C stops it.')
                signal.pause()
        finally:
            stack.stop()
            say(f'Stopped. What it left is in {os.path.relpath(folder)}/.')


def main():
    parser = argparse.ArgumentParser(description='an API that leaks, watched live')
    parser.add_argument('--build', default='build')
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    for name in ('DEMO_SECONDS', 'DEMO_PORT'):
        if os.environ.get(name) and not os.environ[name].isdigit():
            sys.exit(f'demo: {name} takes a whole number')
    try:
        run(arguments.build)
    except StackError as error:
        sys.exit(f'demo: {error}')
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == '__main__':
    main()
