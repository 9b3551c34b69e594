/*
 * Parties, promises and planned work as structs: defaults that are the policy's numbers, what
 * amendments change, days in the contract's zone, and each refusal with object and clause.
 */
#include "tests/unit/contextbench.h"

#include <string.h>

#include "collector/conf/conf.h"
#include "collector/conf/confcheck.h"
#include "collector/conf/confpattern.h"

/* What a tree says beside the least; NULL: nothing. */
struct more {
	const char *integrator, *supplier, *client, *site, *contract, *top;
	const char *reference; /* the contract's name; NULL: "c1" */
};

static const char *
or_nothing(const char *text)
{
	return text ? text : "";
}

static int
read_conf(const struct more *m, struct vg_conf **conf, struct vg_detail *detail)
{
	const char *reference = m->reference ? m->reference : "c1";
	char text[8192];
	struct vg_tree *tree;

	snprintf(text, sizeof(text),
	    "{\"vigie-collector:collector\":{\"name\":\"noc\","
	    "\"integrator\":{\"name\":\"Merisac\"%s},"
	    "\"listen\":[{\"name\":\"main\",\"address\":\"127.0.0.1\"}],"
	    "\"supplier\":[{\"name\":\"allot\",\"delegation\":\"included\"%s}],"
	    "\"client\":[{\"name\":\"a\"%s},{\"name\":\"b\",\"domain\":[\"b.example\"]}],"
	    "\"site\":[{\"name\":\"lyon-2\",\"client\":\"a\"%s}],"
	    "\"person\":[{\"id\":\"p1\",\"name\":\"Anne\",\"mail\":\"Anne@b.example\"},"
	    "{\"id\":\"p2\",\"telephone\":\"+33 4 72 00 00 00\"}],"
	    "\"contract\":[{\"name\":\"%s\",\"client\":\"a\",\"supplier\":\"allot\","
	    "\"from\":\"2026-01-01\",\"until\":\"2028-12-31\",\"calendar\":\"office\","
	    "\"mode\":[{\"from\":\"2026-01-01\",\"mode\":\"delegated\"}]%s}],"
	    "\"device\":[{\"name\":\"ne-7\",\"site\":\"lyon-2\",\"supplier\":\"allot\","
	    "\"contract\":\"%s\",\"received\":\"2026-02-01\"}]%s}}",
	    or_nothing(m->integrator), or_nothing(m->supplier), or_nothing(m->client),
	    or_nothing(m->site), reference, or_nothing(m->contract), reference,
	    or_nothing(m->top));
	*conf = NULL;
	int code = vg_tree_parse(context, text, "test", VG_TREE_COLLECTOR, &tree, detail);
	if (code != VG_OK)
		return code;
	code = vg_conf_read(tree, conf, detail);
	vg_tree_free(tree);
	return code;
}

static struct vg_conf *
good(struct more more)
{
	struct vg_detail detail = {0};
	struct vg_conf *conf;

	if (read_conf(&more, &conf, &detail) != VG_OK)
		fail_msg("%s", detail.text);
	return conf;
}

static void
instant(struct vg_wall seen, const char *expected)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(seen, text);
	assert_string_equal(text, expected);
}

static struct vg_wall
at(const char *text)
{
	struct vg_wall wall;

	if (vg_instant_parse(text, &wall) != VG_OK)
		fail_msg("%s", text);
	return wall;
}

