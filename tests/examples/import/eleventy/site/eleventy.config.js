throw new Error("settings are a program, and nobody runs it");
