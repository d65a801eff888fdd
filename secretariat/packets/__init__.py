"""BIND: a meeting's packet as one PDF.

From the rows inwards: `orders` and `publish` (a version is ordered, compiled, published), `collect` with `front`,
`papers` and `texts` (a meeting's parts). Without any row: `parts` (what is bound), `typeset` and `sheets/*.typ`
(what Typst prints), `inspect`, `cleaning`, `fitting`, `tags` (what was attached), `build` (the steps), `assemble`,
`graft`, `numbering`, `stamps` (one PDF), `manifest` (what it holds). Children do what this process must not:
`child`, `crew`, `hands`, `compile`.
"""
