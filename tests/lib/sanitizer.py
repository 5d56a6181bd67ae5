# SPDX-License-Identifier: Apache-2.0
"""What sanitizers say while tests run.

AddressSanitizer writes to files of its own; UBSan, with gcc and beside it, knows only stderr, which
nginx turns into its error log. So all logs below some folders are read, each byte once.
"""

import contextlib
import os
import re

FINDING = re.compile(r'Sanitizer|runtime error')


@contextlib.contextmanager
def no_search_for_leaks():
    """For what runs nginx -t or -T: at its end that frees nothing of what it read."""
    before = os.environ.get('ASAN_OPTIONS')
    os.environ['ASAN_OPTIONS'] = (before or '') + ':detect_leaks=0'
    try:
        yield
    finally:
        if before is None:
            del os.environ['ASAN_OPTIONS']
        else:
            os.environ['ASAN_OPTIONS'] = before


class Reports:
    def __init__(self, *folders):
        self.folders = folders
        self.read_bytes = {}

    def files(self):
        for folder in self.folders:
            yield from sorted(file for file in folder.rglob('*.log*') if file.is_file())

    def new(self):
        """The texts with a finding in them that came since the last call."""
        texts = []
        for path in self.files():
            with open(path, errors='replace') as file:
                file.seek(self.read_bytes.get(path, 0))
                text = file.read()
                self.read_bytes[path] = file.tell()
            if FINDING.search(text):
                texts.append(f'{path}:\n{text}')
        return texts
