"""The cache on Valkey, as Django has it, but for one thing: the client is kept."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import cached_property


class KeptClient(RedisCacheClient):
    """Django makes a client for each operation, which takes nearly as long as the trip to the server.

    A client may be shared: it takes a connection out of the pool for each operation.
    """

    @cached_property
    def _kept(self) -> Any:
        return super().get_client(write=True)  # the first server: there is one (settings)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self._kept


class ValkeyCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = KeptClient
