"""`python -m secretariat.cli` is the same as `secretariat`."""

from secretariat.cli import main

main(prog_name="secretariat")
