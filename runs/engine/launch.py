"""Makes ready what one attempt needs on disk, and says how it is to be started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import Any

from designer.spec.expressions import render_command
from designer.spec.plan import Step
from designer.spec.resources import PLAIN, Wants
from runs.ports import Given, Launch, Runtime
from runs.storage.layout import AttemptFolder, job_name, output_place

NAME = "/bin/bash"  # what the shell is called in `$0` and in its messages, whichever file it is
LOGS_FOR = ("logs", "python")  # who may write to ./logs; a bare shell command that does not name it need not wait
BUILD_LOG = "user_logs/environment_build.txt"
LONGEST_ARGUMENT = 120_000  # bytes; the kernel refuses a single argument of 128 KiB


def attempt_id(root: str, path: str, attempt: int) -> str:
    """Unique for one attempt of one step, and readable in `ps`."""
    return f"{job_name(root, path)}#{attempt}"


def begun(folder: AttemptFolder) -> bool:
    """Whether the daemon had this attempt in hand before: then starting it asks what became of it."""
    return os.path.exists(folder.root + "/start.json")


def prepare(
    step: Step,
    root: str,
    attempt: int,
    folder: AttemptFolder,
    given: Mapping[str, Given],
    *,
    store: str,
    runtime: Runtime,
    shell: str,
    more: Mapping[str, str],
    wants: Wants = PLAIN,
    user: str = "",
    priority: int = 0,
) -> Launch:
    """Make the attempt's folders and copy its code. Doing it again for the same attempt changes nothing.

    `store` is the snapshot store, `runtime` what the step runs with, `shell` a bash, `more` goes into its environment.
    Raises OSError.
    """
    outputs = {port: output_place(folder.part, port, spec.type) for port, spec in step.outputs.items()}
    if not begun(folder):
        _make_folders(step, folder, outputs, store)
    command = command_line(step, given, outputs)
    started = Launch(
        id=attempt_id(root, step.path, attempt),
        folder=folder.root,
        argv=_argv(shell, command, folder),
        env=_environment(step, root, runtime, more),
        cwd=folder.wd,
        log=folder.log,
        cpus=wants.cpus,
        gpus=wants.gpus,
        memory=wants.memory,
        timeout=step.timeout,
        user=user,
        priority=priority,
        reads=() if runtime.python else tuple(str(item.value) for item in given.values()),
    )
    return runtime.wrap(started) if runtime.wrap else started


def command_line(step: Step, given: Mapping[str, Given], outputs: Mapping[str, str]) -> str:
    """The command as bash gets it."""
    return render_command(step.command, {name: item.value for name, item in given.items()}, outputs)


def _make_folders(step: Step, folder: AttemptFolder, outputs: Mapping[str, str], store: str) -> None:
    _make(os.path.dirname(folder.root))
    _make(folder.root)
    _make(folder.root + "/user_logs")
    if step.code and not os.path.exists(folder.wd):
        # Copied, not linked: a step may write into its working directory, the snapshot is everybody's.
        draft = folder.wd + ".new"
        shutil.rmtree(draft, ignore_errors=True)
        _copy_tree(f"{store}/{step.code}/tree", draft)
        os.rename(draft, folder.wd)
    _make(folder.wd)
    _make(folder.wd + "/outputs")
    if step.code or any(word in step.command for word in LOGS_FOR):
        _make(folder.wd + "/logs")
    if outputs:
        _make(folder.part)
    for port, place in outputs.items():
        if step.outputs[port].type == "uri_file":
            _make(os.path.dirname(place))
        elif step.outputs[port].mode != "direct":
            _make(place)


def show_build(folder: AttemptFolder, log: os.PathLike[str]) -> bool:
    """Let the attempt have the log of a build as one of its own, while it grows and when it is over."""
    try:
        _make(os.path.dirname(folder.root))
        _make(folder.root)
        _make(folder.root + "/user_logs")
        os.link(log, f"{folder.root}/{BUILD_LOG}")
    except FileExistsError:
        return True
    except OSError:
        return False  # not there yet, or on another disk: the page of environments has it
    return True


def _make(folder: str) -> None:
    """One mkdir where the parent is there, as it nearly always is; `makedirs` looks at every part of the path."""
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        _make(os.path.dirname(folder))
        os.mkdir(folder)


def _copy_tree(source: str, target: str) -> None:
    """Like `shutil.copytree`, whose error has forgotten that it was a full disk."""
    for place, _, files in os.walk(source):
        into = target + place[len(source) :]
        os.makedirs(into, mode=0o755)
        for name in files:
            _copy_writable(f"{place}/{name}", f"{into}/{name}")


def _copy_writable(source: str, target: str) -> str:
    shutil.copyfile(source, target)
    os.chmod(target, os.stat(source).st_mode & 0o777 | 0o600)
    return target


def _argv(shell: str, command: str, folder: AttemptFolder) -> list[str]:
    if len(os.fsencode(command)) < LONGEST_ARGUMENT:
        return [shell, "-c", command, NAME]
    script = folder.root + "/command.sh"
    with open(script, "w", encoding="utf-8") as file:
        file.write(command)
    return [shell, script]


def say_again(folder: AttemptFolder, attempt: int, why: Mapping[str, Any]) -> None:
    """The step's own log tells why it begins again, where it was not a person who wanted it to."""
    if why.get("reason") == "lost":
        text = f"The step daemon was killed while attempt {attempt - 1} was running, and the step with it."
    elif retry := why.get("retry"):
        error = retry["failed"].get("error", "")
        text = f"Attempt {attempt - 1} failed ({error}). The step asks for {retry['of']} attempts."
    else:
        return
    with open(folder.log, "a", encoding="utf-8") as file:
        file.write(f"[penstock] {text} This is attempt {attempt}.\n")


def _environment(step: Step, root: str, runtime: Runtime, more: Mapping[str, str]) -> dict[str, str]:
    """On top of the daemon's clean environment; nothing in it comes from the server's own."""
    bin_ = os.path.dirname(runtime.python)
    return {
        **step.environment_variables,
        **runtime.env,
        "PATH": f"{bin_}:{os.environ.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": os.path.dirname(bin_),
        "PYTHONUNBUFFERED": "1",  # a log that is read live must not wait for a buffer to fill
        "MPLBACKEND": "Agg",
        "AZUREML_RUN_ID": job_name(root, step.path),
        "AZUREML_ROOT_RUN_ID": root,
        **more,
    }
