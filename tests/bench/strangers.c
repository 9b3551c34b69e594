/*
 * A flood of strangers, each with a domain of his own, at the desk alone: what a mail costs when it
 * comes and when it has its turn, and how long real strangers wait who come behind it.
 *
 *     build/release/tests/bench/strangers [MAILS]        (10,000)
 *
 * MAILS forged senders write within ten minutes, then two real ones, one of whom our own service proves,
 * and six hours pass; then a day, and the two write into a flood that goes on, ten mails a minute for
 * six hours.  Last, one sender writes 500 and, at another desk, 2,000 mails, and all that wait are dismissed
 * in one command: how many times as much that costs of four times as many.  In memory, by virtual time; CPU is getrusage's of this process (turns: all that the
 * desk does in those first six hours, by each case that opened).  The last line is one JSON object; waits are
 * minutes of virtual time, -1: more than six hours.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "collector/desk/desk.h"
#include "collector/desk/mail/deskmailview.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

/* 2026-07-09T08:00:00Z, a Thursday. */
#define MORNING INT64_C(1783584000000000)
#define PROVED "mx.merisac.example;dkim=pass header.d="

/* So many open a case within an hour (policy/mail-cases-unknown-hour). */
enum { OPENED = 200, FEW = 500, MANY = 4 * FEW };

static const char tree_file[] = "tests/play/mail.json";
static const char office[] = "\"mail\": \"support@merisac.example\"";

struct bench {
	struct vg_desk *desk;
	struct vg_wall now;
	int64_t mails; /* filed so far */
};

static void
must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "strangers: %s\n", what);
	exit(1);
}

static double
cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static void
open_desk(struct bench *b)
{
	struct vg_context *context = NULL;
	struct vg_packset *packs = NULL;
	struct vg_conf *conf = NULL;
	struct vg_detail detail = {0};
	struct vg_buf file, tree;

	vg_buf_init(&file, 0);
	vg_buf_init(&tree, 0);
	must(vg_context_new(&context, &detail) == VG_OK &&
		vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) == VG_OK &&
		vg_file_read(tree_file, &file, &detail) == VG_OK,
	    detail.text);
	const char *text = vg_buf_text(&file), *at = strstr(text, office);
	must(at != NULL, "no address of the office in the tree");
	vg_buf_add(&tree, text, (size_t)(at - text));
	vg_buf_addf(&tree, "%s, \"authserv-id\": [\"mx.merisac.example\"]%s", office,
	    at + strlen(office));
	must(vg_desktree_read(
		 context, vg_buf_text(&tree), "tree", NULL, &conf, &detail) == VG_OK &&
		vg_desk_open(":memory:", packs, b->now, &b->desk, &detail) == VG_OK,
	    detail.text);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	must(vg_desk_set_conf(b->desk, conf, &revision, b->now, &detail) == VG_OK,
	    detail.text);
	vg_buf_fini(&file);
	vg_buf_fini(&tree);
}

/* A mail of a sender that nobody knows. */
static void
write_mail(struct bench *b, const char *domain, const char *proved)
{
	char from[96], id[96];

	snprintf(from, sizeof(from), "Zoe <zoe@%s>", domain);
	snprintf(id, sizeof(id), "<%" PRId64 "@%s>", ++b->mails, domain);
	const struct vg_act_arg args[] = {{"from", from}, {"message-id", id},
	    {"subject", "panne"}, {"text", "Bonjour, la baie ne repond plus."},
	    {"authentication-results", proved}};
	const struct vg_actor actor = {
	    .user = "intake", .door = "local", .role = VG_ROLE_NOC};
	const struct vg_act act = {.verb = "mail-in",
	    .object = "",
	    .args = args,
	    .n_args = sizeof(args) / sizeof(args[0]),
	    .at = b->now};
	struct vg_act_result result = {0};
	struct vg_detail detail = {0};

	must(vg_desk_act(b->desk, &actor, &act, b->now, &result, &detail) == VG_OK,
	    detail.text);
	free(result.document);
}

static void
count_mail(const struct vg_mail_view *v, void *cookie)
{
	*(int *)cookie += v->opened;
}

/* Whether mail 'id' has opened its case. */
static bool
has_case(struct bench *b, int64_t id)
{
	int opened = 0;

	must(vg_desk_mail(b->desk, id, count_mail, &opened) == VG_OK, "mail");
	return opened != 0;
}

/* Two that are no forgers, since when they wait, and how long it was; -1: they wait still. */
struct real {
	int64_t id[2], minutes[2];
	struct vg_wall since;
};

static void
write_real(struct bench *b, struct real *r, const char *name)
{
	char domain[64], proved[128];

	r->since = b->now;
	for (int i = 0; i < 2; i++) {
		snprintf(domain, sizeof(domain), "%s-%d.example", name, i);
		snprintf(proved, sizeof(proved), PROVED "%s", domain);
		write_mail(b, domain, i == 0 ? proved : "");
		r->id[i] = b->mails;
		r->minutes[i] = -1;
	}
}

