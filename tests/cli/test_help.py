# SPDX-License-Identifier: Apache-2.0
"""Help, man page and completion tell the same story."""

import re
import shutil
import subprocess

import pytest

import program
from program import run

MAN = program.ROOT / 'docs' / 'man' / 'cofferdam.1'
COMMANDS = re.findall(r'^  (\w+) ', run('help').stdout.decode().split('\noptions')[0], re.MULTILINE)


def help_of(command):
    return run('help', command).stdout.decode()


def options_of(command):
    return set(re.findall(r'^ +(?:-\w, |    )--([a-z-]+)', help_of(command), re.MULTILINE))


def test_every_option_is_in_the_man_page_and_none_but_they():
    in_help = set().union(*map(options_of, COMMANDS))
    assert in_help == set(re.findall(r'(?:Fl|,) -([a-z][a-z-]+)', MAN.read_text()))


@pytest.mark.parametrize('command', COMMANDS)
def test_every_command_is_in_the_man_page(command):
    assert re.search(rf'^\.(It|Nm|Op).*\b{command}\b|\bCm .*{command}', MAN.read_text(),
                     re.MULTILINE)


def test_the_man_page_has_what_people_look_for():
    for section in ('EXIT STATUS', 'EXAMPLES', 'ENVIRONMENT', 'FILES'):
        assert f'.Sh {section}\n' in MAN.read_text()


@pytest.mark.skipif(shutil.which('mandoc') is None, reason='no mandoc here')
def test_the_man_page_is_clean():
    done = subprocess.run(['mandoc', '-Tlint', MAN], capture_output=True, check=False)
    assert done.stdout == b''
    assert done.returncode == 0


@pytest.mark.parametrize('command', COMMANDS)
def test_help_has_usage_and_examples(command):
    text = help_of(command)
    assert f'usage: cofferdam {command}' in text
    assert f'\nexamples:\n  cofferdam' in text or '| cofferdam' in text
    assert run(command, '--help').stdout.decode() == text


@pytest.mark.parametrize('command', COMMANDS)
def test_reveal_exists_for_scan_and_explain_only(command):
    assert ('reveal' in options_of(command)) == (command in ('scan', 'explain'))
    if command not in ('scan', 'explain'):
        done = run(command, '--reveal')
        assert done.returncode == 2
        assert done.stdout == b''


# --- completion

def bash(*words):
    script = run('completion', 'bash').stdout.decode()
    quoted = ' '.join(f"'{word}'" for word in words)
    done = subprocess.run(['bash', '-c', f'{script}\nCOMP_WORDS=({quoted}); '
                           f'COMP_CWORD={len(words) - 1}; _cofferdam; echo "${{COMPREPLY[@]}}"'],
                          capture_output=True, check=True)
    assert done.stderr == b''
    return done.stdout.decode().split()


@pytest.mark.parametrize('words,offered', [
    (['sc'], ['scan']),
    (['exposures', '--kind', 'em'], ['employer', 'email']),
    (['exposures', '--cur'], ['--cursor']),
    (['-o', 'json', 'exposures', '--kind', '=', 'em'], ['employer', 'email']),
    (['key', ''], ['list', 'new']),
    (['key', 'new', '--role', 'd'], ['day']),
    (['help', 'ga'], ['gaps']),
    (['scan', '--cursor', ''], []),
    (['scan', '--kin'], ['--kinds']),
    (['scan', '--curs'], []),
    (['scan', 'sample'], []),
    (['scan', '--out'], ['--output']),
])
def test_bash_completes(words, offered):
    assert bash('cofferdam', *words) == offered


def test_bash_offers_every_command():
    assert sorted(bash('cofferdam', '')) == sorted(COMMANDS)


@pytest.mark.parametrize('command', COMMANDS)
def test_bash_offers_every_option(command):
    assert {word[2:] for word in bash('cofferdam', command, '--')} == options_of(command)


@pytest.mark.parametrize('shell', ['bash', 'zsh', 'fish'])
def test_a_script_is_read_by_its_shell(shell):
    if shutil.which(shell) is None:
        pytest.skip(f'no {shell} here')
    done = subprocess.run([shell, '-n'], input=run('completion', shell).stdout, capture_output=True,
                          check=False)
    assert (done.returncode, done.stderr) == (0, b'')


@pytest.mark.skipif(shutil.which('fish') is None, reason='no fish here')
@pytest.mark.parametrize('line,offered', [
    ('cofferdam sc', {'scan'}),
    ('cofferdam exposures --ki', {'--kind'}),
    ('cofferdam exposures --kind em', {'email', 'employer'}),
    ('cofferdam key ', {'list', 'new'}),
])
def test_fish_completes(line, offered, tmp_path):
    script = tmp_path / 'cofferdam.fish'
    script.write_bytes(run('completion', 'fish').stdout)
    done = subprocess.run(['fish', '-c', f'source {script}; complete -C "{line}"'],
                          capture_output=True, check=True,
                          env=program.ENVIRONMENT | {'HOME': str(tmp_path)})
    assert offered <= {entry.split('\t')[0] for entry in done.stdout.decode().splitlines()}
