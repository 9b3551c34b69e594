/*
 * A split.  The new case keeps subject, contract, mode and opening of the old one; it takes the
 * class of its alarms when no open case holds that.
 *
 * What runs towards the client runs in both: the promise was made for the whole.  The clocks of
 * returns go where the returns go.  Entries are never moved: a further entry says where they
 * belong now, and they are shown there (storelink.h, VG_STORELINK_SHOWN).
 */
#include "collector/desk/casework/desksplit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/casework/deskparts.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/desknumber.h"
#include "collector/store/storecause.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { MAX_CHOSEN = 100, WORD_SIZE = VG_RESOURCE_SIZE + 64 };

struct split {
	struct vg_casework work; /* of the case that is split */
	int64_t tie;
	char number[VG_CASE_NUMBER_SIZE]; /* of the new case */
	int64_t alarms[MAX_CHOSEN], entries[MAX_CHOSEN];
	char returns[MAX_CHOSEN][VG_DESK_NUMBER_SIZE];
	size_t n_alarms, n_entries, n_returns;
	size_t n_left;                  /* alarms that stay */
	char class[VG_PACK_CLASS_SIZE]; /* of the chosen alarms; "" several */
	char device[VG_NAME_SIZE];      /* likewise */
	enum vg_case_state state;
};

static const char *
value(const struct split *s, const char *name)
{
	return vg_deskact_value(s->work.call, name);
}

/* --- what is chosen -------------------------------------------------------------------------- */

/* Cuts the next word off a list with commas or blanks between; false at its end. */
static bool
next_word(const char **list, char word[WORD_SIZE])
{
	size_t size;

	*list += strspn(*list, ", \t\r\n");
	size = strcspn(*list, ", \t\r\n");
	vg_text_format(word, WORD_SIZE, "%.*s",
	    (int)(size < WORD_SIZE ? size : WORD_SIZE - 1), *list);
	*list += size;
	return size > 0;
}

static int
too_many(const struct split *s, const char *what)
{
	return vg_detail_set(s->work.call->detail, VG_ERANGE,
	    "split: more than %d %s at once", MAX_CHOSEN, what);
}

/* Whether "device/ne-7/psu/1" or "device/ne-7/psu/1=psu-failed" means the alarm. */
static bool
means(const char *word, const struct vg_alarm_row *alarm)
{
	const char *equals = strchr(word, '=');
	size_t size = equals ? (size_t)(equals - word) : strlen(word);

	return strlen(alarm->event.resource) == size &&
	    strncmp(word, alarm->event.resource, size) == 0 &&
	    (!equals || strcmp(equals + 1, alarm->event.kind) == 0);
}

/* The words of the list that mean the alarm are counted in 'hits', one place a word. */
static bool
is_chosen(const char *list, const struct vg_alarm_row *alarm, bool hits[MAX_CHOSEN])
{
	char word[WORD_SIZE];
	bool chosen = false;

	for (size_t i = 0; i < MAX_CHOSEN && next_word(&list, word); i++) {
		if (!means(word, alarm))
			continue;
		hits[i] = chosen = true;
	}
	return chosen;
}

static void
take_alarm(struct split *s, const struct vg_alarm_row *alarm)
{
	bool first = s->n_alarms == 0;

	if (first)
		vg_text_copy(s->class, sizeof(s->class), alarm->class);
	if (first)
		vg_text_copy(s->device, sizeof(s->device), alarm->event.device);
	if (strcmp(s->class, alarm->class) != 0)
		s->class[0] = '\0';
	if (strcmp(s->device, alarm->event.device) != 0)
		s->device[0] = '\0';
	s->alarms[s->n_alarms++] = alarm->id;
}

