"""Set everything up, then go: ``python run.py lab`` opens the course, ``python run.py test`` tests it.

Needs a Python from 3.11 to 3.13 and nothing else; uses only the standard library. The first call makes ``.venv``
beside this file and installs the exact versions of ``requirements.lock`` into it (with uv where it is installed, else
with venv and pip). Later calls see from a stamp that nothing has changed and start at once. Every other word goes to
the ``course`` command: ``python run.py doctor`` is ``course doctor``. ``python run.py repair`` makes the environment
anew.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "course-stamp.json"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
#: A fresh environment takes about 3 GB, and as much again while packages are being unpacked.
NEEDED_GB = 6

#: What pip and uv print when they cannot reach their index.
NO_NETWORK = (
    "name resolution",
    "name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "dns error",
    "failed to establish a new connection",
    "network is unreachable",
    "connection refused",
    "connect timeout",
    "timed out",
    "tcp connect error",
    "error sending request",
    "could not fetch url",
)
NO_SPACE = ("no space left on device", "os error 28", "errno 28", "not enough space", "disk quota exceeded")
#: How the lines of pip and uv begin that tell a person something.
TELLING = ("Collecting", "Downloading", "Using cached", "Building", "Installing", "Resolved", "Prepared", "Installed")


class SetupError(Exception):
    """The setup cannot go on; the message says why and what to do, in one sentence."""


def runs(name: str) -> bool:
    """Say whether a program of this name is on the PATH and really starts (a version manager's stand-in may not)."""
    path = shutil.which(name)
    return (
        path is not None
        and subprocess.call([path, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )


def check_python(version, is_there=runs) -> None:
    """Refuse a Python that the course's packages have no wheels for.

    This runs before anything newer than Python 3.6 does, so that an old Python gives a sentence, not a traceback.
    """
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return
    given = ".".join(str(part) for part in version[:3])
    age = "old" if tuple(version[:2]) < OLDEST else "new"
    found = [name for name in ("python3.13", "python3.12", "python3.11") if is_there(name)]
    mend = (
        f"you also have {found[0]}, so run: {found[0]} run.py {' '.join(sys.argv[1:]) or 'lab'}"
        if found
        else "install Python 3.12 from python.org (or with your system's package manager) and run this again with it"
    )
    raise SetupError(f"Python {given} is too {age}: the course needs 3.11, 3.12 or 3.13; {mend}.")


def check_disk(folder: Path = ROOT, needed_gb: float = NEEDED_GB) -> None:
    """Refuse to begin an installation that will not fit."""
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < needed_gb:
        raise SetupError(
            f"The disk that holds {folder} has {free_gb:.1f} GB free and the installation needs about "
            f"{needed_gb:.0f} GB while it runs: free some space, or move this folder to a larger disk, and try again."
        )


def check_venv_modules() -> None:
    """Refuse a Python whose system has split ``venv`` or ``ensurepip`` off into a package of its own."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        raise SetupError(
            f"This Python has no module {' and no module '.join(missing)}, which makes environments: install it "
            f"(on Debian or Ubuntu: sudo apt install {package}), or install uv, and run this again."
        )


def venv_python(venv: Path = VENV) -> Path:
    """Return where the environment's interpreter stands on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted_state(extras) -> dict:
    """Return what the environment should hold: changing any of it makes the next call install again."""
    text = b"".join(path.read_bytes().replace(b"\r\n", b"\n") for path in (LOCK, PROJECT))
    return {
        "python": "{}.{}".format(*sys.version_info[:2]),
        "folder": str(ROOT),
        "requirements": hashlib.sha256(text).hexdigest(),
        "extras": sorted(extras),
    }


def installed_state() -> dict:
    """Return what the stamp says is installed; an empty dict where there is none or it cannot be read."""
    try:
        state = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def is_ready(wanted: dict, installed: dict) -> bool:
    """Say whether the environment already holds what is wanted (more extras than asked for do no harm)."""
    same = all(installed.get(key) == wanted[key] for key in ("python", "folder", "requirements"))
    return same and set(wanted["extras"]) <= set(installed.get("extras", [])) and venv_python().exists()


def must_be_remade(wanted: dict, installed: dict, with_uv: bool) -> bool:
    """Say whether an existing ``.venv`` is beyond repair: moved, of another Python, or broken."""
    if any(key in installed and installed[key] != wanted[key] for key in ("python", "folder")):
        return True
    # Without a stamp an earlier attempt was cut short. An environment that can run its installer can be completed.
    probe = (
        "import sys; print('%d.%d' % sys.version_info[:2])"
        if with_uv
        else "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    )
    try:
        answer = subprocess.run([str(venv_python()), "-c", probe], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return True
    return answer.returncode != 0 or answer.stdout.strip() != wanted["python"]


def make_environment(uv) -> None:
    """Make an empty ``.venv``."""
    if uv:
        # With pip in it: in an environment without one, `pip install` would reach the system's own.
        run_step("Making the environment", [uv, "venv", "--seed", "--python", sys.executable, str(VENV)])
    else:
        check_venv_modules()
        run_step("Making the environment", [sys.executable, "-m", "venv", str(VENV)])


def install_command(uv, extras) -> list:
    """Return the command that installs the project with the locked versions of what it needs."""
    project = str(ROOT) + ("[{}]".format(",".join(sorted(extras))) if extras else "")
    what = ["--constraint", str(LOCK), "--editable", project]
    if uv:
        return [uv, "pip", "install", "--python", str(venv_python()), *what]
    return [str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *what]


def ensure_environment(extras) -> Path:
    """Bring ``.venv`` to the wanted state, doing nothing when it is there already; return its interpreter."""
    installed = installed_state()
    # What an earlier call asked for stays installed: `lab` after `test` must not take the test packages away.
    wanted = wanted_state(set(extras) | set(installed.get("extras", [])))
    if is_ready(wanted, installed):
        return venv_python()
    uv = shutil.which("uv")
    check_disk(needed_gb=NEEDED_GB if not installed else 1)
    if VENV.exists() and must_be_remade(wanted, installed, bool(uv)):
        print("The environment in .venv cannot be used as it is: making it anew.", flush=True)
        remove_environment()
    elif VENV.exists() and not installed:
        print("An earlier installation was cut short: completing it.", flush=True)
    if not VENV.exists():
        make_environment(uv)
    # No stamp while the installation runs: if it is cut short, the next call knows.
    if STAMP.exists():
        STAMP.unlink()
    run_step("Installing the packages (the first time takes some minutes)", install_command(uv, wanted["extras"]))
    part = STAMP.with_name(STAMP.name + ".part")
    part.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")
    part.replace(STAMP)
    return venv_python()


def remove_environment() -> None:
    """Delete ``.venv``, or say what keeps it from being deleted."""
    try:
        if VENV.exists():
            shutil.rmtree(str(VENV))
    except OSError as error:
        raise SetupError(
            f"The old environment {VENV} cannot be deleted ({error}): close every program that uses it "
            "(JupyterLab, an editor), delete that folder, and run this again."
        ) from None


def run_step(title: str, command) -> None:
    """Run one step of the setup, showing its latest line and the seconds that have passed.

    Raises
    ------
    SetupError
        If the step fails; the sentence names the cause where the output gives it away.
    """
    print(f"{title} ...", flush=True)
    start = time.monotonic()
    environment = dict(os.environ, PYTHONUTF8="1")
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise SetupError(
            f"{command[0]} could not be started ({error}): check that it is installed, and run this again."
        ) from None
    lines = []

    def read() -> None:
        for line in process.stdout:
            lines.append(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        show_progress(process, lines, start)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise SetupError("Stopped: what is there stays, and the next call goes on from it.") from None
    reader.join()
    if process.returncode != 0:
        raise SetupError(explain_failure(title, "".join(lines), process.returncode))
    print(f"  done in {time.monotonic() - start:.0f} s", flush=True)


def show_progress(process, lines, start) -> None:
    """Show what a running step is doing: on one line of a terminal, or one plain line every ten seconds."""
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 1
    last_plain = 0.0
    while process.poll() is None:
        seconds = time.monotonic() - start
        telling = [line.strip() for line in lines if line.lstrip().startswith(TELLING)]
        text = f"  {seconds:4.0f} s  {telling[-1] if telling else ''}"[:width]
        if terminal:
            print("\r" + text.ljust(width), end="", flush=True)
        elif seconds - last_plain >= 10:
            last_plain = seconds
            print(text, flush=True)
        time.sleep(0.2)
    if terminal:
        print("\r" + " " * width + "\r", end="", flush=True)


def explain_failure(title: str, output: str, code: int) -> str:
    """Turn the output of a failed step into one sentence; where the cause is unknown, its last lines follow."""
    lowered = output.lower()
    if any(sign in lowered for sign in NO_SPACE):
        return f"The disk that holds {ROOT} is full: free {NEEDED_GB} GB and run this again; it goes on where it was."
    if any(sign in lowered for sign in NO_NETWORK):
        return (
            "The package index cannot be reached: the first installation needs the network, so connect this machine "
            "(or set your proxy or mirror for pip) and run this again; it goes on where it was."
        )
    tail = "\n".join(line for line in output.splitlines()[-12:])
    return (
        f"{title} failed with exit code {code}; its last lines below say why. Mend that and run this again.\n\n{tail}"
    )


def hand_over(python: Path, arguments) -> int:
    """Run ``course ARGUMENTS`` in the environment and return its exit code."""
    # The environment's own programs come first, as if it were activated: some tools look for each other on the PATH.
    environment = dict(os.environ, VIRTUAL_ENV=str(VENV))
    environment["PATH"] = str(python.parent) + os.pathsep + environment.get("PATH", "")
    environment.pop("PYTHONHOME", None)
    command = [str(python), "-m", "course_utils", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, environment)
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130


def main(arguments) -> int:
    """Set up what the command needs, then run it."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    try:
        check_python(sys.version_info)
        if arguments[0] == "repair":
            extras = installed_state().get("extras", [])
            remove_environment()
            ensure_environment(extras)
            return 0
        python = ensure_environment({"test"} if arguments[0] == "test" else set())
    except SetupError as stop:
        print(stop, file=sys.stderr)
        return 1
    return hand_over(python, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
