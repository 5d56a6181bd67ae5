#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Plays a day at Portline in some seconds, and writes down exactly who received whom.

usage: traffic.py --url http://127.0.0.1:PORT --truth FILE [--seconds N] [--actors NAME[,NAME]]
                  [--seed N]

The truth file (schema portline.truth/1) names each actor, its source address and credential and,
per endpoint, the number of its 200 responses and the sorted rows of the customers it received; no
personal value and no key. It is written by rename at the end, also after SIGTERM, SIGINT or a
failed request. Exit: 0 played; 1 a request failed, and stderr says whose and where; 2 wrong usage.
"""

import argparse
import json
import os
import queue
import random
import signal
import sys
import threading
import time
import urllib.parse

from actors import Scene, make_cast
from client import CALL_TIMEOUT_S, Client, CutShort, Failure, Receipts
from register import Register

SCHEMA = "portline.truth/1"
SECONDS_DEFAULT = 40
SEED_DEFAULT = 1
GRACE_S = 4


class Play:
    """All actors on stage at once, one thread each, until the time is over."""

    def __init__(self, cast, target, seconds, seed):
        self._cast, self._target, self._seconds, self._seed = cast, target, seconds, seed
        self._register = Register()
        self._receipts = {actor.name: Receipts() for actor in cast}
        self._clients = []
        self._over = threading.Event()
        self._bell = queue.SimpleQueue()    # its put is safe in a signal handler
        self._begin = 0.0
        self.failures = []

    def run(self, show_progress):
        """Play; returns when every actor has left the stage."""
        self._begin = time.monotonic()
        threads = [threading.Thread(target=self._act, args=(actor,), name=actor.name, daemon=True)
                   for actor in self._cast]
        for thread in threads:
            thread.start()
        self._wait(len(threads), show_progress)
        self._over.set()
        self._clear_stage(threads)

    def stop(self, *_):
        """End the play early; may be called by a signal handler."""
        self._bell.put("stop")

    def truth(self):
        """Return the content of the truth file."""
        return {"schema": SCHEMA, "actors": [
            {"actor": actor.name, "address": actor.address, "credential": actor.credential(),
             "endpoints": self._receipts[actor.name].as_endpoints()}
            for actor in self._cast]}

    def _elapsed(self):
        return time.monotonic() - self._begin

    def _pause(self, seconds):
        """Wait; returns whether the play goes on."""
        return not self._over.wait(max(0.0, seconds))

    def _act(self, actor):
        receipts = self._receipts[actor.name]
        client = Client(actor, self._target, receipts, self._over.is_set, actor.wants_gzip)
        self._clients.append(client)
        rng = random.Random(f"{self._seed}/{actor.name}")
        scene = Scene(actor, client, receipts, self._register, rng, self._seconds, self._pause,
                      self._elapsed)
        news = "left"
        try:
            scene.enter()
            actor.play(scene)
        except CutShort:
            pass
        except Failure as failure:
            self.failures.append(str(failure))
            news = "stop"
        except Exception as error:  # our own mistake must not end as a silent, smaller truth
            self.failures.append(f"{actor.name}: fault in the play: {type(error).__name__}")
            news = "stop"
        finally:
            client.close()
            self._bell.put(news)

    def _wait(self, actor_count, show_progress):
        """Wait until the time is over, every actor has left, or a stop is asked for."""
        while actor_count and self._elapsed() < self._seconds:
            try:
                news = self._bell.get(timeout=min(1.0, max(0.0, self._seconds - self._elapsed())))
            except queue.Empty:
                if show_progress:
                    self._print_progress()
                continue
            if news == "stop":
                return
            actor_count -= 1

    def _clear_stage(self, threads):
        """Let calls under way finish for GRACE_S; then break what still waits."""
        _join_all(threads, GRACE_S)
        for client in self._clients:
            client.cut()
        _join_all(threads, CALL_TIMEOUT_S)

    def _print_progress(self):
        responses = sum(receipts.response_count() for receipts in self._receipts.values())
        print(f"portline traffic: {self._elapsed():.0f} of {self._seconds:g} s, "
              f"{responses} responses", file=sys.stderr, flush=True)


def _join_all(threads, seconds):
    until = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def write_by_rename(path, value):
    """Write a JSON file whole or not at all."""
    building = f"{path}.{os.getpid()}.new"
    try:
        with open(building, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1)
            file.write("\n")
        os.replace(building, path)
    finally:
        if os.path.exists(building):
            os.unlink(building)


def chosen(cast, names):
    """Return the actors of the given names or kinds, in the cast's order; None means all.
    Raises ValueError for a name that nobody has."""
    if names is None:
        return cast
    wanted = names.split(",")
    unknown = set(wanted) - {actor.name for actor in cast} - {actor.kind for actor in cast}
    if unknown:
        raise ValueError(f"no actor is called {', '.join(sorted(unknown))}; there are "
                         f"{', '.join(actor.name for actor in cast)}")
    return [actor for actor in cast if actor.name in wanted or actor.kind in wanted]


def target_of(url):
    """Return (host, port) of an http URL without path. Raises ValueError."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"{url} is not like http://127.0.0.1:PORT")
    return parts.hostname, parts.port or 80


def _read_options():
    parser = argparse.ArgumentParser(description="play traffic against Portline")
    parser.add_argument("--url", required=True, help="http://127.0.0.1:PORT")
    parser.add_argument("--truth", required=True, metavar="FILE",
                        help="where to write who received whom")
    parser.add_argument("--seconds", type=float, default=SECONDS_DEFAULT, metavar="N")
    parser.add_argument("--actors", metavar="NAME[,NAME]",
                        help="play only these; `user` means all users")
    parser.add_argument("--seed", type=int, default=SEED_DEFAULT, metavar="N")
    options = parser.parse_args()
    try:
        options.cast = chosen(make_cast(options.seed), options.actors)
        options.target = target_of(options.url)
    except ValueError as error:
        parser.error(str(error))
    if not options.seconds > 0:
        parser.error("--seconds must be more than 0")
    return options


def main():
    """Play, write the truth, report the first failure."""
    options = _read_options()
    play = Play(options.cast, options.target, options.seconds, options.seed)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, play.stop)
    play.run(sys.stderr.isatty())
    write_by_rename(options.truth, play.truth())
    if play.failures:
        sys.exit(f"portline traffic: {play.failures[0]}")


if __name__ == "__main__":
    main()