static int
choose_alarms(struct split *s)
{
	const size_t q = VG_SQL_ALARM_OF_CASE;
	const char *list = value(s, "alarms"), *at = list;
	struct vg_db *db = s->work.call->desk->db;
	bool hits[MAX_CHOSEN] = {false}, many = false;
	char word[WORD_SIZE];
	struct vg_alarm_row row;
	int code = vg_db_query(db, q, "t", s->work.row.number);

	while (code == VG_OK && vg_db_next(db, q)) {
		vg_deskrows_read_alarm(db, q, &row);
		if (!is_chosen(list, &row, hits))
			s->n_left++;
		else if (s->n_alarms == MAX_CHOSEN)
			many = true;
		else
			take_alarm(s, &row);
	}
	if (code == VG_OK)
		code = vg_db_failed(db);
	for (size_t i = 0; code == VG_OK && next_word(&at, word); i++) {
		if (i == MAX_CHOSEN || many)
			return too_many(s, "alarms");
		if (!hits[i])
			return vg_detail_set(s->work.call->detail, VG_ENOENT,
			    "split: case %s has no alarm '%.200s'", s->work.row.number,
			    word);
	}
	if (code == VG_OK && s->n_alarms && s->n_left == 0)
		return vg_detail_set(s->work.call->detail, VG_EPOLICY,
		    "case %s: 7: all its alarms would go and leave nothing to be two of; "
		    "leave one, or vigie case note",
		    s->work.row.number);
	return code;
}

static int
choose_entries(struct split *s)
{
	const size_t q = VG_STORELINK_ENTRY_SHOWN;
	struct vg_act_call *c = s->work.call;
	const char *at = value(s, "entries");
	char word[WORD_SIZE];

	while (next_word(&at, word)) {
		int64_t id = 0;
		if (s->n_entries == MAX_CHOSEN)
			return too_many(s, "entries");
		if (vg_text_int(word, 1, INT64_MAX, &id) != VG_OK)
			return vg_detail_set(c->detail, VG_EINVAL,
			    "split: an entry is named by its number, not '%.40s'", word);
		int code = vg_db_query(c->desk->db, q, "ti", s->work.row.number, id);
		if (code != VG_OK)
			return code;
		if (!vg_db_next(c->desk->db, q))
			return vg_detail_set(c->detail, VG_ENOENT,
			    "split: case %s has no entry %" PRId64, s->work.row.number,
			    id);
		vg_db_done(c->desk->db, q);
		s->entries[s->n_entries++] = id;
	}
	return VG_OK;
}

/* A visit on order belongs to its order, and that to its case. */
static int
check_visits(struct split *s, const char *number)
{
	const size_t q = VG_STORELINK_VISIT_ORDERED;
	struct vg_act_call *c = s->work.call;
	char visit[VG_DESK_NUMBER_SIZE] = "";
	int code = vg_db_query(c->desk->db, q, "t", number);

	if (code == VG_OK && vg_db_next(c->desk->db, q)) {
		vg_text_copy(visit, sizeof(visit), vg_db_text(c->desk->db, q, 0));
		vg_db_done(c->desk->db, q);
	}
	if (code != VG_OK || !visit[0])
		return code;
	return vg_detail_set(c->detail, VG_EPOLICY,
	    "case %s: P16: visit %s for return %s is on an order of this case; vigie visit "
	    "done or cancel it first",
	    s->work.row.number, visit, number);
}

static int
choose_returns(struct split *s)
{
	struct vg_act_call *c = s->work.call;
	const char *at = value(s, "returns");
	struct vg_return_row row;
	char word[WORD_SIZE];
	int code = VG_OK;

	while (code == VG_OK && next_word(&at, word)) {
		if (s->n_returns == MAX_CHOSEN)
			return too_many(s, "returns");
		code = vg_deskreturnrow_get(c->desk, word, &row);
		if (code == VG_OK && strcmp(row.case_number, s->work.row.number) != 0)
			return vg_detail_set(c->detail, VG_ENOENT,
			    "split: case %s has no return '%.40s'", s->work.row.number,
			    word);
		if (code == VG_OK)
			code = check_visits(s, row.number);
		vg_text_copy(s->returns[s->n_returns++], VG_DESK_NUMBER_SIZE, row.number);
	}
	return code;
}

static int
choose(struct split *s)
{
	int code = choose_alarms(s);

	if (code == VG_OK)
		code = choose_entries(s);
	if (code == VG_OK)
		code = choose_returns(s);
	if (code == VG_OK && s->n_alarms + s->n_entries + s->n_returns == 0)
		return vg_detail_set(s->work.call->detail, VG_EINVAL,
		    "split: name what goes: alarms, entries or returns");
	return code;
}

