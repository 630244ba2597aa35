"""`python -m plantao`."""

from plantao.cli import main

main()
