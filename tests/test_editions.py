"""The editions that are shipped."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pydantic
import pytest

from guide.editions import Edition, editions
from guide.resources import folder


@pytest.mark.parametrize("name", editions())
def test_an_edition_says_what_it_may(name: str):
    edition = editions()[name]

    checked = pydantic.TypeAdapter(Edition).validate_python(dataclasses.asdict(edition))

    assert edition == checked  # nothing had to be turned into what it should be
    for each in edition.stylesheets:
        assert (folder("templates") / each).is_file()


def test_editions_have_an_order_of_their_own():
    orders = [each.order for each in editions().values()]

    assert sorted(set(orders)) == orders


def test_the_command_knows_them_without_the_library_that_checks_content():
    told = "import sys, guide.deliver; print('pydantic' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert "False" == done.stdout.strip()
