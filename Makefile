# vigie: one file, no recursion, no list of sources.  `make help` tells the targets.
#
# Objects stand under build/MODE/obj, programs in build/MODE, test programs in build/MODE/tests.
# User variables (CC, CFLAGS, CPPFLAGS, LDFLAGS, DESTDIR, prefix) are preceded, never overwritten.

MODE ?= release
BUILD ?= build
B := $(BUILD)/$(MODE)
O := $(B)/obj

prefix ?= /usr/local
bindir ?= $(prefix)/bin
sbindir ?= $(prefix)/sbin
datadir ?= $(prefix)/share
mandir ?= $(datadir)/man
sysconfdir ?= /etc
localstatedir ?= /var
unitdir ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d
tmpfilesdir ?= $(prefix)/lib/tmpfiles.d
sysctldir ?= $(prefix)/lib/sysctl.d
DESTDIR ?=

MODES := release debug asan tsan cov fuzz
ifeq (,$(filter $(MODE),$(MODES)))
$(error MODE=$(MODE) is not one of: $(MODES))
endif
ifneq (,$(filter $(MODE),fuzz))
CC := clang
else ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar

# --- what the modes mean -----------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wconversion -Wsign-conversion \
	-Wcast-qual -Wpointer-arith -Wwrite-strings -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference \
	-Wdouble-promotion
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fcf-protection -fPIE
FLAGS_release := -O2 -g $(HARDEN)
FLAGS_debug := -O0 -g3 -fPIE
FLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_cov := -O0 -g --coverage
FLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LINK_release := -pie -Wl,-z,relro,-z,now
LINK_debug := -pie
LINK_asan := -fsanitize=address,undefined
LINK_tsan := -fsanitize=thread
LINK_cov := --coverage
LINK_fuzz := -fsanitize=address,undefined

# Each step says one short line; V=1 shows the commands.
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-4s %s\n' $(1) $(2)
endif

# The warnings stop a build in check and CI only.  Whatever runs below these goals, the lint too, has the same flags:
# other ones would compile everything anew.
WERROR ?=
ifneq (,$(filter check check-build,$(MAKECMDGOALS)))
WERROR := 1
export WERROR
endif
STRICT := $(if $(WERROR),-Werror)

# --- libraries, asked once ---------------------------------------------------------------
PKGS := libevent libevent_openssl libssl sqlite3 libyang libcrypto libcurl jansson smartcols libsystemd glib-2.0 libarchive libnetconf2
# Asked for, and not in the flags of all: mail and courier alone have it (docs/DESIGN.md R4).
MIME_PKGS := gmime-3.0
ifeq (,$(filter help clean dist lint-layers lint-headers-list lint-clock lint-size,$(MAKECMDGOALS)))
PKG_MISSING := $(strip $(foreach p,$(PKGS) $(MIME_PKGS),$(shell pkg-config --exists $(p) 2>/dev/null || echo $(p))))
ifneq (,$(PKG_MISSING))
$(error missing development packages for: $(PKG_MISSING). `sh packaging/setup.sh packages` installs all that is needed)
endif
endif
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
SNMP_LIBS := -lnetsnmp
EVENT_LIBS := $(shell pkg-config --libs libevent 2>/dev/null)
TLS_LIBS := $(shell pkg-config --libs libevent_openssl libssl 2>/dev/null)
SQL_LIBS := $(shell pkg-config --libs sqlite3 2>/dev/null)
YANG_LIBS := $(shell pkg-config --libs libyang 2>/dev/null)
CRYPTO_LIBS := $(shell pkg-config --libs libcrypto 2>/dev/null)
CURL_LIBS := $(shell pkg-config --libs libcurl 2>/dev/null)
JSON_LIBS := $(shell pkg-config --libs jansson 2>/dev/null)
TABLE_LIBS := $(shell pkg-config --libs smartcols 2>/dev/null)
NETCONF_LIBS := $(shell pkg-config --libs libnetconf2 2>/dev/null)
ARCHIVE_LIBS := $(shell pkg-config --libs libarchive 2>/dev/null)
SYSTEMD_LIBS := $(shell pkg-config --libs libsystemd 2>/dev/null)
ZONE_LIBS := $(shell pkg-config --libs glib-2.0 2>/dev/null)
MIME_CFLAGS := $(subst -I/usr,-isystem /usr,$(shell pkg-config --cflags gmime-3.0 2>/dev/null))
MIME_LIBS := $(shell pkg-config --libs gmime-3.0 2>/dev/null)
DAEMON_LIBS := $(JSON_LIBS) $(SNMP_LIBS) $(EVENT_LIBS) $(SQL_LIBS) $(YANG_LIBS) $(ZONE_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS) -lz
ALL_LIBS := $(TLS_LIBS) $(DAEMON_LIBS) $(CURL_LIBS) $(JSON_LIBS) $(TABLE_LIBS) $(ARCHIVE_LIBS)

