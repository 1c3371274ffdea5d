"""What finding help means, in pure functions: words, hours, languages, regions, order and widening."""
