"""Tests of what must be refused are marked `negative`: tests/run.py counts them."""


def pytest_configure(config):
    config.addinivalue_line("markers", "negative: what is asked must be refused, or must hurt nobody")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("negative"):
            item.user_properties.append(("negative", "yes"))
