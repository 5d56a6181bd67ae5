# SPDX-License-Identifier: Apache-2.0
"""No log call of the module can be given anything of a request: such a call does not compile."""

import pathlib
import re
import subprocess

import pytest

from stack import ROOT

NGINX = pathlib.Path('/usr/share/nginx/src')
FUNCTION = '''#include "nginx/ngx_http_cofferdam_module.h"

void test_call(ngx_http_request_t *r, ngx_buf_t *b, struct cfd_bytes bytes,
    ngx_http_cofferdam_text_t *text, size_t n, char *words);

void
test_call(ngx_http_request_t *r, ngx_buf_t *b, struct cfd_bytes bytes,
    ngx_http_cofferdam_text_t *text, size_t n, char *words)
{
    %s
}
'''
GOOD = [
    'ngx_http_cofferdam_log0(NGX_LOG_WARN, 0, "a literal");',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, ngx_errno, "%uz bytes", n);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "status %ui", r->headers_out.status);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "at %V", text);',
]
BAD = [
    # what stands in a body, a header, a path, in any type that it comes in
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%s", b->pos);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%p", (void *) b->pos);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%s", bytes.ptr);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%s", words);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%s", (const char *) words);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%V", &r->uri);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%V", &r->headers_in.server);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%*s", n, b->pos);',
    'ngx_http_cofferdam_log1(NGX_LOG_WARN, 0, "%c", b->pos[0]);',
    # a format that is none of ours
    'ngx_http_cofferdam_log0(NGX_LOG_WARN, 0, words);',
    'ngx_http_cofferdam_log0(NGX_LOG_WARN, 0, b->pos);',
    # other ways to a log
    'ngx_log_error(NGX_LOG_WARN, ngx_cycle->log, 0, "%V", &r->uri);',
    'ngx_log_error_core(NGX_LOG_WARN, r->connection->log, 0, "%V", &r->uri);',
    'ngx_log_debug1(NGX_LOG_DEBUG_HTTP, r->connection->log, 0, "%V", &r->uri);',
    'ngx_log_stderr(0, "%V", &r->uri);',
    'ngx_write_stderr(words);',
    'fprintf(stderr, "%s", words);',
    'printf("%s", words);',
    'perror(words);',
]


@pytest.fixture(scope='module')
def compile_call(build, tmp_path_factory):
    """(status, what the compiler says) of a call, under the flags that the module is built with."""
    text = (pathlib.Path(build).resolve() / 'nginx/module/Makefile').read_text()
    flags = re.search(r'^CFLAGS = (.*)$', text, re.M)[1].replace('-MD', '').split()
    folders = re.findall(r'-I (\S+)', re.search(r'^ALL_INCS = (.*?)\n\n', text, re.M | re.S)[1])
    work = tmp_path_factory.mktemp('calls')

    def run(call):
        file = work / 'call.c'
        file.write_text(FUNCTION % call)
        includes = [word for folder in folders for word in ('-I', folder)]
        done = subprocess.run(['cc', '-fsyntax-only', *flags, *includes, file], cwd=NGINX,
                              capture_output=True, text=True)
        return done.returncode, done.stderr
    return run


@pytest.mark.parametrize('call', GOOD)
def test_numbers_and_texts_of_the_configuration_may_be_logged(compile_call, call):
    assert compile_call(call) == (0, '')


@pytest.mark.parametrize('call', BAD)
def test_nothing_of_a_request_may_be_logged(compile_call, call):
    status, said = compile_call(call)
    assert status != 0
    assert re.search(r"_Generic|poisoned|expected '\)'|too many|macro", said), said


def test_formats_only_print_what_their_type_is():
    """A number under %s would be an address: the compiler does not know nginx's formats."""
    calls = 0
    for file in (ROOT / 'nginx').glob('*.c'):
        for call in re.findall(r'ngx_http_cofferdam_log[01]\((.*?)\);', file.read_text(), re.S):
            calls += 1
            marks = re.findall(r'%\w+', ''.join(re.findall(r'"(?:[^"\\]|\\.)*"', call)))
            assert set(marks) <= {'%d', '%ui', '%uz', '%uD', '%V'}, call
            assert ('%V' in marks) == bool(re.search(r', (&ring->socket|run)$', call)), call
    assert calls >= 8
