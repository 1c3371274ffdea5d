"""What a report is made into: a tree of blocks, then HTML and PDF in each language."""
