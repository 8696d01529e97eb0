"""Sets up the project's environments: `python3 tools/setup.py [app] [engine] [dev]`, standard library only.

app: `.venv` with what the desk runs on · dev: the same with what tests and checks need, and a browser for them ·
engine: `engine/.venv`, Python 3.10 with Rasa. Without a name: app and engine. What is up to date is left alone.
Ends with 0, or with 1 and one sentence that says what is missing and what to do.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
ENGINE = ROOT / "engine"
LOGS = ROOT / "var" / "setup"
UV = "uv==0.13.9"
NEEDED_BYTES = {"app": 1_000_000_000, "dev": 1_500_000_000, "engine": 4_000_000_000}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk"]


class CannotSetUp(Exception):
    """What is missing and what to do: in Chinese, then in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


def main(names: list[str]) -> int:
    """Do the parts that are not up to date; the exit status."""
    try:
        run_steps(steps(names or ["app", "engine"]))
    except CannotSetUp as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断，再次运行会接着做。\nInterrupted; run it again to go on.", file=sys.stderr)
        return 1
    return 0


def steps(names: list[str]) -> list[tuple[str, Callable[[], None]]]:
    """What has to be done for these parts, in order; nothing for what is up to date."""
    unknown = [name for name in names if name not in NEEDED_BYTES]
    if unknown:
        raise CannotSetUp(f"没有“{unknown[0]}”这个部分，可选：app engine dev。", f"No part named {unknown[0]}: app, engine, dev.")
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have any Python
        raise CannotSetUp(
            f"需要 Python 3.11 或更高版本，现在是 {sys.version.split()[0]}。请安装后用新版本的 python3 运行。",
            "Python 3.11 or newer is needed; install it and run this with it.",
        )
    app = "dev" if "dev" in names else "app"
    todo: list[tuple[str, Callable[[], None]]] = []
    if {"app", "dev"} & set(names) and not app_current(app):
        todo += [("建立 Python 环境", make_venv), ("安装 uv", install_uv), ("安装服务台的依赖", lambda: install_app(app))]
    if "engine" in names and not current(ENGINE / ".venv", engine_key()):
        if not todo:
            todo += [("建立 Python 环境", make_venv), ("安装 uv", install_uv)]
        todo += [("准备 Python 3.10", make_engine_venv), ("安装理解引擎（约 1.8 GB）", install_engine)]
    if "dev" in names and not has_browser():
        todo += [("安装测试用的浏览器", install_browser)]
    if todo:
        check_space([app if name in ("app", "dev") else name for name in names])
    return todo


def run_steps(todo: list[tuple[str, Callable[[], None]]]) -> None:
    """Do the steps, telling which of how many."""
    LOGS.mkdir(parents=True, exist_ok=True)
    for number, (title, do) in enumerate(todo, 1):
        print(f"[{number}/{len(todo)}] {title}……", flush=True)
        started = time.monotonic()
        do()
        print(f"[{number}/{len(todo)}] {title}：完成，{time.monotonic() - started:.0f} 秒", flush=True)


def check_space(names: list[str]) -> None:
    """CannotSetUp when the disk has not got what the parts need."""
    needed = sum(NEEDED_BYTES[name] for name in set(names))
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        raise CannotSetUp(
            f"磁盘空间不足：需要约 {needed / 1e9:.0f} GB，只剩 {free / 1e9:.1f} GB。请腾出空间后重新运行。",
            f"Not enough disk space: about {needed / 1e9:.0f} GB needed, {free / 1e9:.1f} GB free.",
        )


def make_venv() -> None:
    """`.venv` with the Python that runs this."""
    if not python_in(VENV).exists():
        try:
            import ensurepip  # noqa: F401 - what `python -m venv` needs and some distributions leave out
            import venv  # noqa: F401
        except ImportError:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise CannotSetUp(
                f"这个 Python 缺少 venv 模块。请安装后重试，例如 apt install python{version}-venv。",
                f"This Python has no venv module; install it, for instance python{version}-venv.",
            ) from None
        run([sys.executable, "-m", "venv", str(VENV)], "venv")


