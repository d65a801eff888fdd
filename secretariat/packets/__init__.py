"""BIND: collect, fragments, assemble, publish; the Typst sources lie beside."""
