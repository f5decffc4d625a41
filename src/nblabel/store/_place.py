"""Where a store lies: its path, and whether that disk is shared over a network."""

from __future__ import annotations

import os
from pathlib import Path

# SQLite's WAL needs memory shared between the processes, which no network file system gives.
_NETWORK = (
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "pvfs", "smb",
)  # fmt: skip
_NETWORK_FUSE = ("sshfs", "s3fs", "gcsfuse", "rclone", "glusterfs", "davfs", "curlftpfs", "blobfuse", "goofys")


def default_path() -> Path:
    """Give the path of the store that belongs to the working directory."""
    return Path.cwd() / ".nblabel" / "labels.db"


def on_network(path: Path, mounts: str | None = None) -> bool:
    r"""Tell whether a path lies on a network file system, as far as the system's mounts say.

    Parameters
    ----------
    path
        Where the file is or will be.
    mounts
        The text of ``/proc/mounts``; read from there when left out. Where there is no such file
        (macOS, Windows) the answer is False for all but UNC paths.

    Examples
    --------
    >>> table = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0"
    >>> on_network(Path("/home/ada/labels.db"), table), on_network(Path("/tmp/labels.db"), table)
    (True, False)
    """
    if str(path).startswith("\\\\"):
        return True
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text("utf-8", "replace")
        except OSError:
            return False
    text = os.path.normpath(path)
    longest, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:  # noqa: PLR2004
            continue
        where = parts[1].replace("\\040", " ")
        inside = text == where or text.startswith(where.rstrip("/") + "/")
        # Of two mounts on one point the later one covers the earlier.
        if inside and len(where) >= longest:
            longest, kind = len(where), parts[2].lower()
    if kind.startswith("fuse."):
        return kind.removeprefix("fuse.").startswith(_NETWORK_FUSE)
    return kind.startswith(_NETWORK)