/* Every number that the policy chose is what a tree that is silent gets. */
static void
defaults_are_the_policys(void **state)
{
	static const uint32_t amounts[VG_TERM_N] = {[VG_TERM_FIRST_REPLY] = 4 * 3600,
	    [VG_TERM_NEXT_REPLY] = 4 * 3600,
	    [VG_TERM_CLIENT_TOLD] = 4 * 3600,
	    [VG_TERM_TRIAGE] = 3600,
	    [VG_TERM_ENTITLEMENT] = 4 * 3600,
	    [VG_TERM_SUPPLIER_TICKET] = 8 * 3600,
	    [VG_TERM_SUPPLIER_MOVE] = 8 * 3600,
	    [VG_TERM_SECOND_KEY] = 1,
	    [VG_TERM_REPLACEMENT] = 6,
	    [VG_TERM_FAULTY_BACK] = 10,
	    [VG_TERM_WATCH] = 2};
	struct vg_conf *conf = good((struct more){0});
	const struct vg_contract *k = vg_conf_contract(conf, "c1");
	const struct vg_terms *v = &k->versions[0];
	const struct vg_conf_supplier *s = vg_conf_supplier(conf, "allot");

	(void)state;
	assert_int_equal(k->n_versions, 1);
	for (size_t i = 0; i < VG_TERM_N; i++) {
		if (v->term[i].amount != amounts[i] || v->term[i].pauses ||
		    v->term[i].calendar[0])
			fail_msg("%s: %u", vg_terms_name((enum vg_term_kind)i),
			    v->term[i].amount);
	}
	assert_int_equal(v->term[VG_TERM_SUPPLIER_TICKET].critical_s, 2 * 3600);
	assert_int_equal(v->term[VG_TERM_SUPPLIER_MOVE].critical_s, 4 * 3600);
	assert_int_equal(v->term[VG_TERM_WATCH].first_s, 4 * 3600);
	assert_int_equal(v->told_quiet_s, 15 * 60);
	assert_string_equal(v->calendar, "office");
	assert_false(k->two_people || k->loan_counts || k->retroactive ||
	    k->start_at_number || k->met_at_delivery || k->last_day_art_642 ||
	    k->ship_to_site || k->wake);
	assert_true(k->proactive_clock && s->direct);
	assert_int_equal(s->doa_window_days, 30);
	assert_int_equal(s->repeat_within_days, 90);
	assert_int_equal(s->prove_in_s, 24 * 3600);
	assert_int_equal(conf->policy.late_fact_days, 7);
	assert_int_equal(conf->policy.clock_step_s, 5);
	assert_int_equal(conf->policy.clock_step_hold_s, 600);
	assert_int_equal(conf->policy.likely_after_s, 900);
	assert_int_equal(conf->policy.likely_raises, 3);
	assert_false(conf->staff_figures);
	assert_false(vg_conf_client(conf, "a")->supplier_sees_name);
	assert_string_equal(vg_conf_device(conf, "ne-7")->received, "2026-02-01");
	vg_conf_free(conf);
}

#define OTHERS                                                                           \
	",\"two-people\":true,\"loan-counts\":true,\"retroactive\":true,"                \
	"\"replacement-start\":\"rma-number\",\"replacement-met\":\"delivered\","        \
	"\"last-day\":\"art-642\",\"ship-to\":\"site\",\"wake\":true,"                   \
	"\"proactive-clock\":false,\"surcharge-order\":\"PO 12\""

static void
the_other_values(void **state)
{
	struct vg_conf *conf = good((struct more){.contract = OTHERS,
	    .client = ",\"supplier-sees\":\"name\",\"crm-registered\":[\"allot\"]"});
	const struct vg_contract *k = vg_conf_contract(conf, "c1");
	const struct vg_conf_client *a = vg_conf_client(conf, "a");

	(void)state;
	assert_true(k->two_people && k->loan_counts && k->retroactive &&
	    k->start_at_number && k->met_at_delivery && k->last_day_art_642 &&
	    k->ship_to_site && k->wake && !k->proactive_clock);
	assert_string_equal(k->surcharge_order, "PO 12");
	assert_true(a->supplier_sees_name);
	assert_true(vg_conf_names_have(&a->crm_registered, "allot"));
	vg_conf_free(conf);
}

#define AMENDED                                                                          \
	",\"targets\":{\"first-reply-min\":120},"                                        \
	"\"clock\":[{\"target\":\"supplier-move\",\"calendar\":\"always\","              \
	"\"pause\":[\"waiting-client\"]}],"                                              \
	"\"amendment\":[{\"from\":\"2027-01-01\",\"reference\":\"second\","              \
	"\"running\":true,\"calendar\":\"always\"},"                                     \
	"{\"from\":\"2026-07-01\",\"reference\":\"first\","                              \
	"\"targets\":{\"replacement-days\":4}}]"

