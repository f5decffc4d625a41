"""Who labels: when nobody says it, and when somebody goes on under another name."""

from __future__ import annotations

import getpass
import os

from sqlalchemy import Connection

from nblabel.store import Store, current, log

_GENERIC = frozenset(
    {
        "admin", "administrator", "anonymous", "azureuser", "codespace", "debian", "default", "docker", "ec2-user",
        "gitpod", "guest", "jovyan", "jupyter", "notebook", "opc", "root", "sagemaker-user", "student", "test",
        "ubuntu", "user", "vagrant", "vscode",
    }
)  # fmt: skip


def default_annotator() -> str:
    """Give the hub's user, else the system's; never nothing."""
    name = os.environ.get("JUPYTERHUB_USER", "").strip()
    if name:
        return name
    try:
        return getpass.getuser().strip() or "user"
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return "user"


def is_generic(name: str) -> bool:
    """Tell whether a name says nothing about the person.

    Examples
    --------
    >>> is_generic("jovyan"), is_generic("ada")
    (True, False)
    """
    return name.lower() in _GENERIC


def check_annotator(name: object) -> str:
    """Read a name that was given for an annotator.

    Raises
    ------
    TypeError, ValueError
        If it is not text, or empty.
    """
    if not isinstance(name, str):
        raise TypeError(f"annotator={name!r} must be a name, as in annotator='ada'")
    if not name.strip():
        raise ValueError(f"annotator={name!r} is empty; give a name, or leave it out")
    return name.strip()


def find_annotator(store: Store, task: str, said: str | None) -> str:
    """Give who labels a task: who was said, or whom the login name was known to be."""
    if said is not None and not is_generic(said):
        return said
    name = said or default_annotator()
    with store.reading() as db:
        return current.who_is(db, task, name) or name


def hand_over(db: Connection, task: str, generic: str, name: str) -> None:
    """Make what was done in a task under a generic name somebody's own, from now on too."""
    current.hand_to(db, task, generic, name)
    current.remember(db, task, generic, name)
    log.next_epoch(db)


def remember_choice(store: Store, task: str, now: str, name: str) -> None:
    """Keep whom a login name goes on as, so that "restart and run all" goes on as them too."""
    if is_generic(now) or now == default_annotator():
        login = now
    elif name == default_annotator():
        login = name
    else:
        return
    with store.writing() as db:
        current.remember(db, task, login, name)
