#!/usr/bin/env python
"""Django's command line; commands that need PostgreSQL find the embedded one running."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from django.core.management import BaseCommand, ManagementUtility

from park_portal import embedded

# Django's own; ours declare `needs_servers = True` on their Command.
NEED_SERVERS = {
    "changepassword",
    "clearsessions",
    "createcachetable",
    "createsuperuser",
    "dbshell",
    "dumpdata",
    "flush",
    "inspectdb",
    "load_demo",
    "loaddata",
    "migrate",
    "runserver",
    "shell",
    "showmigrations",
    "sqlmigrate",
}


class PortalUtility(ManagementUtility):
    """Starts the servers between finding a command and running it, when it needs them."""

    def __init__(self, argv: list[str], servers: ExitStack) -> None:
        super().__init__(argv)
        self.servers = servers

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Find the command. `help migrate` comes here too, and starts nothing."""
        command = super().fetch_command(subcommand)
        if self.argv[1:2] == [subcommand] and not {"-h", "--help", "--version"} & set(self.argv):
            self._have_servers(subcommand, command)
        return command

    def _have_servers(self, subcommand: str, command: BaseCommand) -> None:
        mode = os.environ.get("PARK_MODE", "demo")
        needed = subcommand in NEED_SERVERS or getattr(command, "needs_servers", False)
        if mode != "production" and needed and "DJANGO_AUTO_COMPLETE" not in os.environ:
            self.servers.enter_context(embedded.servers(embedded.home(mode), fast=mode == "test"))
            if subcommand == "dbshell":
                os.environ["PATH"] += os.pathsep + str(embedded.psql_dir())


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "park_portal.settings")
    try:
        with ExitStack() as servers:
            PortalUtility(sys.argv, servers).execute()
    except embedded.EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