/* --- the new case ---------------------------------------------------------------------------- */

/* The class goes along when no open case of that subject holds it. */
static int
find_class(struct split *s, const char *subject)
{
	struct vg_case_row other;
	int code = vg_deskrows_case_of(
	    s->work.call->desk, VG_SQL_CASE_OPEN_OF, subject, s->class, &other);

	if (code == VG_OK && other.number[0])
		s->class[0] = '\0';
	return code;
}

static int
add_case(struct split *s)
{
	const struct vg_case_row *old = &s->work.row;
	struct vg_act_call *c = s->work.call;
	const char *title = value(s, "title"), *device = s->device;
	const char *owner = old->owner[0] ? old->owner : c->actor->user;
	char subject[VG_RESOURCE_SIZE];

	if (!device[0])
		device = old->device;
	vg_text_copy(subject, sizeof(subject), old->subject);
	if (s->device[0])
		vg_resource_build(subject, "device", device, NULL);
	s->state = old->state == VG_CASE_OB || old->state == VG_CASE_QU ||
		old->state == VG_CASE_NW
	    ? old->state
	    : VG_CASE_IH;
	int code = find_class(s, subject);
	if (code == VG_OK)
		code = vg_desknumber_case(c->desk, c->now, s->number);
	return code == VG_OK
	    ? vg_db_run(c->desk->db, VG_STORELINK_CASE_SPLIT, "tttttttti", old->number,
		  s->number, vg_casestate_text(s->state), title[0] ? title : old->title,
		  subject, s->class, s->state == VG_CASE_IH ? owner : "", device,
		  c->now.us)
	    : code;
}

static int
add_part(struct split *s, const char *what, const char *part)
{
	return vg_db_run(
	    s->work.call->desk->db, VG_STORELINK_PART_ADD, "itt", s->tie, what, part);
}

static int
move_parts(struct split *s)
{
	struct vg_act_call *c = s->work.call;
	const char *old = s->work.row.number;
	struct vg_db *db = c->desk->db;
	char id[24];
	int code = vg_db_run(db, VG_STORELINK_TIE_ADD, "tttit", old, s->number, "split",
	    c->at.us, c->actor->user);

	s->tie = vg_db_last_id(db);
	for (size_t i = 0; code == VG_OK && i < s->n_alarms; i++) {
		vg_text_format(id, sizeof(id), "%" PRId64, s->alarms[i]);
		code = add_part(s, "alarm", id);
	}
	for (size_t i = 0; code == VG_OK && i < s->n_returns; i++) {
		code = add_part(s, "return", s->returns[i]);
		if (code == VG_OK)
			code = vg_db_run(
			    db, VG_STORELINK_PART_VISITS, "it", s->tie, s->returns[i]);
	}
	for (size_t i = 0; code == VG_OK && i < s->n_entries; i++)
		code = vg_db_run(
		    db, VG_STORELINK_ENTRY_PLACE, "it", s->entries[i], s->number);
	if (code == VG_OK)
		code = vg_deskparts_move(c->desk, s->tie, old, s->number);
	/* Symptoms that went without their cause are what the new case is about. */
	return code == VG_OK ? vg_db_run(db, VG_STORECAUSE_CAUSES_AGAIN, "t", s->number)
			     : code;
}

/* --- clocks ---------------------------------------------------------------------------------- */

static bool
goes(const struct split *s, const char *rma)
{
	for (size_t i = 0; i < s->n_returns; i++) {
		if (strcmp(s->returns[i], rma) == 0)
			return true;
	}
	return false;
}

/* Whether a clock of the case itself runs in both. */
static bool
is_shared(const struct split *s, enum vg_target target)
{
	switch (target) {
	case VG_TARGET_FIRST_REPLY:
	case VG_TARGET_NEXT_REPLY:
		return s->n_entries > 0;
	case VG_TARGET_CLIENT_TOLD:
	case VG_TARGET_SUPPLIER_TICKET:
	case VG_TARGET_WATCH:
	case VG_TARGET_RESOLUTION:
		return s->n_alarms > 0;
	case VG_TARGET_ENTITLEMENT:
		return true;
	case VG_TARGET_TRIAGE:
	case VG_TARGET_SUPPLIER_MOVE:
	case VG_TARGET_SECOND_KEY:
	case VG_TARGET_REPLACEMENT:
	case VG_TARGET_FAULTY_BACK:
	case VG_TARGET_N:
		break;
	}
	return false;
}

