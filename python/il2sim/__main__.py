"""`python -m il2sim` is the command."""

from il2sim._command import main

main()
