"""The command line: arguments in, printed findings and an exit status out."""