VIGIE_CPPFLAGS := -I. -D_GNU_SOURCE -DVG_DATADIR='"$(datadir)/vigie"' -DVG_CHECKOUT='"$(CURDIR)"' \
	-DVG_SYSCONFDIR='"$(sysconfdir)/vigie"' -DVG_STATEDIR='"$(localstatedir)/lib/vigie"' \
	-DVG_RUNDIR='"/run/vigie"' $(subst -I/usr,-isystem /usr,$(PKG_CFLAGS))
ALL_CFLAGS := -std=c11 $(VIGIE_CPPFLAGS) $(CPPFLAGS) $(WARN) $(STRICT) $(FLAGS_$(MODE)) $(CFLAGS)
ALL_LDFLAGS := $(LINK_$(MODE)) -Wl,--as-needed $(LDFLAGS)

# --- sources by room ---------------------------------------------------------------------
DOORS := web netconf mail courier cli
LIB_SRC := $(wildcard lib/*/*.c)
AGENT_SRC := $(filter-out agent/main.c $(wildcard agent/ncpoll/*.c),$(wildcard agent/*.c agent/*/*.c))
COLLECTOR_SRC := $(filter-out collector/main.c $(foreach d,$(DOORS),$(wildcard collector/$(d)/*.c)),\
	$(wildcard collector/*.c collector/*/*.c collector/desk/*/*.c))
NCPOLL_SRC := $(wildcard agent/ncpoll/*.c)
NCDOOR_SRC := $(wildcard collector/netconf/*.c)
CLI_SRC := $(wildcard collector/cli/*.c)
WEB_SRC := $(wildcard collector/web/*.c)
MAIL_SRC := $(wildcard collector/mail/*.c)
COURIER_SRC := $(wildcard collector/courier/*.c)
SIM_SRC := $(wildcard tests/sim/*.c)
PLAY_SRC := $(wildcard tests/play/*.c)
SIMNOC_SRC := $(wildcard tests/sim-noc/*.c)
BENCH_SRC := $(wildcard tests/bench/*.c)
FAULT_MAIN := powercut informer
FAULT_SRC := $(filter-out $(FAULT_MAIN:%=tests/fault/%.c),$(wildcard tests/fault/*.c))
ORDER_SRC := $(wildcard tests/order/*.c)
RUNGS_SRC := $(wildcard tests/rungs/*.c)
MALFORMED_SRC := $(wildcard tests/malformed/*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
HDR := $(wildcard lib/*/*.h agent/*.h agent/*/*.h collector/*.h collector/*/*.h tests/sim/*.h tests/play/*.h tests/sim-noc/*.h)
ALL_SRC := $(LIB_SRC) $(AGENT_SRC) $(COLLECTOR_SRC) $(CLI_SRC) $(WEB_SRC) $(MAIL_SRC) $(COURIER_SRC) $(SIM_SRC) $(PLAY_SRC) \
	$(NCPOLL_SRC) $(NCDOOR_SRC) $(wildcard agent/main.c collector/main.c)
obj = $(patsubst %.c,$(O)/%.o,$(1))

LIB := $(B)/lib.a
AGENT := $(B)/agent.a
COLLECTOR := $(B)/collector.a
PROGRAMS := $(B)/vigie-agent $(B)/vigie-collector $(B)/vigie $(B)/vigie-web $(B)/vigie-nc-poll $(B)/vigie-netconf $(B)/vigie-mail-intake $(B)/vigie-courier $(B)/vigie-sim
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/unit/%,$(UNIT_SRC))
FUZZ := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(FUZZ_SRC))
REPLAY := $(patsubst tests/fuzz/%.c,$(B)/tests/replay/%,$(FUZZ_SRC))
PLAY := $(if $(PLAY_SRC),$(B)/tests/play-run)
SIMNOC := $(B)/tests/sim-noc
BENCH := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(BENCH_SRC))
FAULT := $(FAULT_MAIN:%=$(B)/tests/fault/%)
MALFORMED := $(B)/tests/malformed/malformed
ORDER := $(B)/tests/order/order
RUNGS := $(B)/tests/rungs/rungs
CORRELATION := $(B)/tests/unit/test_sitepower $(B)/tests/bench/core $(B)/tests/bench/replay $(ORDER) $(RUNGS) $(SIMNOC)

.PHONY: all help programs tests clean
all: programs

programs: $(PROGRAMS)
tests: programs $(UNIT) $(PLAY) $(REPLAY) $(BENCH) $(FAULT) $(MALFORMED) $(ORDER) $(RUNGS) $(SIMNOC)

help:
	@sed -n 's/^#: //p' $(firstword $(MAKEFILE_LIST))

#: make                      the programs, in build/release (MODE=debug|asan|tsan|cov|fuzz beside it;
#:                           V=1 shows the commands)
#: make stories           four stories: site power, bypass and blade, silence by vigie why; a rule tried
#: make correlation          each promise of correlation, the command that measures it, what it measured: order,
#:                           simulation, core, site-power, storm, replay, rungs (ONLY="order storm"; FEW=1: small counts)
#: make doors                what yangcli, ncclient, OpenSSH and curl ask the doors, and their answers, whole;
#:                           then the examples of docs/INTERFACES.md (ONLY=curl: those alone); needs root
#: make story-doors          a change committed by NETCONF, seen by the command, rolled back by RESTCONF, and the
#:                           audit of it; needs root
#: make bad-input            what hostile and clumsy clients send to the doors and get, while informs are
#:                           acknowledged: a table (MATCH=kill: those lines alone); needs root
#: make fresh-schema         collector/store/storefresh*.c: what all migrations leave, for a new database
#: make letters              every message's template in both languages, made of a case
#: make demo [ONCE=1|STOP=1] the story of a power supply, live (ONCE=1: headless; STOP=1: end it)
#: make catalogue            the faults F01 to F36, each by poll, by trap, by both, contradicted: the table
#: make check                quick lint, unit tests, fuzz samples, plays, integration; last line: N passed, N failed
#: make check-fault          what must not be lost, doubled or late when something dies, breaks or fills up
#:                           (KILLS=200 CUTS=2000 DISKS=5 INFORMS=5000 RESTARTS=8 STEPS=12 ONLY="kill road"
#:                           SEED=N); needs root; last line: N passed, N failed
#: make check-order          orders of arrival, 100,000 of them (STREAMS=2500 EACH=30 SEED=N)
#: make check-rungs          cuts at each write and sync of every rung and due row, and kills: a table
#:                           (EACH=0: all of them; KILLS=N SEED=N)
#: make check-mail           the mails of tests/mail/corpus, from the intake to their cases (as root): a table; last line:
#:                           N passed, N failed (MATCH=outlook)
#: make kills                kill -9 of collector, intake and courier in one run of mails that come and leave: a
#:                           table of what was lost or doubled; last line: one JSON object (KILLS=200 SEED=N)
#: make access               how large the table of who may what at each door is
#: make check-doors          every door by stock clients; how many of the steps are negative, N passed, N failed
#: make torn                 integration tests whose programs write in pieces with pauses between, one file after the
#:                           other (MATCH=web TORN="35 5 60": percent, least and most ms); needs root
#: make check-malformed      60,000 malformed messages to a collector with sanitizers (COUNT=60000 SEED=n
#:                           KEEP=folder)
#: make lint | lint-deep     quick lint; clang-tidy, cppcheck and -fanalyzer
#: make fuzz [SECONDS=60]    every fuzz target for that long each (MATCH=name: those alone)
#: make sim                  fleets in virtual time against the desk, SEEDS of YEARS device-years each from number
#:                           SEED0 on (SEEDS=10 YEARS=50 SEED0=1); PROFILE=1 tells what each asks of
#:                           SQLite; the last line is one JSON object
#: make cov                  line coverage of the tests
#: make bench-poll           what polling costs against the floor and Net-SNMP (RUNS=5 ONLY="v2c memory")
#: make bench-intake         what a trap costs against snmptrapd and INSERT + COMMIT (RUNS=3 ONLY="v2c ack")
#: make bench-counts         what polling must not get wrong, counted (DEVICES=1000 POLLS=20000)
#: make bench-core           events through the pure core alone (COUNT=200000 ROUNDS=9)
#: make bench-stormcases     100,000 messages of one device while 200 others fault once each
#: make bench-queue          the queue of 1,000,000 cases (ROUNDS=200 CASES=1000000)
#: make bench-agent          an agent with 500 devices: memory, CPU for a cycle (CYCLES=10 DEVICES=500)
#: make bench-due            100,000 due times (CASES=100000 ROUNDS=15)
#: make bench-mail           a first request by mail until its clock runs, in ms; a flood of one sender's, what a
#:                           mail costs, how late others are (ROUNDS=200 MAILS=10000 PIPES=8 SENDER=stranger|known)
#: make bench-strangers      10,000 forged domains at the desk alone: CPU of a mail, of a turn, of a dismissal; how long real strangers wait
#: make bench-replay         1,000,000 events lived again, and slices of a recording (EVENTS=1000000)
#: make bench-tree           one leaf of a tree of 1,000 and of 20,000 devices (ROUNDS=5)
#: make bench-pages          an alarm by key and pages of 1,000,000 cases under 5,000 informs a second (CASES= RATE= NEW=)
#: make bench-events         event to subscriber; the collector's CPU with 200 sessions and 500 streams
#: make bench-ncalarms       10,000 alarms over NETCONF: milliseconds, the door's memory (ROUNDS=15 ALARMS=10000)
#: make bench-commit         how long informs wait while a leaf of 20,000 devices is changed or checked (ROUNDS=5 DEVICES=20000)
#: make bench-doors          these four, one after the other
#: make bench-sweep          the longest slice of a night's sweep (ROWS=1000000)
#: make bench-sim            GETs of 50 bindings that vigie-sim answers on a core
#:                           (DEVICES=1000 GETS=400000 SNMP=v2c|v3)
#: make bench-history        samples of 1,000 devices kept (DEVICES=1000 HOURS=5)
#: make install | dist       into DESTDIR; a source archive in build/
#: make clean                build/ away

# --- stamps: rewritten only when their content changes -----------------------------------
$(shell mkdir -p $(O))
stamp = $(shell printf '%s\n' '$(subst ','\'',$(2))' | cmp -s - $(1) || printf '%s\n' '$(subst ','\'',$(2))' > $(1))
$(call stamp,$(B)/flags.stamp,$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS))
$(call stamp,$(B)/lib.stamp,$(LIB_SRC))
$(call stamp,$(B)/agent.stamp,$(AGENT_SRC))
$(call stamp,$(B)/collector.stamp,$(COLLECTOR_SRC))
VERSION := $(shell cat packaging/version 2>/dev/null)$(if $(wildcard .git),$(shell git describe --always --dirty=+ 2>/dev/null | sed 's/^/-g/'))
$(call stamp,$(B)/version.stamp,$(VERSION))

$(O)/%.o: %.c $(B)/flags.stamp
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/collector/mail/%.o: ALL_CFLAGS += $(MIME_CFLAGS)
$(O)/collector/courier/%.o: ALL_CFLAGS += $(MIME_CFLAGS)
# The one object that knows the version: a commit rebuilds it and nothing else.
$(O)/lib/base/version.o: $(B)/version.stamp
$(O)/lib/base/version.o: ALL_CFLAGS += -DVG_VERSION='"$(VERSION)"'

define archive
$(1): $(call obj,$(2)) $(3)
	@rm -f $$@
	$$(call say,AR,$$@)
	$$(Q)$$(AR) rcs $$@ $$(filter %.o,$$^)
endef
$(eval $(call archive,$(LIB),$(LIB_SRC),$(B)/lib.stamp))
$(eval $(call archive,$(AGENT),$(AGENT_SRC),$(B)/agent.stamp))
$(eval $(call archive,$(COLLECTOR),$(COLLECTOR_SRC),$(B)/collector.stamp))

LINK = $(if $(Q),@printf '  %-4s %s\n' LINK $@ && )$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^)
$(B)/vigie-agent: $(O)/agent/main.o $(AGENT) $(LIB)
	$(LINK) $(DAEMON_LIBS)
$(B)/vigie-collector: $(O)/collector/main.o $(COLLECTOR) $(LIB)
	$(LINK) $(DAEMON_LIBS)
$(B)/vigie-nc-poll: $(call obj,$(NCPOLL_SRC)) $(AGENT) $(LIB)
	$(LINK) $(NETCONF_LIBS) $(DAEMON_LIBS)
$(B)/vigie-netconf: $(call obj,$(NCDOOR_SRC)) $(LIB)
	$(LINK) $(NETCONF_LIBS) $(YANG_LIBS) $(CURL_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS) $(JSON_LIBS)
$(B)/vigie: $(call obj,$(CLI_SRC)) $(COLLECTOR) $(LIB)
	$(LINK) $(ALL_LIBS)
$(B)/vigie-web: $(call obj,$(WEB_SRC)) $(LIB)
	$(LINK) $(TLS_LIBS) $(EVENT_LIBS) $(CURL_LIBS) $(YANG_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS)
# Started for each mail: it links as little as it can.
$(B)/vigie-mail-intake: $(call obj,$(MAIL_SRC)) $(LIB)
	$(LINK) $(MIME_LIBS) $(JSON_LIBS)
$(B)/vigie-courier: $(call obj,$(COURIER_SRC)) $(LIB)
	$(LINK) $(MIME_LIBS) $(CURL_LIBS) $(YANG_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS)
$(B)/vigie-sim: $(call obj,$(SIM_SRC)) $(LIB)
	$(LINK) $(EVENT_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS)

# --- test programs -----------------------------------------------------------------------
SIM_TESTED := $(call obj,$(filter-out tests/sim/main.c,$(SIM_SRC)))
$(B)/tests/unit/%: $(O)/tests/unit/%.o $(AGENT) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -lcmocka $(ALL_LIBS)
$(B)/tests/unit/test_sim_%: $(O)/tests/unit/test_sim_%.o $(SIM_TESTED) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -lcmocka $(ALL_LIBS)
$(B)/tests/unit/test_cli_%: $(O)/tests/unit/test_cli_%.o $(call obj,$(filter-out collector/cli/main.c,$(CLI_SRC))) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -lcmocka $(ALL_LIBS)
$(B)/tests/unit/test_web_%: $(O)/tests/unit/test_web_%.o $(call obj,$(filter-out collector/web/main.c,$(WEB_SRC))) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -lcmocka $(ALL_LIBS)
$(B)/tests/unit/test_courier_%: $(O)/tests/unit/test_courier_%.o $(call obj,$(filter-out collector/courier/main.c,$(COURIER_SRC))) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -lcmocka $(MIME_LIBS) $(CURL_LIBS) $(YANG_LIBS) $(JSON_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS)
# What vigie-netconf decides without libnetconf2.
NCDOOR_TESTED := $(call obj,$(addprefix collector/netconf/,ncattribute.c nccheck.c ncfault.c ncmodels.c ncnamed.c ncnews.c ncpast.c ncpick.c ncplan.c ncwidth.c))
$(addprefix $(B)/tests/unit/,test_ncdoor test_ncpast): $(NCDOOR_TESTED)
$(foreach t,fuzz replay,$(foreach n,ncrequest ncnews,$(B)/tests/$(t)/fuzz_$(n))): $(NCDOOR_TESTED)
$(B)/tests/play-run: $(call obj,$(PLAY_SRC)) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(ALL_LIBS)
$(SIMNOC): $(call obj,$(SIMNOC_SRC)) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--wrap=vg_log $(ALL_LIBS)
$(B)/tests/fuzz/%: $(O)/tests/fuzz/%.o $(AGENT) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer $(ALL_LIBS)
$(B)/tests/replay/%: $(O)/tests/fuzz/%.o $(O)/tests/fuzz/replay.o $(AGENT) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(ALL_LIBS)
$(MALFORMED): $(call obj,$(MALFORMED_SRC)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(CRYPTO_LIBS)
# What judges with a second opinion, and what plays.
MALFORMED_TESTED := $(call obj,$(filter-out tests/malformed/main.c,$(MALFORMED_SRC)))
$(foreach t,fuzz replay,$(foreach n,decode authentic,$(B)/tests/$(t)/fuzz_$(n))): $(MALFORMED_TESTED)
$(foreach t,fuzz replay,$(B)/tests/$(t)/fuzz_webfields): $(call obj,collector/web/webfields.c collector/web/webring.c)
# What vigie-mail-intake decides without GMime.
MAIL_TESTED := $(call obj,$(addprefix collector/mail/,mailcharset.c mailgate.c mailhtml.c mailreport.c mailsaid.c mailtext.c))
$(B)/tests/unit/test_mailread $(B)/tests/unit/test_mailreport $(foreach t,fuzz replay,$(B)/tests/$(t)/fuzz_mail): $(MAIL_TESTED)
$(foreach t,fuzz replay,$(B)/tests/$(t)/fuzz_desk): $(call obj,tests/play/playsay.c tests/play/playtree.c)
$(ORDER): $(call obj,$(ORDER_SRC) tests/play/playsay.c) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(ALL_LIBS)
# The ladder is asked through what looks at its verdicts (tests/rungs/rungs.c).
$(RUNGS): $(call obj,$(RUNGS_SRC) $(addprefix tests/play/,playsay.c playtree.c playact.c) \
		$(addprefix tests/fault/,cutdisk.c cutvfs.c)) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--wrap=vg_ladder_judge $(ALL_LIBS)
# The agent as it is, but for the clock that it reads (tests/bench/hastyagent.c).
$(B)/tests/bench/hastyagent: $(O)/tests/bench/hastyagent.o $(O)/agent/main.o $(AGENT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--wrap=vg_clock_wall,--wrap=vg_clock_mono,--wrap=vg_loop_timer_set,--wrap=sendmmsg $(DAEMON_LIBS)
# A library before others (tests/torn/torn.sh).
$(B)/tests/torn/torn.so: tests/torn/torn.c
	@mkdir -p $(@D)
	@$(say) LINK $@
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE $(filter-out -Wpedantic,$(WARN)) -O2 -g -fPIC -shared -o $@ $<
$(B)/tests/bench/sim: $(O)/tests/bench/sim.o $(SIM_TESTED) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(EVENT_LIBS) $(CRYPTO_LIBS) $(SYSTEMD_LIBS)
$(B)/tests/bench/%: $(O)/tests/bench/%.o $(AGENT) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(ALL_LIBS)
$(B)/tests/fault/%: $(O)/tests/fault/%.o $(call obj,$(FAULT_SRC)) $(COLLECTOR) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(ALL_LIBS)

-include $(shell find $(O) -name '*.d' 2>/dev/null)


clean:
	rm -rf $(BUILD)
.SECONDARY:
.DELETE_ON_ERROR:
# --- lint: each alone as lint-NAME ---------------------------------------------------------
QUICK_LINT := layers clock size headers format links shell yang mib man map policy reference french
DEEP_LINT := tidy cppcheck analyzer
.PHONY: lint lint-deep $(addprefix lint-,$(QUICK_LINT) $(DEEP_LINT)) format
lint: $(addprefix lint-,$(QUICK_LINT))
lint-deep: lint $(addprefix lint-,$(DEEP_LINT))

lint-layers:
	@tests/lint/layers.py
lint-clock:
	@tests/lint/clock.sh
lint-size:
	@tests/lint/size.py
lint-headers:
	@CC_LINE='$(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) -Werror' tests/lint/headers.sh
lint-format:
	@tests/lint/format.sh
format:
	@tests/lint/format.sh mend
lint-links: programs
	@tests/lint/links.sh $(B)
lint-shell:
	@for f in $$(grep -v '^\#' Makefile | grep -oE '(^|[ @])tests/[A-Za-z0-9_/-]+[.](py|sh)' | tr -d ' @' | sort -u); do \
		test -x $$f || { echo "$$f: is run, and may not be"; exit 1; }; done
	@shellcheck -s sh $(wildcard packaging/*.sh tests/lint/*.sh tests/fault/*.sh tests/fuzz/*.sh tests/integration/*.sh tests/bench/*.sh .ci/run) && echo "shell: clean"
lint-yang:
	@tests/lint/yang.sh
lint-mib:
	@tests/lint/mib.sh
lint-man:
	@tests/lint/man.sh
lint-map:
	@tests/lint/map.py
lint-policy:
	@tests/lint/policy.py
lint-reference:
	@tests/lint/reference.py
lint-french:
	@tests/lint/french.py
lint-tidy:
	@mkdir -p $(BUILD)/tidy
	@printf '%s\n' -std=c11 -I$(CURDIR) $(filter-out -I.,$(VIGIE_CPPFLAGS)) $(MIME_CFLAGS) '-DVG_VERSION="lint"' \
		>$(BUILD)/tidy/compile_flags.txt
	@printf '%s\n' $(LIB_SRC) $(AGENT_SRC) $(NCPOLL_SRC) $(COLLECTOR_SRC) $(NCDOOR_SRC) $(CLI_SRC) $(WEB_SRC) $(MAIL_SRC) $(COURIER_SRC) | xargs -P $(shell nproc) \
		-n 4 clang-tidy --quiet -p $(BUILD)/tidy 2>/dev/null && echo "tidy: clean"
lint-cppcheck:
	@cppcheck --quiet -j $(shell nproc) --enable=warning,portability,performance --inline-suppr \
		--error-exitcode=1 --suppressions-list=tests/lint/cppcheck.txt --include=tests/lint/lyloops.inc \
		--include=$(firstword $(wildcard /usr/include/*/sys/queue.h /usr/include/sys/queue.h)) \
		-I. -D_GNU_SOURCE lib agent collector && echo "cppcheck: clean"
lint-analyzer:
	@$(MAKE) BUILD=$(BUILD)/analyzer MODE=debug CFLAGS='$(CFLAGS) -fanalyzer -Werror' programs

# --- tests ----------------------------------------------------------------------------------
FAULT_COUNTS := $(foreach n,KILLS CUTS DISKS INFORMS PARTITION RESTARTS STEPS SEED,$(if $($(n)),$(n)=$($(n))))
.PHONY: letters fresh-schema kills torn access doors story-doors bad-input correlation stories check check-build check-doors check-fault check-order check-rungs check-malformed test-unit test-play test-integration catalogue demo cov fuzz \
	bench-core bench-stormcases bench-queue bench-agent bench-due bench-intake bench-poll bench-counts bench-sim bench-history bench-strangers \
	bench-sweep bench-replay bench-tree bench-pages bench-events bench-ncalarms bench-commit bench-doors sim
# Units and plays run with the sanitizers, the rest with the programs that users get.
check-build:
	@$(MAKE) MODE=release programs $(patsubst $(B)/%,$(BUILD)/release/%,$(BENCH) $(FAULT) $(MALFORMED) $(CORRELATION) $(PLAY))
	@$(MAKE) MODE=asan tests
check: check-build
	@tests/run.py --build $(BUILD)/release --unit $(BUILD)/asan
test-unit test-play:
	@$(MAKE) MODE=asan tests
	@tests/run.py --only $(@:test-%=%) --unit $(BUILD)/asan $(MATCH)
test-integration: programs $(CORRELATION) $(MALFORMED) $(PLAY) $(B)/tests/bench/intakegen $(B)/tests/bench/core $(B)/tests/bench/mailflood $(B)/tests/bench/mailfloor $(B)/tests/bench/treecommit $(FAULT) $(ORDER) $(RUNGS)
	@tests/run.py --only integration --build $(B) $(MATCH)

torn: programs $(B)/tests/torn/torn.so
	@for file in tests/integration/test_*$(MATCH)*.py; do VIGIE_BUILD=$(abspath $(B)) TORN='$(TORN)' \
		tests/torn/torn.sh $(B)/tests/torn/torn.so /usr/bin/python3 -m pytest -q -p no:cacheprovider $$file || exit 1; done

# What tests/integration/test_mailcorpus.py looks at, as a table.
check-mail: programs
	@tests/mail/checkmail.py --build $(B) '$(MATCH)'
# What tests/integration/test_kills.py does with a few.
kills: programs
	@tests/mail/kills.py --build $(B) --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED))