def install_uv() -> None:
    """The pinned installer, from the package registry that pip is set to."""
    run([str(python_in(VENV)), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", UV], "uv")


def install_app(part: str) -> None:
    """The locked packages, checked by hash, and the project itself."""
    lock = ROOT / ("requirements-dev.txt" if part == "dev" else "requirements.txt")
    python = str(python_in(VENV))
    run([*uv(), "pip", "install", "--python", python, "--require-hashes", "--compile-bytecode", "-r", str(lock)], "app")
    run([*uv(), "pip", "install", "--python", python, "--no-build-isolation", "--no-deps", "-e", str(ROOT)], "project")
    stamp(VENV, app_key(part), part)


def make_engine_venv() -> None:
    """Python 3.10, found on the machine or fetched by uv; `engine/.python-version` names it."""
    wanted = (ENGINE / ".python-version").read_text(encoding="utf-8").strip()
    try:
        run([*uv(), "venv", "--no-project", "--clear", "--python", wanted, ".venv"], "python310", ENGINE)
    except CannotSetUp as problem:
        raise CannotSetUp(
            f"找不到也下载不到 Python 3.10（理解引擎需要它）。请安装 Python 3.10 或检查网络后重试。\n{str(problem).splitlines()[0]}",
            "Python 3.10, which the engine needs, was neither found nor could it be fetched: install it or check the network.",
        ) from None


def install_engine() -> None:
    """Rasa and what it needs, checked by hash. The list is complete, so nothing is resolved again (--no-deps)."""
    python = str(python_in(ENGINE / ".venv"))
    options = ["--python", python, "--no-deps", "--require-hashes", "--compile-bytecode"]
    run([*uv(), "pip", "install", *options, "-r", "requirements.txt"], "engine", ENGINE)
    stamp(ENGINE / ".venv", engine_key())


def has_browser() -> bool:
    """Whether the browser tests find a Chromium: the one named in MINGBAI_CHROMIUM, or one on the PATH."""
    return bool(os.environ.get("MINGBAI_CHROMIUM") or any(map(shutil.which, CHROMIUM_NAMES)))


def install_browser() -> None:
    """Chromium and Chinese fonts by apt; only root may."""
    by_hand = "apt-get update && apt-get install -y " + " ".join(BROWSER_PACKAGES)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise CannotSetUp(
            f"浏览器测试需要 Chromium。请由管理员运行：{by_hand}；已有浏览器的，用 MINGBAI_CHROMIUM 写明它的路径。",
            f"The browser tests need Chromium; have an administrator run: {by_hand}, or name one in MINGBAI_CHROMIUM.",
        )
    run(["apt-get", "update"], "apt")
    run(["apt-get", "install", "-y", "--no-install-recommends", *BROWSER_PACKAGES], "apt")


def run(command: list[str], name: str, folder: Path = ROOT) -> None:
    """Run a child with its output kept in a log; CannotSetUp with the log's tail when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    environment = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy"), "DEBIAN_FRONTEND": "noninteractive"}
    # PYENV_VERSION: pyenv sets it for its children, and then hides the 3.10 that `engine/.python-version` asks for.
    for hidden in ("VIRTUAL_ENV", "PYENV_VERSION"):
        environment.pop(hidden, None)
    started = told = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            while child.poll() is None:
                time.sleep(0.2)
                if time.monotonic() - told > 10:
                    told = time.monotonic()
                    print(f"    已用 {told - started:.0f} 秒", flush=True)
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise failure(log)


def failure(log: Path) -> CannotSetUp:
    """What went wrong, told from the child's own words."""
    said = log.read_text(encoding="utf-8", errors="replace")
    tail = "\n".join(said.splitlines()[-12:])
    low = said.lower()
    if "no space left" in low:
        return CannotSetUp("磁盘写满了。请腾出空间后重新运行。", f"No space left on the disk.\n{tail}")
    if any(sign in low for sign in ("connection", "network", "dns error", "timed out", "temporary failure", "failed to fetch")):
        return CannotSetUp("连不上软件包仓库。请检查网络或代理设置后重新运行。", f"The package registry cannot be reached.\n{tail}")
    shown = log.relative_to(ROOT)
    return CannotSetUp(f"这一步没有成功，完整记录在 {shown}。请按下面的原因处理后重新运行。", f"This step failed; the log is {shown}.\n{tail}")


def uv() -> list[str]:
    """The installer of `.venv`."""
    return [str(python_in(VENV)), "-m", "uv"]


def python_in(venv: Path) -> Path:
    """The interpreter of an environment."""
    return venv / "bin" / "python"


def key_of(*files: Path) -> str:
    """A hash of the contents of `files` and of this interpreter's version."""
    digest = hashlib.sha256(f"{UV} {sys.version_info[:2]}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def app_key(part: str) -> str:
    """What `.venv` depends on."""
    lock = ROOT / ("requirements-dev.txt" if part == "dev" else "requirements.txt")
    return key_of(lock, ROOT / "pyproject.toml")


def engine_key() -> str:
    """What `engine/.venv` depends on."""
    return key_of(ENGINE / "requirements.txt", ENGINE / ".python-version")


def app_current(part: str) -> bool:
    """Everything of the app is there; an environment for development serves for running too."""
    parts = ("dev",) if part == "dev" else ("app", "dev")
    return any(current(VENV, app_key(each), each) for each in parts)


def current(venv: Path, key: str, part: str = "") -> bool:
    """The environment was completed with this key."""
    file = venv / f".complete{part and '-' + part}"
    return python_in(venv).exists() and file.exists() and file.read_text(encoding="utf-8") == key


def stamp(venv: Path, key: str, part: str = "") -> None:
    """Note that the environment is complete."""
    (venv / f".complete{part and '-' + part}").write_text(key, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
