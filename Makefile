# Every target works from anywhere: make -C path/to/clone run (or -f …/Makefile)
HERE := $(if $(wildcard scripts/kam),$(CURDIR),$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
KAM := "$(HERE)/scripts/kam"
export PYTHON KAM_CACHE KAM_PORT KAM_DB ODOO_HOME

.PHONY: help run test test-odoo lint format i18n screenshots bench reset clean
.SILENT:

help:
	$(KAM) help

run:
	$(KAM) run

test:
	$(KAM) test $(ARGS)

test-odoo:
	$(KAM) test-odoo $(ARGS)

lint:
	$(KAM) lint

format:
	$(KAM) format

i18n:
	$(KAM) i18n $(ARGS)

screenshots:
	$(KAM) screenshots $(ARGS)

bench:
	$(KAM) bench $(ARGS)

reset:
	$(KAM) reset

clean:
	$(KAM) clean $(ALL)