# The doors alone, by stock clients: yangcli, ncclient, OpenSSH, curl, nginx.
DOOR_TESTS := test_clients or test_bad_input or test_roundtrip or test_restconf_state or test_doors or test_lists or test_web or test_ncdoor or test_candidate or test_tree or test_access or test_scope or test_ietf_alarms
access:
	@tests/integration/access.py

check-doors: programs
	@tests/run.py --only integration --build $(B) '$(DOOR_TESTS)'

# What tests/integration/test_fault_harness.py does at smaller counts.
check-fault: programs $(FAULT)
	@VIGIE_BUILD=$(B) $(FAULT_COUNTS) tests/fault/checkfault.py --only '$(ONLY)'

# What tests/integration/test_order.py does with fewer.
check-order: $(ORDER)
	@$(if $(SEED),SEED=$(SEED)) $< $(or $(STREAMS),2500) $(or $(EACH),30)

# What tests/integration/test_rungs.py does with a few cuts of each.
check-rungs: $(RUNGS)
	@$(if $(SEED),SEED=$(SEED)) $< $(or $(EACH),0) $(or $(KILLS),0)

# The same that tests/integration/test_catalogue.py looks at; MATCH=F28 plays those alone.
catalogue: programs
	@VIGIE_BUILD=$(B) tests/integration/faultrun.py --match '$(MATCH)'

