"""`python -m rolewatch`: the same as the `rolewatch` command."""

from rolewatch.cli import main

main()
