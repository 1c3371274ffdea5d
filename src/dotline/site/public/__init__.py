"""The public site: open rooms only, in a process of its own."""
