"""``python -m recepisse`` is the same as ``recepisse``."""

from recepisse.cli import principal

if __name__ == "__main__":
    principal()
