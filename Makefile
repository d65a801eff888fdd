help: ; @echo later