# With the sanitizers; ends with `N passed, N failed`.
check-malformed:
	@$(MAKE) MODE=asan $(patsubst %,$(BUILD)/asan/%,vigie-collector vigie tests/malformed/malformed)
	@tests/malformed/malformed.py --build $(BUILD)/asan --count $(or $(COUNT),60000) $(if $(SEED),--seed $(SEED)) \
		$(if $(KEEP),--keep $(KEEP))

# The same that check runs with SEEDS=10 YEARS=50; STEPS=n tells the first n steps of each seed;
# PROFILE=1 what a device-year asks of SQLite.
sim: $(SIMNOC)
	@$< $(if $(PROFILE),--profile) $(or $(SEEDS),10) $(or $(YEARS),50) $(or $(SEED0),1) $(STEPS)

# Not needed for a new migration: that is run after what is there.
fresh-schema: $(B)/tests/unit/test_storefresh
	@tests/data/fresh_schema.py $<
letters: programs
	@/usr/bin/python3 tests/demo/letters.py $(B)
demo: programs
	@tests/demo/story.py --build $(B) $(if $(ONCE),--once) $(if $(STOP),--stop)
doors: programs
	@tests/demo/doors.py --build $(B) $(if $(ONLY),--only $(ONLY))
story-doors: programs
	@tests/demo/roundtrip.py --build $(B)
