"""Long work of the case room: files that come in and go out."""
