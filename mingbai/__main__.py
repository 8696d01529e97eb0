"""`python -m mingbai`: the same as the `mingbai` script."""

from mingbai.cli import main

main()
