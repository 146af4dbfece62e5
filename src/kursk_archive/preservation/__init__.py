"""The preservation package: a bag with the captures, the site, RO-Crate and PREMIS metadata."""
