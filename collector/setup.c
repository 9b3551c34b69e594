/*
 * The collector, put together.
 */
#include "collector/setup.h"

#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/api/api.h"
#include "collector/backup/backup.h"
#include "collector/conf/conf.h"
#include "collector/conf/confcheck.h"
#include "collector/conf/confpage.h"
#include "collector/desk/desk.h"
#include "collector/desk/front/deskbackup.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/tree/desktree.h"
#include "collector/desk/mail/deskbook.h"
#include "collector/intake/intake.h"
#include "collector/intake/intakeusers.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/version.h"
#include "lib/log/log.h"
#include "lib/loop/loop.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"
#include "lib/os/service.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"

/* The clocks are looked at so often, whatever comes in: one that is set must not strand rows. */
#define LONGEST_NAP_US (10 * VG_SECOND_US)
/* By so much one clock does not leave the other behind within a nap, unless it was set. */
#define APART_US VG_SECOND_US
#define STALL_US (20 * VG_SECOND_US)

struct vg_setup {
	const struct vg_daemon *daemon;
	struct vg_context *context;
	struct vg_packset *packs;
	struct vg_loop *loop;
	struct vg_desk *desk;
	struct vg_intake *intake;
	unsigned conf_number; /* of the tree that the intake goes by */
	struct vg_backup *backup;
	struct vg_api *api;
	struct vg_timer *timer;
	struct vg_mono looked;      /* when the timer ran last; unset: not yet */
	struct vg_wall looked_wall; /* the same, by the other clock */
	bool stuck; /* what is due could not be carried out: told already */
	bool lost;  /* the disk refused what was written */
	struct vg_signal *signals[3];
};

