"""``python -m nblabel`` is ``nblabel``."""

from nblabel.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
