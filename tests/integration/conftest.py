"""For tests/run.py: tests of what must be refused are marked `negative`; each file says what it computed."""
import resource

import pytest
from _pytest.junitxml import xml_key


def pytest_configure(config):
    config.addinivalue_line("markers", "negative: what is asked must be refused, or must hurt nobody")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("negative"):
            item.user_properties.append(("negative", "yes"))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """The processor time of this process and of all that it has waited for: the rest of its time it waited."""
    report = session.config.stash.get(xml_key, None)
    if report:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        report.add_global_property("cpu", f"{sum(u.ru_utime + u.ru_stime for u in used):.2f}")
