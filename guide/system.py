"""The libraries that the system must have, and how to get them. Standard library only.

`make` runs this file before anything is installed: as root on Debian it installs what is missing,
elsewhere it says the line that does.
"""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys

# What WeasyPrint loads, and the Debian package of each. Without the last, fonts are cut 1.3 times slower.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def missing() -> list[str]:
    """The Debian packages of the libraries that are not there."""
    return [package for library, package in LIBRARIES.items() if not ctypes.util.find_library(library)]


def install_line(packages: list[str]) -> str:
    """The line that installs the libraries on this system."""
    lines = {
        "apt-get": "sudo apt-get install " + " ".join(packages),
        "brew": "brew install pango",
        "dnf": "sudo dnf install pango harfbuzz",
        "pacman": "sudo pacman -S pango",
    }
    if sys.platform == "win32":
        return "install MSYS2, then in its shell: pacman -S mingw-w64-x86_64-pango"
    found = next((line for tool, line in lines.items() if shutil.which(tool)), None)
    return found or "install Pango 1.50 or newer with your system's package manager"


# The Python packages that only some commands need, of extras of this program.
SOME = {"guide preview": ("starlette", "uvicorn"), "guide build --on": ("distributed",)}


def lacking(command: str) -> list[str]:
    """The Python packages that a command needs and that are not installed."""
    return [package for package in SOME[command] if importlib.util.find_spec(package) is None]


def package_line(packages: list[str]) -> str:
    """The line that installs Python packages beside this program."""
    tool = f"{sys.executable} -m pip install"
    if importlib.util.find_spec("pip") is None:
        tool = f"uv pip install --python {sys.executable}"
    return f"{tool} {' '.join(packages)}"


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything is installed
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    packages = missing()
    if not packages:
        return 0
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print(f"installing {' '.join(packages)}", file=sys.stderr)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=False, env=environment)
        install = [apt, "install", "-y", "-qq", *packages]
        return subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
    print(f"Pango, which lays out text, is missing. Run:\n    {install_line(packages)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
