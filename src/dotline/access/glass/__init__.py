"""Break-glass, whole: records that may be opened so, the step itself, its notice, its end and its review."""
