"""Who labels, when nobody says it."""

from __future__ import annotations

import getpass
import os

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