bad-input: programs
	@tests/demo/badinput.py --build $(B) '$(MATCH)'
correlation: programs $(CORRELATION)
	@tests/demo/correlation.py --build $(B) $(if $(FEW),--few) $(ONLY)
stories: programs
	@tests/demo/stories.py --build $(B)

# Both end with one JSON object.  ROUNDS and CASES make them smaller: CASES=20000 ROUNDS=20.
bench-queue: programs
	@VIGIE_BUILD=$(B) tests/bench/queue.py $(or $(ROUNDS),200) $(or $(CASES),1000000)
bench-agent: programs
	@VIGIE_BUILD=$(B) tests/bench/agent500.py $(or $(CYCLES),10) $(or $(DEVICES),500)
# RUNS=1 ONLY="v2c memory" makes it shorter.
bench-poll: programs $(B)/tests/bench/hastyagent $(B)/tests/bench/pollfloor $(B)/tests/bench/pollnetsnmp
	@VIGIE_BUILD=$(B) tests/bench/poll.py --runs $(or $(RUNS),5) $(if $(ONLY),--only $(ONLY))
bench-counts: programs $(B)/tests/bench/hastyagent
	@VIGIE_BUILD=$(B) tests/bench/pollcounts.py $(or $(DEVICES),1000) $(or $(POLLS),20000)