/* In the order of their days; each holds what stood before and was not changed. */
static void
amendments_are_whole_versions(void **state)
{
	struct vg_conf *conf = good((struct more){.contract = AMENDED});
	const struct vg_contract *k = vg_conf_contract(conf, "c1");
	const struct vg_terms *v = k->versions;

	(void)state;
	assert_int_equal(k->n_versions, 3);
	assert_string_equal(v[1].reference, "first");
	assert_string_equal(v[2].reference, "second");
	instant(v[1].from, "2026-06-30T22:00:00Z");
	instant(v[2].from, "2026-12-31T23:00:00Z");
	assert_int_equal(v[0].term[VG_TERM_REPLACEMENT].amount, 6);
	assert_int_equal(v[1].term[VG_TERM_REPLACEMENT].amount, 4);
	assert_int_equal(v[2].term[VG_TERM_REPLACEMENT].amount, 4);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(v[i].term[VG_TERM_FIRST_REPLY].amount, 7200);
		assert_string_equal(v[i].term[VG_TERM_SUPPLIER_MOVE].calendar, "always");
		assert_int_equal(
		    v[i].term[VG_TERM_SUPPLIER_MOVE].pauses, VG_PAUSE_WAITING_CLIENT);
	}
	assert_string_equal(v[1].calendar, "office");
	assert_string_equal(v[2].calendar, "always");
	assert_true(!v[1].running && v[2].running);
	assert_int_equal(k->versions[0].term[VG_TERM_FIRST_REPLY].amount, 7200);
	vg_conf_free(conf);
}

/* P1: the last moment of the last day is that of the contract's own zone. */
static void
days_in_the_contracts_zone(void **state)
{
	struct vg_conf *conf =
	    good((struct more){.contract = ",\"zone\":\"Indian/Reunion\""});

	(void)state;
	instant(vg_conf_contract(conf, "c1")->until, "2028-12-31T20:00:00Z");
	vg_conf_free(conf);
	conf = good((struct more){0});
	instant(vg_conf_contract(conf, "c1")->until, "2028-12-31T23:00:00Z");
	vg_conf_free(conf);
}

static void
who_wrote(void **state)
{
	struct vg_conf *conf = good(
	    (struct more){.client = ",\"person\":[\"p1\"],\"domain\":[\"a.example\"]"});
	const struct vg_conf_person *person;

	(void)state;
	/* A person's own address says more than the domain it is in. */
	assert_string_equal(
	    vg_conf_client_of_mail(conf, "anne@B.example", &person)->name, "a");
	assert_string_equal(person->id, "p1");
	assert_string_equal(
	    vg_conf_client_of_mail(conf, "carl@b.example", &person)->name, "b");
	assert_null(person);
	assert_string_equal(vg_conf_client_of_mail(conf, "x@A.Example", NULL)->name, "a");
	assert_null(vg_conf_client_of_mail(conf, "x@sub.a.example", NULL));
	assert_null(vg_conf_client_of_mail(conf, "a.example", NULL));
	assert_string_equal(vg_conf_person(conf, "p2")->name, "");
	vg_conf_free(conf);
}

#define RELEASES                                                                         \
	",\"crm\":\"https://crm.example/\",\"ticket-pattern\":\"[0-9]{8}\","             \
	"\"rma-pattern\":\"RMA-\\\\d{2,6}\","                                            \
	"\"support\":{\"mail\":\"help@allot.example\",\"telephone\":\"+972 1\"},"        \
	"\"release\":[{\"family\":\"ssg-500\",\"version\":\"16.5.10\",\"kind\":"         \
	"\"minor\",\"date\":\"2026-05-01\",\"fixes\":[\"vigie-alarm-types:fan-failed\"]" \
	"},{\"family\":\"ssg-500\",\"version\":\"17.0\",\"kind\":\"major\","             \
	"\"date\":\"2026-06-01\"}]"

