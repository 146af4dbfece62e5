"""The build: load, resolve, catalogue, plan, render, publish, report."""