# RUNS=1 ONLY="v2c ack" makes it shorter.
bench-intake: programs $(B)/tests/bench/intakegen $(B)/tests/bench/intakefloor
	@VIGIE_BUILD=$(B) tests/bench/intake.py --runs $(or $(RUNS),3) $(if $(ONLY),--only $(ONLY)) \
		$(if $(PROFILE),--profile $(PROFILE))
bench-core: $(B)/tests/bench/core
	@$< $(or $(COUNT),200000) $(or $(ROUNDS),9)
bench-stormcases: programs
	@VIGIE_BUILD=$(B) tests/bench/stormcases.py
bench-strangers: $(B)/tests/bench/strangers
	@$< $(or $(MAILS),10000)
bench-mail: programs $(B)/tests/bench/mailflood $(B)/tests/bench/mailfloor
	@VIGIE_BUILD=$(B) tests/mail/benchmail.py $(or $(ROUNDS),200) $(or $(MAILS),10000) $(or $(PIPES),8) $(or $(SENDER),stranger)
bench-due: $(B)/tests/bench/due
	@$< $(or $(CASES),100000) $(or $(ROUNDS),15)
bench-replay: $(B)/tests/bench/replay
	@$(B)/tests/bench/replay $(EVENTS)

bench-tree: $(B)/tests/bench/treecommit
	@$(B)/tests/bench/treecommit $(or $(ROUNDS),5)
