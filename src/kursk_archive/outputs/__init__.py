"""One module for each kind of output: the files that it plans, renders and owns."""
