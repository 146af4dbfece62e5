raise SystemExit("settings are a program, and nobody runs it")