static void
a_supplier(void **state)
{
	struct vg_conf *conf = good((struct more){.supplier = RELEASES});
	const struct vg_conf_supplier *s = vg_conf_supplier(conf, "allot");
	const struct vg_conf_release *r = vg_conf_release(s, "ssg-500", "16.5.10");

	(void)state;
	assert_int_equal(s->delegation, VG_DELEGATION_INCLUDED);
	assert_string_equal(s->support.mail, "help@allot.example");
	assert_false(r->major);
	assert_true(vg_conf_release_fixes(r, "fan-failed"));
	assert_false(vg_conf_release_fixes(r, "psu-failed"));
	assert_true(vg_conf_release(s, "ssg-500", "17.0")->major);
	assert_null(vg_conf_release(s, "ssg-600", "17.0"));

	struct vg_release_newer newer;
	const struct vg_wall later = {INT64_C(4102444800) * VG_SECOND_US};
	assert_int_equal(vg_release_find_newer(s->catalogue, s->n_releases, "ssg-500",
			     "Version 16.5.2", later, &newer),
	    VG_OK);
	assert_string_equal(newer.minor->version, "16.5.10");
	assert_string_equal(newer.major->version, "17.0");
	assert_true(vg_release_fixes(newer.minor, "fan-failed"));
	assert_true(vg_confpattern_fits(s->ticket, "00012345"));
	assert_false(vg_confpattern_fits(s->ticket, "000123456"));
	assert_true(vg_confpattern_fits(s->rma, "RMA-77"));
	assert_false(vg_confpattern_fits(s->rma, "XRMA-77"));
	vg_conf_free(conf);
}

static void
patterns(void **state)
{
	static const struct {
		const char *pattern, *number;
		bool fits;
		const char *says; /* when the pattern is refused */
	} rows[] = {
	    /* matched whole, alternatives too */
	    {"A|BC", "BC", true, NULL},
	    {"A|BC", "ABC", false, NULL},
	    {"\\d+\\.\\d", "12.3", true, NULL},
	    {"\\d+\\.\\d", "12x3", false, NULL},
	    {"[]{}]+", "{}", true, NULL},
	    /* never a line's end, never more than 64 octets, never nothing */
	    {".*", "a\nb", false, NULL},
	    {".*", "", false, NULL},
	    {".*", "0123456789012345678901234567890123456789012345678901234567890123",
		true, NULL},
	    {".*", "01234567890123456789012345678901234567890123456789012345678901234",
		false, NULL},
	    /* what could cost time or memory */
	    {"(a)\\1", NULL, false, "'\\1' is not known"},
	    {"a{65}", NULL, false, "more than 64"},
	    {"((a{60}){60}){60}", NULL, false, "repeats what repeats"},
	    {"a{60}{60}", NULL, false, "too many"},
	    {"a{3}*{3}", NULL, false, "repeats what repeats"},
	    {"(a{3})?{3}+{3}", NULL, false, "repeats what repeats"},
	    {"\\*{3}[*]{2}", "*****", true, NULL},
	    {"a{2}b{2}c{2}d{2}e{2}f{2}g{2}h{2}i{2}", NULL, false, "too many"},
	    {"a{3", NULL, false, "never closed"},
	    {"(a", NULL, false, "is no pattern"},
	    {"a\\", NULL, false, "is not known"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_confpattern *p = NULL;
		struct vg_detail detail = {0};
		int code = vg_confpattern_new(rows[i].pattern, &p, &detail);
		if (rows[i].says) {
			if (code != VG_EINVAL || !strstr(detail.text, rows[i].says))
				fail_msg("row %zu: %d %s", i, code, detail.text);
		} else if (code != VG_OK ||
		    vg_confpattern_fits(p, rows[i].number) != rows[i].fits) {
			fail_msg("row %zu: %s %s", i, rows[i].pattern, detail.text);
		}
		vg_confpattern_free(p);
	}
	assert_true(vg_confpattern_fits(NULL, "any thing"));
}

/* --- planned work -------------------------------------------------------------------------- */

#define WORK                                                                             \
	",\"planned-work\":[{\"name\":\"w1\",\"description\":\"upgrade\",\"owner\":"     \
	"\"p1\",\"device\":[\"ne-7\"],\"begin\":\"2026-07-09T20:00:00Z\","               \
	"\"end\":\"2026-07-09T22:00:00Z\"},"                                             \
	"{\"name\":\"w2\",\"description\":\"power\",\"owner\":\"p1\","                   \
	"\"site\":[\"lyon-2\"],\"class\":[\"power\"],\"day\":[\"saturday\"],"            \
	"\"from\":\"23:00\",\"minutes\":180}]"

static void
planned_work(void **state)
{
	static const struct {
		const char *at, *class, *work;
	} rows[] = {
	    /* once, both edges; never power unless it is named */
	    {"2026-07-09T19:59:59.999999Z", "board", NULL},
	    {"2026-07-09T20:00:00Z", "board", "w1"},
	    {"2026-07-09T21:59:59.999999Z", "board", "w1"},
	    {"2026-07-09T22:00:00Z", "board", NULL},
	    {"2026-07-09T21:00:00Z", "power", NULL},
	    /* every Saturday 23:00 in the site's zone, past midnight */
	    {"2026-07-11T20:59:59Z", "power", NULL},
	    {"2026-07-11T21:00:00Z", "power", "w2"},
	    {"2026-07-11T23:59:59Z", "power", "w2"},
	    {"2026-07-12T00:00:00Z", "power", NULL},
	    {"2026-07-11T21:00:00Z", "board", NULL},
	    /* the night that clocks go back: still three hours */
	    {"2026-10-24T23:59:59Z", "power", "w2"},
	    {"2026-10-25T00:00:00Z", "power", NULL},
	};
	struct vg_conf *conf = good((struct more){.top = WORK});

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall until = {0};
		const struct vg_conf_work *w =
		    vg_conf_work_at(conf, "ne-7", rows[i].class, at(rows[i].at), &until);
		if ((w != NULL) != (rows[i].work != NULL) ||
		    (w && strcmp(w->name, rows[i].work) != 0) ||
		    (w && vg_instant_compare(until, at(rows[i].at)) <= 0))
			fail_msg("row %zu: %s", i, w ? w->name : "none");
	}
	struct vg_wall until;
	assert_null(
	    vg_conf_work_at(conf, "ne-8", "board", at("2026-07-09T21:00:00Z"), &until));
	vg_conf_free(conf);
}

