# SPDX-License-Identifier: Apache-2.0
# The door. Everything real happens in Meson and in tools/.
BUILD := build
PATH := /usr/bin:/bin:/usr/sbin:/sbin:$(PATH)
export PATH

.PHONY: help build demo check check-trixie quick long bench accuracy fuzz lint format install setup-build

help:
	@echo "make build    the programs and the nginx module, in $(BUILD)/"
	@echo "make demo     an API that leaks, watched live (DEMO_SECONDS=40 ends by itself)"
	@echo "make check    all tests; ends with: N passed, N failed, N skipped"
	@echo "make check-trixie   the nginx and daemon tests inside a Debian 13"
	@echo "make quick    unit tests only, under a minute"
	@echo "make long     what needs hours (fuzzing), results in docs/long.md"
	@echo "make bench    speed, as ratios in one run"
	@echo "make accuracy how right the scan is, into docs/accuracy.md"
	@echo "make fuzz     every fuzz target for FUZZ_SECONDS each (default 60)"
	@echo "make lint     format, layers, headers, clang-tidy, cppcheck, shellcheck"
	@echo "make format   clang-format on everything"
	@echo "make install  into PREFIX (default /usr/local), DESTDIR is honoured"

$(BUILD)/build.ninja:
	@meson setup $(BUILD) --prefix $(or $(PREFIX),/usr/local) >/dev/null

setup-build:
	@tools/setup build

build: setup-build $(BUILD)/build.ninja
	@ninja -C $(BUILD) --quiet

demo:
	@tools/setup demo
	@$(MAKE) --no-print-directory build
	@/usr/bin/python3 examples/demo/demo.py --build $(BUILD)

check:
	@tools/setup check
	@tools/check $(BUILD)

check-trixie:
	@tools/setup long
	@tools/trixie $(BUILD)

quick:
	@tools/setup check
	@tools/check $(BUILD) --quick

long:
	@tools/setup long
	@tools/long $(BUILD)

bench:
	@tools/setup bench
	@tools/bench $(BUILD)

accuracy:
	@$(MAKE) --no-print-directory build
	@tools/accuracy $(BUILD) --half all --write

fuzz:
	@tools/setup check
	@tools/fuzz $(BUILD)

lint:
	@tools/setup check
	@tools/lint

format:
	@find core lib daemon cli include tests bench fuzz -name '*.[ch]' | xargs clang-format -i

install: build
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --no-rebuild
