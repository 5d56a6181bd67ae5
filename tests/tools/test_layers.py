# SPDX-License-Identifier: Apache-2.0
"""Checks tools/layers with planted violations in a small tree, and that the real tree has none."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ROOT / 'tools' / 'layers'

GOOD = [
    ('core/base/arena.c', '"core/base/arena.h"'),
    ('core/base/arena.c', '"arena.h"'),
    ('core/base/arena.h', '<cofferdam/status.h>'),
    ('core/base/arena.h', '<stdint.h>'),
    ('core/base/banned.h', '<time.h>'),
    ('core/classify/email.c', '"core/decode/json.h"'),
    ('core/classify/email.c', '"core/policy/policy.h"'),
    ('core/scan/simd/avx2.c', '<immintrin.h>'),
    ('core/scan/simd/avx2.c', '"core/scan/scan.h"'),
    ('core/session/session.c', '"core/decide/decide.h"'),
    ('core/wire/frame.c', '"core/session/session.h"'),
    ('include/cofferdam/scan.h', '<cofferdam/status.h>'),
    ('lib/coding/gzip.c', '<zlib.h>'),
    ('lib/ledger/index.c', '<sqlite3.h>'),
    ('lib/ledger/index.c', '<fcntl.h>'),
    ('lib/case/scope.c', '"lib/ledger/ledger.h"'),
    ('lib/mail/dkim.c', '"lib/ledger/ledger.h"'),
    ('lib/config/policy.c', '<jansson.h>'),
    ('nginx/module.c', '<ngx_core.h>'),
    ('nginx/module.c', '"lib/crypto/key.h"'),
    ('daemon/cofferdamd.c', '"daemon/engine/engine.h"'),
    ('daemon/engine/ring.c', '"daemon/common/loop.h"'),
    ('daemon/engine/ring.c', '<uv.h>'),
    ('daemon/api/http.c', '<microhttpd.h>'),
    ('daemon/ship/webhook.c', '<curl/curl.h>'),
    ('cli/cmd_scan.c', '"cli/output.h"'),
    ('cli/cmd_scan.c', '<curl/curl.h>'),
    ('tests/unit/test_x.c', '"core/anything/at_all.h"'),
]

BAD = [
    ('core/base/arena.c', '"core/decode/json.h"', 'core/base may not know core/decode'),
    ('core/decode/json.c', '"core/classify/email.h"', 'core/decode may not know core/classify'),
    ('core/decide/decide.c', '"core/scan/scan.h"', 'core/decide may not know core/scan'),
    ('core/detect/burst.c', '"core/decide/decide.h"', 'core/detect may not know core/decide'),
    ('core/session/session.c', '"core/wire/frame.h"', 'core/session may not know core/wire'),
    ('core/scan/scan.c', '"lib/coding/gzip.h"', 'core/scan may not know lib/coding'),
    ('core/scan/scan.c', '"tests/lib/test.h"', 'from the root'),
    ('core/scan/scan.c', '<unistd.h>', 'libc and libm only'),
    ('core/scan/scan.c', '<time.h>', 'libc and libm only'),
    ('core/scan/scan.c', '<openssl/evp.h>', 'libc and libm only'),
    ('core/scan/scan.c', '"include/cofferdam/status.h"', 'write <cofferdam/status.h>'),
    ('core/scan/scan.c', '<core/base/arena.h>', 'write "core/base/arena.h"'),
    ('core/scan/scan.c', '"../base/arena.h"', 'from the root'),
    ('core/scan/scan.c', '"core/scan/../wire/frame.h"', 'from the root'),
    ('core/scan/scan.c', 'SOME_HEADER', 'only a plain name'),
    ('core/novel/x.c', '<stdint.h>', 'no row in tools/layers'),
    ('core/session/x.c', '"core/novel/x.h"', 'core/novel has no row'),
    ('include/cofferdam/scan.h', '"core/scan/scan.h"', 'may not know core/scan'),
    ('include/cofferdam/scan.h', '<uv.h>', 'libc and libm only'),
    ('lib/crypto/key.c', '"lib/coding/gzip.h"', 'lib/crypto may not know lib/coding'),
    ('lib/verify/verify.c', '"lib/ledger/ledger.h"', 'lib/verify may not know lib/ledger'),
    ('lib/ledger/log.c', '"lib/case/scope.h"', 'lib/ledger may not know lib/case'),
    ('lib/ledger/log.c', '"daemon/common/loop.h"', 'lib/ledger may not know daemon/common'),
    ('lib/ledger/log.c', '<zlib.h>', 'only in lib/coding'),
    ('lib/ledger/log.c', '<openssl/sha.h>', 'only in lib/crypto'),
    ('lib/case/scope.c', '<sqlite3.h>', 'only in lib/ledger'),
    ('lib/case/scope.c', '<jansson.h>', 'only in daemon'),
    ('nginx/module.c', '"daemon/common/loop.h"', 'nginx may not know daemon/common'),
    ('nginx/module.c', '<yaml.h>', 'only in lib/config'),
    ('daemon/engine/ring.c', '"daemon/api/http.h"', 'daemon/engine may not know daemon/api'),
    ('daemon/engine/ring.c', '"nginx/module.h"', 'daemon/engine may not know nginx'),
    ('daemon/engine/ring.c', '<curl/curl.h>', 'only in daemon/ship, cli'),
    ('daemon/engine/ring.c', '<microhttpd.h>', 'only in daemon/api'),
    ('daemon/engine/ring.c', '<ngx_core.h>', 'only in nginx'),
    ('daemon/common/loop.c', '"daemon/engine/ring.h"', 'daemon/common may not know daemon/engine'),
    ('cli/cmd_scan.c', '"core/scan/scan.h"', 'cli may not know core/scan'),
    ('cli/cmd_cut.c', '"daemon/common/loop.h"', 'cli may not know daemon/common'),
    ('cli/cmd_cut.c', '<uv.h>', 'only in daemon'),
]


def check(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    (root / 'core').mkdir(exist_ok=True)
    file.write_text(text)
    done = subprocess.run([LAYERS, '--root', root], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize('path, include', GOOD)
def test_an_include_that_follows_the_rules_passes(tmp_path, path, include):
    code, out = check(tmp_path, path, f'/* x */\n#include {include}\n')
    assert code == 0, out
    assert out.endswith(' 0 wrong\n')


@pytest.mark.parametrize('path, include, why', BAD)
def test_a_planted_violation_is_found_with_its_line(tmp_path, path, include, why):
    code, out = check(tmp_path, path, f'/* x\n */\n  # include {include}  // y\n')
    assert code == 1
    first = out.splitlines()[0]
    assert first.startswith(f'{path}:')
    assert why in first
    if 'this folder' not in first:
        assert first.startswith(f'{path}:3: {include}: ')
    assert out.endswith(' 1 wrong\n')


def test_a_comment_and_a_string_are_no_include(tmp_path):
    code, out = check(tmp_path, 'core/base/a.c', '/*\n#include <uv.h>\n*/\n'
                      '// a\\"\nconst char *s = "/*";\n#include <stdint.h>\nconst char *t = "*/";\n')
    assert code == 0, out
    assert ' 1 includes,' in out


def test_a_tree_with_nothing_to_check_is_wrong_usage(tmp_path):
    done = subprocess.run([LAYERS, '--root', tmp_path], capture_output=True, check=False)
    assert done.returncode == 2


def test_this_repository_follows_the_rules():
    done = subprocess.run([LAYERS, '--root', ROOT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
