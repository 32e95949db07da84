"""Tables for the project, trained once; each test has progress of its own."""

import pytest

from tests.practice.capstone.answers import sentences_of, trained


@pytest.fixture(scope="session")
def own():
    """Sentences, and two tables of them."""
    sentences = sentences_of()
    return sentences, trained(sentences, 1), trained(sentences, 2)
