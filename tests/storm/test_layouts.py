# SPDX-License-Identifier: Apache-2.0
"""Two versions of the module with different ring layouts side by side, as in an upgrade of the
package: what an engine cannot read is refused, said once, counted as a gap, and requests go on."""

import pathlib
import shutil
import subprocess

import pytest

from front import STORM_SECONDS
from pair import BODIES, PERSONS
from stack import ROOT, wait_for
from tally import Clients

OTHER_LAYOUT = 2
RETRY_MS = 300       # instead of a minute, so that a test sees several
REFUSED_HERE = "the engine refuses this worker's ring (reason 1)"
REFUSED_THERE = '(reason 1)'


@pytest.fixture(scope='module')
def other_module(build, tmp_path_factory):
    """The module of this tree, made as the build made it, with another layout number: its ring.o is
    found before the core's."""
    work = tmp_path_factory.mktemp('other')
    build = pathlib.Path(build).resolve()
    flags = [f'-DCFD_RING_LAYOUT={OTHER_LAYOUT}u',
             f'-DNGX_HTTP_COFFERDAM_RETRY_LONG_MS={RETRY_MS}']
    subprocess.run(['cc', '-std=gnu11', '-O2', '-fPIC', '-fvisibility=hidden', '-D_GNU_SOURCE',
                    *flags, '-I', ROOT, '-I', ROOT / 'include', '-c', ROOT / 'core/wire/ring.c',
                    '-o', work / 'ring.o'], check=True)
    subprocess.run(['ar', 'rcs', work / 'libring.a', work / 'ring.o'], check=True)
    made, again = build / 'nginx' / 'module', work / 'module'
    shutil.copytree(made, again)
    for file in again.rglob('*.o'):
        file.unlink()
    core = f'{build}/core/libcofferdam-core.a'
    makefile = (made / 'Makefile').read_text()
    assert str(made) in makefile and core in makefile
    for old, new in ((str(made), str(again)), (core, f'{work}/libring.a {core}'),
                     ('-D_GNU_SOURCE', f'-D_GNU_SOURCE {" ".join(flags)}')):
        makefile = makefile.replace(old, new)
    (again / 'Makefile').write_text(makefile)
    subprocess.run(['make', '-s', '-f', again / 'Makefile', 'modules'], check=True,
                   cwd='/usr/share/nginx/src', capture_output=True)
    module = again / 'ngx_http_cofferdam_module.so'
    return module


def daemon_log(daemon):
    return (daemon.folder / 'cofferdamd.log').read_text()


def test_upgrade_to_a_layout_the_engine_does_not_read_and_back(pair, other_module):
    with pair() as both:
        ours, daemon = both.ours, both.daemon
        first = ours.module_path
        with Clients(ours.port, BODIES) as before:
            wait_for('requests', lambda: before.answered() > 300, seconds=STORM_SECONDS)
        both.wait_for_responses(before.tally.begun)

        ours.module_path = other_module
        (ours.folder / 'nginx.conf').write_text(ours.config())
        ours.upgrade()()
        with Clients(ours.port, BODIES) as between:
            wait_for('both workers to be refused',
                     lambda: ours.errors().count(REFUSED_HERE) == ours.workers,
                     seconds=STORM_SECONDS)
            wait_for('some retries', lambda: between.answered() > 1500, seconds=STORM_SECONDS)
        assert between.tally.failed == between.tally.of('wrong') == 0
        wait_for('the gap', lambda: 'ring_absent' in [
            item['reason'] for item in daemon.get('/v1/gaps?limit=0')[1]['items']],
            seconds=STORM_SECONDS)
        assert both.responses() == before.tally.begun
        assert both.status()['engine']['workers'] == 0
        assert ours.errors().count(REFUSED_HERE) == ours.workers
        assert daemon_log(daemon).count(REFUSED_THERE) == ours.workers

        ours.module_path = first
        (ours.folder / 'nginx.conf').write_text(ours.config())
        ours.upgrade()()
        both.wait_for_daemon()
        with Clients(ours.port, BODIES) as after:
            wait_for('requests', lambda: after.answered() > 300, seconds=STORM_SECONDS)
        both.wait_for_responses(before.tally.begun + after.tally.begun)
        assert both.sights()[0] == PERSONS
        assert daemon_log(daemon).count(REFUSED_THERE) == ours.workers


def test_old_and_new_serve_side_by_side(pair, other_module):
    """Between USR2 and QUIT both generations take requests: each response is counted by the engine,
    or was served by a worker that is refused."""
    with pair() as both:
        ours = both.ours
        ours.module_path = other_module
        (ours.folder / 'nginx.conf').write_text(ours.config())
        finish = ours.upgrade()
        with Clients(ours.port, BODIES) as clients:
            wait_for('the new workers to be refused',
                     lambda: ours.errors().count(REFUSED_HERE) == ours.workers,
                     seconds=STORM_SECONDS)
            assert both.status()['engine']['workers'] == ours.workers
            at = clients.answered()
            wait_for('requests', lambda: clients.answered() > at + 1000, seconds=STORM_SECONDS)
        assert clients.tally.failed == clients.tally.of('wrong') == 0
        finish()
        assert ours.errors().count(REFUSED_HERE) == ours.workers
        assert 0 < both.responses() <= clients.tally.begun