/* Reads FILE: its text and the tree in it, as nodes (NULL: not wanted) and as structs. */
static int
read_file(const struct vg_context *context, const char *path, struct vg_tree **nodes,
    struct vg_conf **conf, struct vg_buf *content, struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	int code;

	vg_buf_init(content, VG_TREE_MAX_SIZE);
	code = vg_file_read(path, content, detail);
	if (code == VG_OK)
		code = vg_tree_load(context, path, VG_TREE_COLLECTOR, &tree, detail);
	if (code == VG_OK) {
		code = vg_conf_read(tree, conf, detail);
		if (code != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	if (code != VG_OK || !nodes)
		vg_tree_free(tree);
	else
		*nodes = tree;
	return code;
}

static int
load_models(
    struct vg_context **context, struct vg_packset **packs, struct vg_detail *detail)
{
	int code = vg_context_new(context, detail);

	return code == VG_OK ? vg_packload_folder(*context, NULL, NULL, 0, packs, detail)
			     : code;
}

static void
print_warning(const char *path, const char *text, void *cookie)
{
	const struct vg_daemon *daemon = cookie;

	fprintf(stderr, "%s: %s: warning: %s: %s\n", daemon->program, daemon->config,
	    path, text);
}

/* What a French letter would call by the name of its kind alone, or not in French. */
static void
warn_unsaid(const struct vg_packset *packs, const struct vg_letterbook *book,
    const struct vg_daemon *daemon)
{
	for (size_t i = 0; i < vg_packset_count(packs); i++) {
		const struct vg_pack *pack = vg_packset_at(packs, i);
		const char *first = "";
		size_t n = vg_deskbook_unsaid(book, VG_LANGUAGE_FR, pack, &first);
		if (n)
			fprintf(stderr,
			    "%s: pack %s: warning: %zu of its texts have no translation "
			    "for letters in French; the first: %s\n",
			    daemon->program, pack->name, n, first);
	}
}

/* A template that cannot be used is told now, not when somebody waits for a message. */
static int
check_letters(const struct vg_packset *packs, const struct vg_daemon *daemon,
    struct vg_detail *detail)
{
	struct vg_letterbook *book;
	int code = vg_deskbook_load(packs, &book, detail);

	if (code == VG_OK)
		warn_unsaid(packs, book, daemon);
	vg_letterbook_free(book);
	return code;
}

/* Each line that cannot be used, on stderr. */
static int
check_credentials(const struct vg_conf *conf, const char *state, struct vg_detail *detail)
{
	struct vg_intakeusers *users = vg_intakeusers_new(conf, state);
	const struct vg_detail *why;
	const char *who, *reference;
	size_t n = 0;

	for (; (who = vg_intakeusers_unusable(users, n, &reference, &why)) != NULL; n++)
		fprintf(stderr, "%s: cannot be used: %s\n", who, why->text);
	vg_intakeusers_free(users);
	return n ? vg_detail_set(detail, VG_ENOENT,
		       "%zu of its credentials cannot be used below %s", n, state)
		 : VG_OK;
}

int
vg_setup_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_context *context = NULL;
	struct vg_packset *packs = NULL;
	struct vg_conf *conf = NULL;
	struct vg_buf content = {0};
	int code = load_models(&context, &packs, detail);

	if (code == VG_OK)
		code = check_letters(packs, daemon, detail);
	if (code == VG_OK)
		code = read_file(context, daemon->config, NULL, &conf, &content, detail);
	struct vg_daemon said = *daemon;
	if (code == VG_OK) {
		vg_confcheck_gate(conf, print_warning, &said);
		vg_confpage_check(conf, print_warning, &said);
	}
	if (code == VG_OK && daemon->says_state)
		code = check_credentials(conf, daemon->state, detail);
	vg_buf_fini(&content);
	vg_conf_free(conf);
	vg_packset_free(packs);
	vg_context_free(context);
	return code;
}

int
vg_setup_verify(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	char *database = vg_mem_format("%s/collector.db", daemon->state);
	int code = vg_daemon_lock(daemon->state, detail);

	if (code == VG_OK)
		code = vg_desk_verify_file(database, detail);
	free(database);
	return code;
}

int
vg_setup_verify_copy(const char *file, const char *carry, struct vg_detail *detail)
{
	char hex[VG_DIGEST_TEXT_SIZE];
	struct vg_digest digest;

	(void)!nice(10);
	int code = vg_deskbackup_verify(file, carry, &digest, detail);
	if (code != VG_OK)
		return code;
	vg_digest_text(&digest, hex);
	printf("%s\n", hex);
	return VG_OK;
}

/* Who sits there, by the name of the account: the tree's users are in the database. */
static char *
name_of_account(void)
{
	const struct passwd *account = getpwuid(getuid());

	return account ? vg_mem_format("account %s", account->pw_name)
		       : vg_mem_format("uid %lu", (unsigned long)getuid());
}

int
vg_setup_restore(
    const struct vg_daemon *daemon, const char *file, struct vg_detail *detail)
{
	char *database = vg_mem_format("%s/collector.db", daemon->state);
	char *who = name_of_account();
	char aside[256] = "";
	struct stat st;
	int code = VG_OK;

	/* A folder that is made here is one that no collector looks into. */
	if (stat(daemon->state, &st) != 0)
		code = vg_detail_set(detail, VG_ENOENT,
		    "%s: no such state folder; --state says where the collector's is; "
		    "on a new machine start the collector once, which makes it",
		    daemon->state);
	if (code == VG_OK)
		code = vg_daemon_lock(daemon->state, detail);
	if (code == VG_OK)
		code = vg_deskbackup_restore(
		    database, file, who, vg_clock_wall(), aside, detail);
	if (code == VG_OK) {
		printf("restored %s from %s\n", database, file);
		if (aside[0])
			printf("what was there is kept: %s\n", aside);
		printf("start the collector; agents tell again what stands\n");
	}
	free(who);
	free(database);
	return code;
}

/* How long from 'wall' on nobody need look at the clocks; not at all when one was set. */
static int64_t
nap_us(const struct vg_setup *s, struct vg_wall wall)
{
	if (s->looked.us == 0)
		return LONGEST_NAP_US;
	int64_t passed = vg_instant_mono_since(vg_clock_mono(), s->looked);
	int64_t apart = vg_instant_since(wall, s->looked_wall) - passed;

	return apart > APART_US || apart < -APART_US ? 0 : LONGEST_NAP_US - passed;
}

/* Whatever comes in arms the timer anew, and puts no look at the clocks off. */
static void
arm(struct vg_setup *s)
{
	struct vg_wall due = vg_desk_next_due(s->desk), now = vg_clock_wall();
	int64_t nap = nap_us(s, now);

	if (vg_instant_is_set(due)) {
		int64_t until = vg_instant_since(due, now);
		nap = until < nap ? until : nap;
	}
	vg_loop_timer_set(s->timer, nap);
}

/* Whoever put another tree in force: the intake goes by it too. */
static void
follow_tree(struct vg_setup *s)
{
	if (!s->intake || vg_desk_conf_number(s->desk) == s->conf_number)
		return;
	s->conf_number = vg_desk_conf_number(s->desk);
	if (!vg_intake_change(s->intake))
		vg_log(VG_LOG_WARNING, "setup", "", "listeners change at the next start");
}

static void
on_changed(void *cookie)
{
	struct vg_setup *s = cookie;

	if (s->intake && vg_intake_lost(s->intake)) {
		s->lost = true;
		vg_loop_stop(s->loop);
		return;
	}
	follow_tree(s);
	if (s->intake)
		vg_intake_forget(s->intake);
	arm(s);
}

/* Stopped, or out of the machine's memory for a while: nobody could be heard then. */
static void
look_for_stall(struct vg_setup *s, struct vg_wall wall)
{
	struct vg_mono now = vg_clock_mono();
	int64_t away_us = s->looked.us ? vg_instant_mono_since(now, s->looked) : 0;

	s->looked = now;
	s->looked_wall = wall;
	if (away_us <= LONGEST_NAP_US + STALL_US)
		return;
	vg_log(VG_LOG_WARNING, "desk", "timers",
	    "nothing was looked at for %d s: agents' silence counts anew",
	    (int)(away_us / VG_SECOND_US));
	vg_desk_was_away(s->desk, wall);
}

/* A clock that is wrong destroys nothing; what the kernel says of it is asked anew each time. */
static void
judge_clock(struct vg_setup *s, struct vg_wall wall)
{
	int64_t unused;

	vg_desk_judge_clock(s->desk, wall, vg_clock_mono(), vg_clock_offset(&unused));
}

static void
on_timer(void *cookie)
{
	struct vg_setup *s = cookie;
	struct vg_wall now = vg_clock_wall();

	vg_desk_look_at_clocks(s->desk, now, vg_clock_mono());
	judge_clock(s, now);
	look_for_stall(s, now);
	int code = vg_desk_run_due(s->desk, now);

	if (vg_desk_conf_number(s->desk) != s->conf_number) {
		follow_tree(s); /* what was due put another tree in force */
		vg_intake_forget(s->intake);
	}
	if (code == VG_OK) {
		if (s->stuck)
			vg_log(
			    VG_LOG_INFO, "desk", "timers", "what was due is carried out");
		s->stuck = false;
		arm(s);
		return;
	}
	if (!s->stuck)
		vg_log(VG_LOG_ERROR, "desk", "timers",
		    "cannot carry out what is due: %s; tried again every second",
		    vg_error_text(code));
	s->stuck = true;
	vg_loop_timer_set(s->timer, VG_SECOND_US);
}

/* Puts the tree that a door loaded in force again: FILE has not changed since. */
static int
keep_loaded(struct vg_setup *s, const char *content, struct vg_detail *detail)
{
	const struct vg_desk_revision revision = {content, "socket", "vigie", ""};
	struct vg_conf *conf = NULL;
	struct vg_tree *tree = NULL;
	int code = vg_desktree_read(
	    s->context, content, "the revision in force", &tree, &conf, detail);

	if (code != VG_OK) {
		const struct vg_detail said = *detail;
		return vg_detail_set(detail, code,
		    "the tree that was loaded last is none any more; change %s, which "
		    "makes it the tree again: %s",
		    s->daemon->config, said.text);
	}
	vg_log(VG_LOG_INFO, "setup", s->daemon->config,
	    "has not changed since it was taken; the tree loaded after it stands");
	code = vg_desk_set_conf(s->desk, conf, &revision, vg_clock_wall(), detail);
	if (code == VG_OK)
		vg_desktree_keep(s->desk, tree);
	else
		vg_tree_free(tree);
	return code;
}

static int
take_tree(struct vg_setup *s, struct vg_detail *detail)
{
	struct vg_conf *conf = NULL;
	struct vg_tree *tree = NULL;
	struct vg_buf content;
	int code =
	    read_file(s->context, s->daemon->config, &tree, &conf, &content, detail);
	char *loaded =
	    code == VG_OK ? vg_desktree_loaded(s->desk, vg_buf_text(&content)) : NULL;

	if (loaded) {
		vg_conf_free(conf);
		vg_tree_free(tree);
		code = keep_loaded(s, loaded, detail);
		free(loaded);
		vg_buf_fini(&content);
		return code;
	}
	if (code == VG_OK) {
		char *diff = vg_desktree_diff(s->desk, s->context, tree);
		const struct vg_desk_revision revision = {
		    vg_buf_text(&content), "file", "vigie", diff ? diff : ""};
		code =
		    vg_desk_set_conf(s->desk, conf, &revision, vg_clock_wall(), detail);
		free(diff);
		if (code == VG_OK)
			vg_desktree_keep(s->desk, tree);
		else
			vg_tree_free(tree);
	}
	vg_buf_fini(&content);
	return code;
}

static void
on_signal(int number, void *cookie)
{
	struct vg_setup *s = cookie;
	struct vg_detail detail;

	if (number != SIGHUP) {
		vg_loop_stop(s->loop);
		return;
	}
	int code = take_tree(s, &detail);
	/* Credentials may be others though the tree is the same. */
	s->conf_number--;
	follow_tree(s);
	if (code == VG_OK)
		vg_log(VG_LOG_INFO, "setup", s->daemon->config, "read again");
	else
		vg_log(VG_LOG_ERROR, "setup", s->daemon->config,
		    "not taken, the running tree stands: %s", detail.text);
}

static int
open_all(struct vg_setup *s, struct vg_detail *detail)
{
	char *database = vg_mem_format("%s/collector.db", s->daemon->state);
	int code = load_models(&s->context, &s->packs, detail);

	if (code == VG_OK)
		code = vg_daemon_lock(s->daemon->state, detail);
	if (code == VG_OK)
		code = vg_deskbackup_check_unfinished(database, detail);
	if (code == VG_OK)
		code =
		    vg_desk_open(database, s->packs, vg_clock_wall(), &s->desk, detail);
	free(database);
	if (code == VG_OK) {
		vg_desk_set_context(s->desk, s->context);
		code = take_tree(s, detail);
	}
	if (code != VG_OK)
		return code;
	/* What ran out while we were away is recorded before anything new is heard. */
	vg_desk_look_at_clocks(s->desk, vg_clock_wall(), vg_clock_mono());
	judge_clock(s, vg_clock_wall());
	(void)vg_deskconfirm_start(s->desk, vg_clock_wall());
	vg_desk_run_due(s->desk, vg_clock_wall());
	s->api = vg_api_new(s->loop, s->context, s->desk, on_changed, s);
	code = vg_api_listen(s->api, s->daemon->socket, detail);
	if (code != VG_OK)
		return code;
	s->intake =
	    vg_intake_open(s->loop, s->desk, s->daemon->state, on_changed, s, detail);
	s->conf_number = vg_desk_conf_number(s->desk);
	vg_api_set_intake(s->api, s->intake);
	s->backup = vg_backup_new(s->loop, s->desk, s->daemon->state);
	vg_api_set_backup(s->api, s->backup);
	return s->intake ? VG_OK : detail->code;
}

struct vg_setup *
vg_setup_start(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
	struct vg_setup *s = vg_mem_zero(sizeof(*s));

	s->daemon = daemon;
	s->loop = vg_loop_new();
	s->timer = vg_loop_timer(s->loop, on_timer, s);
	/* First of all: whoever finds our address may signal us at once. */
	for (size_t i = 0; i < 3; i++)
		s->signals[i] = vg_loop_signal(s->loop, numbers[i], on_signal, s);
	if (open_all(s, detail) != VG_OK) {
		vg_setup_end(s);
		return NULL;
	}
	arm(s);
	vg_log(VG_LOG_INFO, "setup", "", "vigie-collector %s runs, engineBoots %" PRIu32,
	    vg_version_text(), vg_desk_boots(s->desk));
	/* Last of all: whoever finds an address finds all the rest. */
	if (vg_intake_tell(s->intake, detail) != VG_OK) {
		vg_setup_end(s);
		return NULL;
	}
	return s;
}

int
vg_setup_run(struct vg_setup *setup)
{
	vg_service_ready("listening");
	vg_loop_run(setup->loop);
	return setup->lost ? VG_EIO : VG_OK;
}

void
vg_setup_end(struct vg_setup *setup)
{
	if (!setup)
		return;
	for (size_t i = 0; i < 3; i++)
		vg_loop_signal_free(setup->signals[i]);
	vg_intake_close(setup->intake);
	vg_api_free(setup->api);
	vg_backup_free(setup->backup);
	vg_desk_close(setup->desk);
	vg_loop_timer_free(setup->timer);
	vg_loop_free(setup->loop);
	vg_packset_free(setup->packs);
	vg_context_free(setup->context);
	free(setup);
}