# As root: users of their own.  What is measured is in docs/HACKING.md.
bench-pages: programs $(B)/tests/bench/intakegen
	@VIGIE_BUILD=$(B) tests/bench/doorpages.py --cases $(or $(CASES),1000000) --rate $(or $(RATE),5000) --new $(or $(NEW),50)
bench-events: programs
	@VIGIE_BUILD=$(B) tests/bench/doorevents.py
bench-ncalarms: programs
	@VIGIE_BUILD=$(B) tests/bench/ncalarms.py $(or $(ROUNDS),15) $(or $(ALARMS),10000)
bench-commit: programs
	@VIGIE_BUILD=$(B) tests/bench/doorcommit.py $(or $(ROUNDS),5) $(or $(DEVICES),20000)
bench-doors: bench-pages bench-events bench-ncalarms bench-commit
bench-sweep: $(B)/tests/bench/sweep
	@$< $(or $(ROWS),1000000)
bench-sim: $(B)/tests/bench/sim $(B)/vigie-sim
	@$< $(B)/vigie-sim $(or $(DEVICES),1000) $(or $(GETS),400000) $(or $(SNMP),v2c)
bench-history: $(B)/tests/bench/history
	@$< $(or $(DEVICES),1000) $(or $(HOURS),5)

SECONDS ?= 60
fuzz:
	@$(MAKE) MODE=fuzz fuzz-targets
	@tests/fuzz/run.sh $(BUILD) $(SECONDS) $(MATCH)
