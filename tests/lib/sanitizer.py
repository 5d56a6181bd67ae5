# SPDX-License-Identifier: Apache-2.0
"""What sanitizers say while tests run.

AddressSanitizer writes to files of its own; UBSan, with gcc and beside it, knows only stderr, which
nginx turns into its error log. So all logs below some folders are read, each byte once.
"""

import re

FINDING = re.compile(r'Sanitizer|runtime error')


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
