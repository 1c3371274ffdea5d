"""Other engines for the same work: Apache Spark beyond one machine, Splink in the clear. Each is an extra."""
