"""`python -m kpixl` is the `kpixl` command."""

from kpixl.cli import main

if __name__ == "__main__":
    main()
