"""`python -m il2sim` is the command."""

from il2sim._command import main

if __name__ == "__main__":
    main()