static void
look(struct bench *b, struct real *r)
{
	for (int i = 0; i < 2; i++) {
		if (r->minutes[i] < 0 && has_case(b, r->id[i]))
			r->minutes[i] = vg_instant_since(b->now, r->since) / VG_MINUTE_US;
	}
}

/* Time passes as the loop has it: each row at its moment. */
static void
pass(struct bench *b, int64_t us)
{
	const struct vg_wall end = vg_instant_add(b->now, us);

	for (;;) {
		struct vg_wall next = vg_desk_next_due(b->desk);
		if (!vg_instant_is_set(next) || vg_instant_compare(next, end) > 0)
			break;
		if (vg_instant_compare(next, b->now) > 0)
			b->now = next;
		must(vg_desk_run_due(b->desk, b->now) == VG_OK, "due rows");
	}
	b->now = end;
}

static int64_t
count_cases(struct bench *b)
{
	int64_t n = 0;

	for (int64_t id = 1; id <= b->mails; id++)
		n += has_case(b, id);
	return n;
}

/* What it costs that all are dismissed that one sender wrote, 'n' of them. */
static double
dismiss(int n)
{
	const struct vg_actor actor = {
	    .user = "claire", .door = "local", .role = VG_ROLE_NOC};
	const struct vg_act_arg from = {"from", "zoe@flood.example"};
	struct bench b = {.now = {MORNING}};
	struct vg_act_result result = {0};
	struct vg_detail detail = {0};
	struct vg_wall oldest;
	int64_t waiting;

	char domain[64];

	open_desk(&b);
	/* Others have opened what may be opened within the hour. */
	for (int i = 0; i < OPENED; i++) {
		snprintf(domain, sizeof(domain), "forged-%d.example", i);
		write_mail(&b, domain, "");
	}
	for (int i = 0; i < n; i++)
		write_mail(&b, "flood.example", "");
	must(vg_desk_mails_waiting(b.desk, &waiting, &oldest) == VG_OK && waiting == n,
	    "not all wait");
	const struct vg_act act = {.verb = "mail-dismiss",
	    .object = "",
	    .args = &from,
	    .n_args = 1,
	    .at = b.now};
	double began = cpu_ms();
	must(vg_desk_act(b.desk, &actor, &act, b.now, &result, &detail) == VG_OK,
	    detail.text);
	double took = cpu_ms() - began;
	must(vg_desk_mails_waiting(b.desk, &waiting, &oldest) == VG_OK && !waiting,
	    "not all are dismissed");
	vg_desk_close(b.desk);
	return took;
}

int
main(int argc, char **argv)
{
	int64_t mails = argc > 1 ? atoll(argv[1]) : 10000, forged = 0, waiting;
	struct bench b = {.now = {MORNING}};
	struct real over, going;
	struct vg_wall oldest;
	char domain[64];

	must(mails > 0, "strangers [MAILS]");
	open_desk(&b);
	double began = cpu_ms();
	for (int64_t i = 0; i < mails; i++) {
		snprintf(domain, sizeof(domain), "forged-%" PRId64 ".example", forged++);
		write_mail(&b, domain, "");
		pass(&b, 10 * VG_MINUTE_US / mails);
	}
	double came = cpu_ms() - began;
	int64_t opened = count_cases(&b);
	must(vg_desk_mails_waiting(b.desk, &waiting, &oldest) == VG_OK, "waiting");
	write_real(&b, &over, "real");
	began = cpu_ms();
	double looked = 0;
	for (int i = 0; i < 360; i++) {
		pass(&b, VG_MINUTE_US);
		double before = cpu_ms();
		look(&b, &over);
		looked += cpu_ms() - before;
	}
	double turned = cpu_ms() - began - looked;
	int64_t later = count_cases(&b);
	pass(&b, VG_DAY_US);
	write_real(&b, &going, "later");
	for (int i = 0; i < 3600; i++) {
		snprintf(domain, sizeof(domain), "forged-%" PRId64 ".example", forged++);
		write_mail(&b, domain, "");
		pass(&b, 6 * VG_SECOND_US);
		look(&b, &going);
	}
	double few = dismiss(FEW), many = dismiss(MANY);
	printf(
	    "{\"mails\": %" PRId64 ", \"cpu_ms\": {\"all_that_came\": %.0f,"
	    " \"mail\": %.3f, \"turn\": %.3f, \"dismissed_500\": %.1f,"
	    " \"dismissed_2000\": %.1f}, \"dismissed_4_times\": %.2f, \"cases\": {\"when_it_is_over\": %" PRId64
	    ", \"six_hours_later\": %" PRId64 "}, \"wait\": %" PRId64
	    ", \"minutes\": {\"flood_is_over\": {\"proved\": %" PRId64
	    ", \"unproved\": %" PRId64 "}, \"flood_goes_on\": {\"proved\": %" PRId64
	    ", \"unproved\": %" PRId64 "}}}\n",
	    mails, came, came / (double)mails, turned / (double)(later - opened), few,
	    many, many / few, opened, later, waiting, over.minutes[0], over.minutes[1],
	    going.minutes[0], going.minutes[1]);
	vg_desk_close(b.desk);
	return 0;
}
