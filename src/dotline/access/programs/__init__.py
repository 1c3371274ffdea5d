"""Keys of programs, whole: what one opens, making and revoking it, and reading with it instead of signing in."""