static int
split_clock(struct split *s, const struct vg_clock_entry *entry)
{
	struct vg_act_call *c = s->work.call;
	bool its = entry->part[0] != '\0';
	char cause[VG_TEXT_SIZE];

	if (!entry->state.running || (its && !goes(s, entry->part)) ||
	    (!its && !is_shared(s, entry->target)))
		return VG_OK;
	vg_text_format(cause, sizeof(cause), "went to %s", s->number);
	int code = vg_deskclock_start(
	    c->desk, vg_clock_of_entry(s->number, entry), entry->state.start, c->now);
	return code == VG_OK && its
	    ? vg_deskclock_end(c->desk, vg_clock_of_entry(s->work.row.number, entry),
		  VG_LEDGER_END, c->at, c->now, c->actor->user, cause)
	    : code;
}

static int
split_clocks(struct split *s)
{
	struct vg_act_call *c = s->work.call;
	struct vg_clock_list list;
	int code = vg_clock_list(c->desk, &s->work.row, c->now, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++)
		code = split_clock(s, &list.entries[i]);
	vg_clock_list_fini(&list);
	return code;
}

/* --- the command ----------------------------------------------------------------------------- */

/* "alarms device/ne-7/psu/1; entries 3, 5; returns R-2026-0001" */
static void
say(const struct split *s, char text[VG_TEXT_SIZE])
{
	static const char *const lists[] = {"alarms", "entries", "returns"};
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const char *list = value(s, lists[i]);
		if (!list[0])
			continue;
		vg_text_format(text + used, VG_TEXT_SIZE - used, "%s%s %s",
		    used ? "; " : "", lists[i], list);
		used = strlen(text);
	}
}

/* The old case keeps its state, but it waits for no return that went. */
static int
leave(struct split *s, const char *what)
{
	struct vg_act_call *c = s->work.call;
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_case_guard guard;
	int code = vg_deskreturnrow_guard(c->desk, s->work.row.number, &guard);

	if (code == VG_OK && s->work.next == VG_CASE_RT && !guard.open_return)
		s->work.next = VG_CASE_IH;
	vg_text_format(text, sizeof(text), "belong to %s now: %s; %s", s->number, what,
	    value(s, "reason"));
	return code == VG_OK ? vg_casework_finish(&s->work, text) : code;
}

static int
carry(struct split *s)
{
	struct vg_act_call *c = s->work.call;
	char what[VG_TEXT_SIZE], text[VG_DESKACT_ENTRY_SIZE];
	int code = choose(s);

	if (code == VG_OK)
		code = add_case(s);
	if (code == VG_OK)
		code = move_parts(s);
	if (code == VG_OK)
		code = split_clocks(s);
	if (code == VG_OK)
		code = vg_deskparts_look(c->desk, s->work.row.number, c->now);
	if (code == VG_OK)
		code = vg_deskparts_look(c->desk, s->number, c->now);
	if (code == VG_OK)
		code = vg_desk_tell(c->desk, c->now, "case-opened", s->number,
		    s->work.row.subject, "split");
	say(s, what);
	vg_text_format(text, sizeof(text), "split from %s: %s; %s", s->work.row.number,
	    what, value(s, "reason"));
	if (code == VG_OK)
		code = vg_deskparts_follow(c, s->number, text);
	return code == VG_OK ? leave(s, what) : code;
}

int
vg_desksplit_split(struct vg_act_call *call)
{
	struct split *s = vg_mem_zero(sizeof(*s));
	int code = vg_casework_begin_call(&s->work, call);

	if (code == VG_OK)
		code = carry(s);
	if (code == VG_OK)
		vg_text_format(call->result->text, sizeof(call->result->text),
		    "%s is new; vigie case merge %s --into %s takes it back", s->number,
		    s->number, s->work.row.number);
	free(s);
	return code;
}