/* --- what is refused ----------------------------------------------------------------------- */

#define ONCE(name, begin, end)                                                           \
	",\"planned-work\":[{\"name\":\"" name                                           \
	"\",\"description\":\"x\",\"owner\":\"p1\","                                     \
	"\"site\":[\"lyon-2\"],\"begin\":\"" begin "\",\"end\":\"" end "\"}]"

static void
refusals(void **state)
{
	static const struct {
		struct more more;
		const char *says[3];
	} rows[] = {
	    /* the model's */
	    {{.supplier = ",\"delegation-refused\":\"letter\""},
		{"supplier[name='allot']", "P3:"}},
	    {{.contract = ",\"clock\":[{\"target\":\"first-reply\",\"pause\":"
			  "[\"waiting-client\"]}]"},
		{"contract[name='c1']", "P6, P11: this target never pauses"}},
	    {{.contract =
		     ",\"amendment\":[{\"from\":\"2026-01-01\",\"reference\":\"x\"}]"},
		{"contract[name='c1']/amendment", "P1: an amendment begins after"}},
	    {{.client = ",\"person\":[\"nobody\"]"}, {"client[name='a']", "nobody"}},
	    {{.client = ",\"domain\":[\"A.example\"]"}, {"domain", "lower case"}},
	    {{.supplier = ",\"support\":{\"mail\":\"Help <help@allot.example>\"}"},
		{"mail", "name@host"}},
	    {{.supplier = ",\"crm\":\"javascript:alert(1)\""}, {"crm", "P15:"}},
	    {{.top = ",\"planned-work\":[{\"name\":\"w\",\"description\":\"x\",\"owner\":"
		     "\"p1\",\"begin\":\"2026-07-09T20:00:00Z\","
		     "\"end\":\"2026-07-09T22:00:00Z\"}]"},
		{"planned-work[name='w']", "names the devices or sites"}},
	    /* ours */
	    {{.contract = ",\"amendment\":[{\"from\":\"2026-07-01\",\"reference\":\"x\","
			  "\"calendar\":\"nights\"}]"},
		{"contract c1: amendment of 2026-07-01: P6: calendar 'nights'",
		    "add it to the list calendar"}},
	    {{.contract = ",\"clock\":[{\"target\":\"watch\",\"calendar\":\"nights\"}]"},
		{"contract c1: clock watch: calendar 'nights'"}},
	    {{.contract = ",\"suspended\":[{\"from\":\"2026-02-30\",\"description\":"
			  "\"x\"}]"},
		{"P1: contract c1: from: there is no day 2026-02-30"}},
	    {{.contract = ",\"suspended\":[{\"from\":\"2026-03-02\",\"until\":"
			  "\"2026-03-01\",\"description\":\"x\"}]"},
		{"P1: contract c1: suspended from 2026-03-02"}},
	    {{.client = ",\"domain\":[\"b.example\"]"},
		{"P6: clients a and b both have the domain b.example"}},
	    {{.supplier = ",\"rma-pattern\":\"(a\""},
		{"supplier allot: rma-pattern '(a'", "is no pattern"}},
	    {{.site = ",\"zone\":\"Europe/Nowhere\""}, {"site lyon-2", "Europe/Nowhere"}},
	    {{.top = ",\"on-duty\":[{\"name\":\"t\",\"person\":\"p1\",\"calendar\":"
		     "\"nights\"}]"},
		{"P6: on-duty t: calendar 'nights'"}},
	    {{.top = ONCE("w", "2026-07-09T20:00:00Z", "2026-07-09T20:00:00Z")},
		{"planned-work w: ends before it begins"}},
	    {{.top = ONCE("w", "2026-07-09T20:00:00Z", "2026-07-10T08:00:01Z")},
		{"planned-work w: lasts more than 12 hours", "approved-by"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_detail detail = {0};
		struct vg_conf *conf;
		int code = read_conf(&rows[i].more, &conf, &detail);
		for (size_t k = 0; k < 3 && rows[i].says[k]; k++) {
			if (code != VG_EINVAL || !strstr(detail.text, rows[i].says[k]))
				fail_msg("row %zu: %d %s", i, code, detail.text);
		}
	}
}

/* --- the duty list ------------------------------------------------------------------------- */

struct heard {
	char text[512]; /* of the last warning that begins with 'clause' */
	const char *clause;
};

static void
on_warning(const char *path, const char *text, void *cookie)
{
	struct heard *h = cookie;

	if (strncmp(text, h->clause, 2) == 0)
		snprintf(h->text, sizeof(h->text), "%s: %s", path, text);
}

#define TURN(name, more)                                                                 \
	"{\"name\":\"" name "\",\"person\":\"p1\",\"calendar\":\"" more "\"}"

/* P6: from Thursday 9 July 2026, 12:00 in Paris, four weeks with 14 July in them. */
static void
hours_without_a_person(void **state)
{
	static const struct {
		const char *top, *says; /* NULL: no warning */
	} rows[] = {
	    {"", "contract[name='c1']: P6: nobody is on duty"},
	    {",\"on-duty\":[" TURN("t", "office") "]", NULL},
	    {",\"on-duty\":[" TURN("t", "always") "]", NULL},
	    /* two halves are one whole, though they change at an odd minute */
	    {",\"calendar\":[{\"name\":\"a\",\"holidays\":\"none\",\"slot\":["
	     "{\"day\":\"monday\",\"from\":\"09:00\",\"until\":\"10:07\"}]}],"
	     "\"on-duty\":[" TURN("t", "a") "]",
		"first 2026-07-09T14:00:00+02:00"},
	    {",\"on-duty\":[{\"name\":\"t\",\"person\":\"p1\",\"calendar\":"
	     "\"always\",\"until\":\"2026-07-14\"}]",
		"first 2026-07-15T09:00:00+02:00"},
	    {",\"on-duty\":[{\"name\":\"t\",\"person\":\"p1\",\"calendar\":"
	     "\"always\",\"from\":\"2026-07-10\"}]",
		"leaves 4 h 00 min of its hotline (calendar office)"},
	    {",\"calendar\":[{\"name\":\"early\",\"slot\":["
	     "{\"day\":\"thursday\",\"from\":\"14:00\",\"until\":\"16:07\"}]},"
	     "{\"name\":\"late\",\"slot\":["
	     "{\"day\":\"thursday\",\"from\":\"16:07\",\"until\":\"17:59\"}]}],"
	     "\"on-duty\":[{\"name\":\"x\",\"person\":\"p1\",\"calendar\":\"always\","
	     "\"from\":\"2026-07-10\"}," TURN("e", "early") "," TURN("l", "late") "]",
		"leaves 0 h 01 min"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct heard h = {"", "P6"};
		struct vg_conf *conf = good((struct more){.top = rows[i].top});
		vg_confcheck_run(conf, at("2026-07-09T10:31:00Z"), on_warning, &h);
		if (rows[i].says ? !strstr(h.text, rows[i].says) : h.text[0] != '\0')
			fail_msg("row %zu: %s", i, h.text);
		vg_conf_free(conf);
	}
}

/* Of who is on duty: two at least, one of which wakes. */
static void
on_any_warning(const char *path, const char *text, void *cookie)
{
	struct heard *h = cookie;

	if (strncmp(path, "person", 6) == 0)
		snprintf(h->text, sizeof(h->text), "%s: %s", path, text);
}

#define ON_DUTY(id)                                                                      \
	",\"on-duty\":[{\"name\":\"t\",\"person\":\"" id "\",\"calendar\":\"always\"}]"

static void
channels(void **state)
{
	static const struct {
		const char *top, *says; /* NULL: no warning */
	} rows[] = {
	    {ON_DUTY("p1"),
		"person[id='p1']: p1 is on duty and has 0 channels; add channel"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct heard h = {"", ""};
		struct vg_conf *conf = good((struct more){.top = rows[i].top});
		vg_confcheck_run(conf, at("2026-07-09T10:31:00Z"), on_any_warning, &h);
		if (rows[i].says ? !strstr(h.text, rows[i].says) : h.text[0] != '\0')
			fail_msg("row %zu: %s", i, h.text);
		vg_conf_free(conf);
	}
}

/* P4: a reference that names the client is read by every supplier. */
static void
references(void **state)
{
	static const struct {
		const char *reference, *client, *says; /* NULL: no warning */
	} rows[] = {
	    {"c-2026-7", NULL, NULL},
	    {"2026-A", NULL, "P4: contract 2026-A holds the client's name, 'a'"},
	    {"A-2026", ",\"supplier-sees\":\"name\"", NULL},
	    {"x-la-forge.example", ",\"domain\":[\"forge.example\"]", NULL},
	    {"forge.example", ",\"domain\":[\"forge.example\"]",
		"contract[name='forge.example']: P4: contract forge.example holds"},
	    {"anne-2026", ",\"person\":[\"p1\"]", "'Anne'; every supplier reads it"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct heard h = {"", "P4"};
		struct vg_conf *conf = good((struct more){
		    .reference = rows[i].reference, .client = rows[i].client});
		vg_confcheck_run(conf, at("2026-07-09T10:31:00Z"), on_warning, &h);
		if (rows[i].says ? !strstr(h.text, rows[i].says) : h.text[0] != '\0')
			fail_msg("row %zu: %s", i, h.text);
		vg_conf_free(conf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_are_the_policys),
	    cmocka_unit_test(the_other_values),
	    cmocka_unit_test(amendments_are_whole_versions),
	    cmocka_unit_test(days_in_the_contracts_zone),
	    cmocka_unit_test(who_wrote),
	    cmocka_unit_test(a_supplier),
	    cmocka_unit_test(patterns),
	    cmocka_unit_test(planned_work),
	    cmocka_unit_test(refusals),
	    cmocka_unit_test(hours_without_a_person),
	    cmocka_unit_test(channels),
	    cmocka_unit_test(references),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
