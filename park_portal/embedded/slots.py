"""A home for each test run, so that two runs in one clone do not meet in one database."""

from __future__ import annotations

import fcntl
import os

from .places import EmbeddedError, data_dir, make_home

SLOTS = 16


def claim_test_slot() -> int:
    """Take the first free home for tests and name it in PARK_TEST_SLOT, which child processes inherit.

    Gives the descriptor of the claim: keep it open while the tests run. The kernel lets go of it when the
    process ends in any way. Call it before settings are loaded.

    Raises EmbeddedError when sixteen runs are under way in this clone.
    """
    root = data_dir()
    make_home(root)
    for number in range(1, SLOTS + 1):
        suffix = "" if number == 1 else f"-{number}"
        try:
            file = os.open(root / f"test{suffix}.claim", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError:
            continue  # an earlier run of another user
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        os.environ["PARK_TEST_SLOT"] = suffix
        return file
    raise EmbeddedError(f"{SLOTS} test runs are under way in this clone, or {root} is another user's.")
