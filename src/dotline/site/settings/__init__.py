"""Settings: `common` is shared; `desk`, `public` and `test` each say what they add."""
