# SPDX-License-Identifier: Apache-2.0
"""Checks tools/tally against reports as cmocka 1.1.5 and pytest write them, whole and broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TALLY = Path(__file__).resolve().parents[2] / 'tools' / 'tally'

CMOCKA_GROUP = '''<testsuites>
  <testsuite name="scan" time="0.000" tests="3" failures="1" errors="0" skipped="1" >
    <testcase name="scan_feeds" time="0.000" >
    </testcase>
    <testcase name="scan_waits" time="0.000" >
      <skipped/>
    </testcase>
    <testcase name="scan_stops" time="0.000" >
      <failure><![CDATA[0x1 != 0x2
test_scan.c:8: error: Failure!]]></failure>
    </testcase>
  </testsuite>
</testsuites>
'''
CMOCKA = '<?xml version="1.0" encoding="UTF-8" ?>\n' + CMOCKA_GROUP
CMOCKA_GOOD = '''<?xml version="1.0" encoding="UTF-8" ?>
<testsuites>
  <testsuite name="good" time="0.000" tests="1" failures="0" errors="0" skipped="0" >
    <testcase name="is_good" time="0.000" >
    </testcase>
  </testsuite>
</testsuites>
'''
PYTEST = '''<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" \
failures="1" skipped="1" tests="4" time="0.02" timestamp="2026-01-01T00:00:00" hostname="h">\
<testcase classname="tests.nginx.mask" name="test_a" time="0.001" />\
<testcase classname="tests.nginx.mask" name="test_b" time="0.001"><failure message="assert 1 == 2">\
long text</failure></testcase>\
<testcase classname="tests.nginx.mask" name="test_c" time="0.001"><skipped type="pytest.skip" \
message="no nginx here">x</skipped></testcase>\
<testcase classname="tests.nginx.mask" name="test_d" time="0.001"><error message="failed on setup">\
x</error></testcase></testsuite></testsuites>'''


def tally(folder):
    done = subprocess.run([TALLY, str(folder)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def write(folder, **files):
    for name, text in files.items():
        stem, _, extension = name.rpartition('_')
        path = folder / f'{stem}.{extension}'
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_cmocka_cases_are_counted_and_named(tmp_path):
    write(tmp_path, scan_xml=CMOCKA)
    code, lines = tally(tmp_path)
    assert code == 1
    assert lines == ['skipped: scan: scan_waits',
                     'failed: scan: scan_stops (0x1 != 0x2 test_scan.c:8: error: Failure!)',
                     '1 passed, 1 failed, 1 skipped']


def test_several_roots_in_one_file_are_all_counted(tmp_path):
    write(tmp_path, scan_xml=CMOCKA + CMOCKA_GROUP)
    assert tally(tmp_path)[1][-1] == '2 passed, 2 failed, 2 skipped'


def test_a_failed_group_setup_is_a_failed_case(tmp_path):
    write(tmp_path, scan_xml='<testsuites>\n  <testsuite name="scan" time="0.000" tests="0" '
          'failures="0" errors="1" skipped="0" >\n  </testsuite>\n</testsuites>\n')
    code, lines = tally(tmp_path)
    assert code == 1
    assert lines == ['failed: scan: set-up of the group', '0 passed, 1 failed, 0 skipped']


def test_names_and_messages_that_cmocka_leaves_raw_are_read(tmp_path):
    raw = CMOCKA.replace('scan_feeds', 'a<b> & "c"').replace('0x1 != 0x2', 'x]]>\x01 & <y>')
    write(tmp_path, scan_xml=raw.encode() .replace(b'0x2', b'\xff\xfe'))
    code, lines = tally(tmp_path)
    assert code == 1
    assert 'scan_stops' in lines[1]
    assert lines[-1] == '1 passed, 1 failed, 1 skipped'


def test_pytest_cases_are_counted_with_their_reasons(tmp_path):
    write(tmp_path, nginx_xml=PYTEST)
    code, lines = tally(tmp_path)
    assert code == 1
    assert lines == ['skipped: tests.nginx.mask: test_c (no nginx here)',
                     'failed: tests.nginx.mask: test_b (assert 1 == 2)',
                     'failed: tests.nginx.mask: test_d (failed on setup)',
                     '1 passed, 2 failed, 1 skipped']


def test_exit_codes_are_counted(tmp_path):
    write(tmp_path, a_exit='0\n', b_exit='77\n', c_exit='139\n', d_exit='', e_exit='-6')
    code, lines = tally(tmp_path)
    assert code == 1
    assert 'skipped: b' in lines
    assert 'failed: c (exit code 139)' in lines
    assert 'failed: d (no exit code in d.exit)' in lines
    assert lines[-1] == '1 passed, 3 failed, 1 skipped'


@pytest.mark.parametrize('code', ['0', '1', '77'])
def test_an_exit_code_beside_a_report_adds_no_case(tmp_path, code):
    write(tmp_path, scan_xml=CMOCKA, scan_exit=code)
    assert tally(tmp_path)[1][-1] == '1 passed, 1 failed, 1 skipped'


def test_a_good_report_does_not_hide_that_the_program_died(tmp_path):
    (tmp_path / 'test_x.good.xml').write_text(CMOCKA_GOOD)
    (tmp_path / 'test_x.exit').write_text('134')
    assert tally(tmp_path) == (1, ['failed: test_x (exit code 134)',
                                   '1 passed, 1 failed, 0 skipped'])


@pytest.mark.parametrize('text', ['', '\n', CMOCKA[:-20], CMOCKA[:200], '<testsuites>', 'no xml',
                                  '<html></html>', b'\x00\xff'])
def test_a_malformed_report_is_one_failed_case_named_after_the_file(tmp_path, text):
    write(tmp_path, broken_xml=text, good_xml=CMOCKA_GOOD)
    code, lines = tally(tmp_path)
    assert code == 1
    assert len([line for line in lines if line.startswith('failed: broken.xml (')]) == 1
    assert lines[-1] == '1 passed, 1 failed, 0 skipped'


def test_folders_below_are_read_and_other_files_are_not(tmp_path):
    (tmp_path / 'unit').mkdir()
    write(tmp_path / 'unit', good_xml=CMOCKA_GOOD, good_txt='1')
    write(tmp_path, good_xml=CMOCKA_GOOD)
    assert tally(tmp_path) == (0, ['2 passed, 0 failed, 0 skipped'])


def test_finding_nothing_is_a_failure(tmp_path):
    assert tally(tmp_path) == (1, ['0 passed, 0 failed, 0 skipped'])
    assert tally(tmp_path / 'absent') == (1, ['0 passed, 0 failed, 0 skipped'])


def test_skips_alone_are_no_failure(tmp_path):
    write(tmp_path, a_exit='77')
    assert tally(tmp_path) == (0, ['skipped: a', '0 passed, 0 failed, 1 skipped'])


def test_wrong_usage_exits_2():
    done = subprocess.run([TALLY], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'usage' in done.stderr and done.stdout == ''


def test_a_report_that_pytest_just_wrote_is_read(tmp_path):
    (tmp_path / 'test_x.py').write_text('import pytest\n'
                                        'def test_a(): pass\n'
                                        'def test_b(): assert "\\x01<" == "]]>"\n'
                                        'def test_c(): pytest.skip("why")\n')
    subprocess.run([sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
                    f'--junitxml={tmp_path}/x.xml', str(tmp_path / 'test_x.py')],
                   capture_output=True, check=False)
    code, lines = tally(tmp_path)
    assert code == 1
    assert lines[-1] == '1 passed, 1 failed, 1 skipped'


CMOCKA_PROGRAM = r'''
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
static void good(void **state) { (void)state; }
static void bad(void **state) { (void)state; assert_string_equal("<]]>\x01\xff", "b"); }
static void skipped(void **state) { (void)state; skip(); }
static void dies(void **state) { (void)state; abort(); }
int main(void)
{
    const struct CMUnitTest first[] = {
        cmocka_unit_test(good), cmocka_unit_test(bad), cmocka_unit_test(skipped)};
    const struct CMUnitTest second[] = {cmocka_unit_test(good), cmocka_unit_test(dies)};
    return cmocka_run_group_tests(first, NULL, NULL) + cmocka_run_group_tests(first, NULL, NULL) +
           cmocka_run_group_tests(second, NULL, NULL);
}
'''


def test_a_report_that_the_installed_cmocka_just_wrote_is_read(tmp_path):
    if not shutil.which('cc') or not os.path.exists('/usr/include/cmocka.h'):
        pytest.skip('no compiler or no cmocka here')
    (tmp_path / 'x.c').write_text(CMOCKA_PROGRAM)
    subprocess.run(['cc', '-o', 'x', 'x.c', '-lcmocka'], cwd=tmp_path, check=True)
    done = subprocess.run(['./x'], cwd=tmp_path, capture_output=True, check=False,
                          env={'CMOCKA_MESSAGE_OUTPUT': 'XML', 'CMOCKA_XML_FILE': 'x.%g.xml'})
    assert done.returncode != 0
    code, lines = tally(tmp_path)
    assert code == 1
    assert lines[-1] == '2 passed, 2 failed, 2 skipped'
