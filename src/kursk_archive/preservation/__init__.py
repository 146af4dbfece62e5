"""The package for a repository: a bag with captures, site, RO-Crate and PREMIS."""
