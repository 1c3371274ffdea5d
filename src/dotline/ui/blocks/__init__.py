"""Documents as a tree of blocks: one tree, two languages, an HTML master and a PDF record copy.

`values` holds the blocks, `checks` what stops a build, `html.to_html` and `pdf.to_pdf` write.
"""
