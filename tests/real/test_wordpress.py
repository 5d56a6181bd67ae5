# SPDX-License-Identifier: Apache-2.0
"""A blog whose REST interface lists its authors to everybody, as WordPress does when left alone."""

import json

import pytest

from real_stack import files_below, traces
from wordpress_stack import AUTHORS, WordpressStack, canaries, slug_of

FRONT = 'GET blog.example/'
INDEX = 'GET blog.example/wp-json/'
POSTS = 'GET blog.example/wp-json/wp/v2/posts'
USERS = 'GET blog.example/wp-json/wp/v2/users'
AUTHOR_PAGE = 'GET blog.example/{s}/{s}/'
DESK = f'remote_user:{AUTHORS[0][0]}'
VISITORS = ('127.0.0.1', '127.0.1.1')


@pytest.fixture(scope='session')
def wordpress(build, tmp_path_factory):
    yield from WordpressStack(tmp_path_factory.mktemp('wordpress') / 's', build).started()


@pytest.fixture(scope='session')
def visited(wordpress):
    """Everything once, so that tests may look in any order: {path: body}."""
    bodies = {}
    for path in ('/', '/wp-json/', '/wp-json/wp/v2/posts', '/wp-json/wp/v2/users',
                 '/?rest_route=/wp/v2/users'):
        status, _, bodies[path] = wordpress.visit(path)
        assert status == 200
    for author in AUTHORS:
        path = f'/author/{slug_of(author)}/'
        for visitor in VISITORS:
            status, _, bodies[path] = wordpress.visit(path, source=visitor)
            assert status == 200
    path = '/wp-json/wp/v2/users?context=edit'
    status, _, bodies[path] = wordpress.visit(path, headers=wordpress.reader)
    assert status == 200
    return bodies


def names(body):
    return sorted(user['name'] for user in json.loads(body))


def test_the_interface_names_the_authors_to_everybody(visited):
    everybody = sorted(name for _, name, _ in AUTHORS)
    for path in ('/wp-json/wp/v2/users', '/?rest_route=/wp/v2/users',
                 '/wp-json/wp/v2/users?context=edit'):
        assert names(visited[path]) == everybody
    assert b'@example.com' not in visited['/wp-json/wp/v2/users']


def test_what_the_desk_may_see_is_each_author_with_address(wordpress, visited):
    found = [item for item in wordpress.items('exposures') if item['consumer'] == DESK]
    assert [(item['endpoint'], item['persons'], item['auth']) for item in found] == [
        (USERS, len(AUTHORS), 'presented')]
    assert {'person_name', 'email'} <= set(found[0]['kinds'])


@pytest.mark.parametrize('author', AUTHORS)
def test_an_author_is_found_by_the_address(wordpress, visited, author):
    found = wordpress.items('exposures', subject=author[2])
    assert [(item['consumer'], item['persons']) for item in found] == [(DESK, 1)]


@pytest.mark.parametrize('endpoint', [USERS, FRONT])
def test_what_everybody_may_see_are_mentions(wordpress, visited, endpoint):
    """FRONT is what ?rest_route= is asked of."""
    found = [item for item in wordpress.items('exposures', endpoint=endpoint)
             if item['auth'] == 'none']
    assert [item['persons'] for item in found] == [0]
    assert found[0]['mentions'] >= len(AUTHORS)


def test_index_and_posts_show_nobody(wordpress, visited):
    assert len(visited['/wp-json/']) > 10000
    shown = {item['endpoint'] for item in wordpress.items('endpoints')}
    assert shown <= {USERS, FRONT}
    unread = {item['endpoint'] for item in wordpress.items('gaps')}
    assert unread & {INDEX, POSTS, USERS} == set()


def test_pages_that_name_authors_are_told_of(wordpress, visited):
    assert AUTHORS[1][1].encode() in visited[f'/author/{slug_of(AUTHORS[1])}/']
    assert wordpress.told()[AUTHOR_PAGE] >= len(AUTHORS) * len(VISITORS)


def test_a_redirect_to_a_name_and_a_search_for_one_leave_none(wordpress, visited):
    status, headers, _ = wordpress.visit('/?author=2')
    assert (status, slug_of(AUTHORS[1]) in headers['Location']) == (301, True)
    assert wordpress.visit('/?rest_route=/wp/v2/users&search=quellmann')[0] == 200
    assert wordpress.visit('/wp-json/wp/v2/users?search=quellmann')[0] == 200
    wordpress.items('endpoints')
    assert traces(wordpress.kept(), canaries()) == []


def test_no_name_and_no_address_is_kept(wordpress, visited):
    assert len(traces(files_below(wordpress.data), canaries())) >= 10  # the search finds them
    wordpress.items('endpoints')
    kept = wordpress.kept()
    assert len(kept) > 10
    assert traces(kept, canaries()) == []
