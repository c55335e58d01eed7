"""The cache: a kept client serves many threads."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.cache import caches

from park_portal.core.caches import ValkeyCache


def test_one_client_serves_all_operations_and_threads():
    mine = ValkeyCache(settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": "test-caches"})
    assert mine._cache.get_client("one") is mine._cache.get_client("other", write=True)

    def run(n: int) -> tuple[int, bool, bool]:
        mine.set(f"n{n}", n, 10)
        return mine.get(f"n{n}"), mine.add(f"n{n}", 0, 10), mine.delete(f"n{n}")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(40))) == [(n, False, True) for n in range(40)]


def test_the_portal_uses_it():
    assert isinstance(caches["default"], ValkeyCache)
