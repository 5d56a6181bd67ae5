# SPDX-License-Identifier: Apache-2.0
"""The upstream and the twins that the matrix's tests share, once per file of tests."""

import pytest

from matrix_config import blocks, write_files
from twin import Twin
from upstream import Upstream


@pytest.fixture(scope='module')
def upstream():
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture(scope='module')
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp('files')
    write_files(folder)
    return folder


@pytest.fixture(scope='module')
def twins(build, upstream, files, tmp_path_factory):
    """The front with the module, and two that are plain."""
    lines = blocks(upstream.port, files)
    made = [Twin(build, tmp_path_factory.mktemp(name), lines, name == 'front')
            for name in ('front', 'plain', 'second')]
    with made[0], made[1], made[2]:
        yield made


@pytest.fixture(scope='module')
def front(build, upstream, files, tmp_path_factory):
    """The front alone, where the other side is known without a twin."""
    with Twin(build, tmp_path_factory.mktemp('front'), blocks(upstream.port, files), True) as front:
        yield front
