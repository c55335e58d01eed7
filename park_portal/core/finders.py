"""Serve chosen files of npm packages as static files, so that nothing third-party is committed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage


class NpmFinder(BaseFinder):
    """Find the files named by ``settings.NPM_STATIC``: ``{prefix: (package folder, [globs])}``.

    Only what is listed is served. A glob that finds nothing is a system-check error, since a
    package that moved its files would otherwise break the look without a word.
    """

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.missing: list[str] = []
        self.files: dict[str, tuple[str, FileSystemStorage]] = {}
        for prefix, (folder, globs) in settings.NPM_STATIC.items():
            storage = FileSystemStorage(location=settings.NPM_ROOT / folder)
            storage.prefix = prefix  # collectstatic reads it
            for pattern in globs:
                self._add(prefix, storage, pattern)
        super().__init__(*args, **kwargs)

    def _add(self, prefix: str, storage: FileSystemStorage, pattern: str) -> None:
        base = Path(storage.location)
        found = [path.relative_to(base).as_posix() for path in base.glob(pattern) if path.is_file()]
        if not found:
            self.missing.append(f"{base.name}/{pattern}")
        self.files |= {f"{prefix}/{name}": (name, storage) for name in found}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [
            Error(f"No npm file matches {name}.", hint="Run `make node_modules`.", id="park.E001")
            for name in self.missing
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        if path not in self.files:
            return []
        name, storage = self.files[path]
        return [storage.path(name)] if find_all else storage.path(name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield from (self.files[key] for key in sorted(self.files))