.PHONY: fuzz-targets
fuzz-targets: $(FUZZ)

cov:
	@$(MAKE) MODE=cov tests
	@tests/run.py --only unit --only play --unit $(BUILD)/cov >/dev/null; tests/cov.py $(BUILD)/cov

# --- install and dist -------------------------------------------------------------------------
.PHONY: install dist
install: programs
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(sbindir) $(DESTDIR)$(datadir)/vigie/packs \
		$(DESTDIR)$(datadir)/vigie/yang $(DESTDIR)$(datadir)/vigie/mibs \
		$(DESTDIR)$(datadir)/vigie/calendars $(DESTDIR)$(datadir)/vigie/messages/fr \
		$(DESTDIR)$(datadir)/vigie/messages/en $(DESTDIR)$(unitdir) \
		$(DESTDIR)$(sysusersdir) $(DESTDIR)$(tmpfilesdir) $(DESTDIR)$(sysctldir) \
		$(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man8 $(DESTDIR)$(datadir)/doc/vigie/examples
	install -m 755 $(B)/vigie $(DESTDIR)$(bindir)
	install -m 755 $(B)/vigie-agent $(B)/vigie-collector $(B)/vigie-web $(B)/vigie-nc-poll $(B)/vigie-netconf $(B)/vigie-mail-intake $(B)/vigie-courier $(DESTDIR)$(sbindir)
	install -m 644 lib/packs/*.json $(DESTDIR)$(datadir)/vigie/packs
	install -m 644 lib/calendars/*.json $(DESTDIR)$(datadir)/vigie/calendars
	install -m 644 lib/messages/fr/*.txt $(DESTDIR)$(datadir)/vigie/messages/fr
	install -m 644 lib/messages/en/*.txt $(DESTDIR)$(datadir)/vigie/messages/en
	install -m 644 yang/*.yang $(DESTDIR)$(datadir)/vigie/yang
	install -m 644 mibs/*.txt $(DESTDIR)$(datadir)/vigie/mibs
	install -m 644 packaging/examples/*.json $(DESTDIR)$(datadir)/doc/vigie/examples
	install -m 644 docs/man/*.1 $(DESTDIR)$(mandir)/man1
	install -m 644 docs/man/*.8 $(DESTDIR)$(mandir)/man8
	install -m 644 packaging/sysusers/vigie.conf $(DESTDIR)$(sysusersdir)
	install -m 644 packaging/tmpfiles/vigie.conf $(DESTDIR)$(tmpfilesdir)
	install -m 644 packaging/sysctl/60-vigie.conf $(DESTDIR)$(sysctldir)
	for u in packaging/systemd/*.service; do \
		sed 's|@sbindir@|$(sbindir)|g' $$u > $(DESTDIR)$(unitdir)/$$(basename $$u); done

DIST := vigie-$(shell cat packaging/version)
dist:
	@mkdir -p $(BUILD)
	@[ -e .git ] || { echo "dist: an archive is made of a commit, and here is no repository" >&2; exit 1; }
	@git archive --format=tar --prefix=$(DIST)/ -o $(BUILD)/$(DIST).tar HEAD
	@gzip -nf $(BUILD)/$(DIST).tar
	@echo $(BUILD)/$(DIST).tar.gz
