# SPDX-License-Identifier: Apache-2.0
"""A server per test, in a folder of its own."""

import pytest

from server import Server


@pytest.fixture
def server(build, tmp_path):
    def make(**options):
        return Server(build, tmp_path / f'n{len(list(tmp_path.iterdir()))}', **options)
    return make
