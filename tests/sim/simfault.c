/*
 * Breaking and mending a device.  A notification carries what a poll would find at that
 * moment: its values are read from the tree.
 */
#include "tests/sim/simfault.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"
#include "tests/sim/simfamily.h"
#include "tests/sim/simset.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define A "1.3.6.1.4.1.2603."
#define STATUS A "5.2.6.5."
#define BOARD A "5.2.6.20.1.1."
#define IF "1.3.6.1.2.1.2.2.1."

/* What one fault is asked to do. */
struct order {
	struct vg_simdevice *device;
	bool is_clear;
	size_t n_words;
	char *const *words; /* after the fault's name */
	int64_t at_us;
	struct vg_simnotice *notices;
	size_t *n_notices;
	struct vg_detail *detail;
};

static int
misuse(const struct order *order, const char *expected)
{
	return vg_detail_set(
	    order->detail, VG_EINVAL, "%s: %s", order->device->name, expected);
}

static const char *
word(const struct order *order, size_t i)
{
	return i < order->n_words ? order->words[i] : "";
}

/* Begins a notification; 'carry' adds to the last one. */
static void
notify(const struct order *order, const char *trap)
{
	struct vg_simnotice *notice = &order->notices[(*order->n_notices)++];

	vg_oid_parse(trap, &notice->trap);
	notice->n_bindings = 0;
}

/* Adds an instance of the 'n' arcs of 'index'. */
static void
carry(const struct order *order, const char *base, size_t n, const uint32_t *index)
{
	struct vg_simnotice *notice = &order->notices[*order->n_notices - 1];
	struct vg_oid *oid = &notice->binding[notice->n_bindings++];

	vg_oid_parse(base, oid);
	for (size_t i = 0; i < n; i++)
		vg_oid_append(oid, index[i]);
}

/* alDeviceStatusDown (17) or -Up (16): which status changed, and to what. */
static void
notify_status(const struct order *order, const char *pointer, int value, bool is_good)
{
	vg_oid_parse(pointer, &order->device->state.changed);
	order->device->state.changed_value = value;
	order->device->state.changed_text[0] = '\0';
	notify(order, is_good ? A "0.16" : A "0.17");
	carry(order, A "5.2.8.0", 0, NULL);
	carry(order, A "5.2.9.0", 0, NULL);
}

static int
psu(struct order *order)
{
	struct vg_simstate *state = &order->device->state;
	uint64_t n;
	int value;

	if (vg_text_uint(word(order, 0), 1, &n) != VG_OK ||
	    n >= order->device->family->n_psus)
		return misuse(
		    order, "psu takes the number of a power supply that it has");
	state->psu[n] = !order->is_clear;
	value = n == 0 ? 2 : 3;
	if (order->is_clear)
		value = state->psu[0] ? 2 : state->psu[1] ? 3 : 1;
	notify_status(order, STATUS "2.0", value, value == 1);
	return VG_OK;
}

static int
fan(struct order *order)
{
	order->device->state.fan = !order->is_clear;
	notify_status(order, STATUS "3.0", order->is_clear ? 2 : 3, order->is_clear);
	return VG_OK;
}

static int
bypass(struct order *order)
{
	const char *how = word(order, 0);
	int value = vg_text_same(how, "full") ? 1 : vg_text_same(how, "partial") ? 4 : 0;

	if (value == 0 && !order->is_clear)
		return misuse(order, "bypass takes full or partial");
	order->device->state.bypass = order->is_clear ? 0 : value;
	notify_status(order, STATUS "5.0", order->is_clear ? 2 : value, order->is_clear);
	return VG_OK;
}

/* The slot that a word names, 0 when there is no such board. */
static uint32_t
slot_of(const struct order *order, const char *text)
{
	uint64_t slot;

	if (vg_text_uint(text, VG_SIMDEVICE_SLOTS, &slot) != VG_OK ||
	    vg_simfamily_board(order->device->family, (uint32_t)slot) == NULL)
		return 0;
	return (uint32_t)slot;
}

/* "low", "middle", "high" as alBoardTemperatureRange; 0 for another word. */
static int
range_of(const char *text)
{
	static const char *const names[] = {"", "low", "middle", "high"};

	for (int i = 1; i < 4; i++)
		if (vg_text_same(names[i], text))
			return i;
	return 0;
}

/* alAlertRising (6) or -Falling (7) of the alert on alTemperature. */
static int
box_temperature(struct order *order, int range)
{
	static const int heat[] = {0, 0, 22, 40};
	static const char *const rising[] = {"2", "3", "4", "6"},
				 *const falling[] = {"2", "3", "5", "7"};
	uint64_t degrees;

	if (range > 0)
		degrees = (uint64_t)heat[range];
	else if (vg_text_uint(word(order, 1), 200, &degrees) != VG_OK)
		return misuse(
		    order, "temperature box takes low, middle, high or degrees");
	order->device->state.heat = (int)degrees;
	notify(order, degrees > 0 ? A "0.6" : A "0.7");
	for (size_t i = 0; i < COUNT(rising); i++) {
		const char *column = degrees > 0 ? rising[i] : falling[i];
		const uint32_t index[] = {
		    (uint32_t)column[0] - '0', 1, 1, 3, 6, 1, 4, 1, 2603, 5, 5, 6, 0};
		carry(order, A "5.5.7.1", COUNT(index), index);
	}
	return VG_OK;
}

static int
temperature(struct order *order)
{
	struct vg_simstate *state = &order->device->state;
	uint32_t slot = slot_of(order, word(order, 0));
	int range = order->is_clear ? 1 : range_of(word(order, 1));

	if (vg_text_same(word(order, 0), "box"))
		return box_temperature(order, range);
	if (slot == 0 || range == 0)
		return misuse(
		    order, "temperature takes a slot or box, and low, middle or high");
	state->range[slot] = range;
	notify(order, A "0.25");
	carry(order, BOARD "2", 1, &slot);
	carry(order, BOARD "8", 1, &slot);
	return VG_OK;
}

/* NetXplorer tells of a box that it manages: row 0 or 1 of its alarm table. */
static int
managed_board(struct order *order)
{
	static const char *const columns[] = {"6", "7", "8", "9"};
	uint64_t slot;

	if (vg_text_uint(word(order, 0), 2, &slot) != VG_OK || slot == 0)
		return misuse(order, "board takes 1 or 2");
	order->device->state.board[slot] =
	    order->is_clear ? VG_SIMDEVICE_ON : VG_SIMDEVICE_OFF;
	notify(order, order->is_clear ? A "10.0.2" : A "10.0.1");
	for (size_t i = 0; i < COUNT(columns); i++) {
		const uint32_t index[] = {(uint32_t)columns[i][0] - '0', 10, 1, 2,
		    (uint32_t)slot + 2, 5, (uint32_t)slot + 6, 1, 0};
		carry(order, A "10.2.1.1", COUNT(index), index);
	}
	return VG_OK;
}

static int
board(struct order *order)
{
	uint32_t slot = slot_of(order, word(order, 0));
	const char *how = word(order, 1);
	bool is_off = vg_text_same(how, "off");

	if (order->device->family->has_nx_alarms)
		return managed_board(order);
	if (slot == 0 || (!order->is_clear && !is_off && !vg_text_same(how, "inactive")))
		return misuse(order, "board takes a slot, and off or inactive");
	order->device->state.board[slot] = order->is_clear ? VG_SIMDEVICE_ON
	    : is_off                                       ? VG_SIMDEVICE_OFF
							   : VG_SIMDEVICE_INACTIVE;
	notify(order, A "0.19");
	carry(order, BOARD "2", 1, &slot);
	carry(order, BOARD "6", 1, &slot);
	carry(order, BOARD "7", 1, &slot);
	return VG_OK;
}

static int
process(struct order *order)
{
	struct vg_simstate *state = &order->device->state;
	const char *name = word(order, 0), *how = word(order, 1);
	bool is_stuck = vg_text_same(how, "stuck");

	if (name[0] == '\0' ||
	    (!order->is_clear && !is_stuck && !vg_text_same(how, "down")))
		return misuse(order, "process takes a name, and down or stuck");
	state->process = order->is_clear ? 3 : is_stuck ? 5 : 4;
	vg_text_format(state->message, sizeof(state->message), "%s is %s", name,
	    order->is_clear ? "up" : how);
	notify(order, A "0.12");
	carry(order, A "5.5.3.0", 0, NULL);
	carry(order, A "5.5.16.0", 0, NULL);
	return VG_OK;
}

static int
link_fault(struct order *order)
{
	int row = vg_simfamily_if_named(order->device->family, word(order, 0));
	struct vg_simstate *state = &order->device->state;
	uint32_t index;

	if (row < 0)
		return misuse(order, "link takes the name of a port, MGMT1 or L1");
	if (state->link_down[row] && order->is_clear)
		state->link_lost_us[row] += order->at_us - state->link_since_us[row];
	if (state->link_down[row] != !order->is_clear) {
		state->link_down[row] = !order->is_clear;
		state->link_since_us[row] = order->at_us;
		state->link_moved_us[row] =
		    vg_simdevice_uptime(order->device, order->at_us);
	}
	index = vg_simfamily_if_index(order->device->family, (uint32_t)row);
	notify(order, order->is_clear ? "1.3.6.1.6.3.1.1.5.4" : "1.3.6.1.6.3.1.1.5.3");
	carry(order, IF "1", 1, &index);
	carry(order, IF "7", 1, &index);
	carry(order, IF "8", 1, &index);
	return VG_OK;
}

/* Up time and counters begin again, processes run; what is broken stays broken. */
static void
reboot(struct vg_simdevice *device, int64_t at_us)
{
	struct vg_simstate *state = &device->state;

	state->rebooted = true;
	state->boot_us = at_us;
	for (size_t i = 0; i < VG_SIMDEVICE_PORTS; i++) {
		state->link_lost_us[i] = state->link_moved_us[i] = 0;
		state->link_since_us[i] = at_us;
	}
	device->boots++;
}

/* A clear makes it an hour ago: what watches the up time believes in it again. */
static int
reboot_fault(struct order *order)
{
	struct vg_simstate *state = &order->device->state;

	if (order->is_clear && !state->rebooted)
		return misuse(order, "it has not been rebooted");
	if (order->is_clear) {
		state->boot_us -= VG_HOUR_US;
		state->process = 0;
		return VG_OK;
	}
	reboot(order->device, order->at_us);
	notify(order, "1.3.6.1.6.3.1.1.5.1");
	if (!order->device->family->is_allot_box)
		return VG_OK;
	state->process = 2;
	vg_text_copy(state->message, sizeof(state->message), "system restarted");
	notify(order, A "0.12");
	carry(order, A "5.5.3.0", 0, NULL);
	carry(order, A "5.5.16.0", 0, NULL);
	return VG_OK;
}

/* alDeviceConfChange (1): what changed, and to what. */
static int
serial(struct order *order)
{
	struct vg_simstate *state = &order->device->state;
	const char *text = word(order, 0);

	if (!order->is_clear && (text[0] == '\0' || strlen(text) >= 64))
		return misuse(order, "serial takes 1 to 63 characters");
	vg_text_copy(state->serial, sizeof(state->serial), order->is_clear ? "" : text);
	vg_oid_parse(A "5.2.6.12.0", &state->changed);
	state->changed_value = 0;
	vg_simdevice_serial(order->device, state->changed_text);
	notify(order, A "0.1");
	carry(order, A "5.2.8.0", 0, NULL);
	carry(order, A "5.2.9.0", 0, NULL);
	carry(order, A "5.2.13.0", 0, NULL);
	carry(order, A "5.2.14.0", 0, NULL);
	return VG_OK;
}

static int
licence(struct order *order)
{
	struct vg_simstate *state = &order->device->state;

	if (!order->is_clear && !vg_text_same(word(order, 0), "expired"))
		return misuse(order, "licence takes expired");
	state->licence_expired = !order->is_clear;
	vg_text_copy(state->message, sizeof(state->message),
	    order->is_clear ? "licence renewed" : "licence expired");
	notify(order, A "0.24");
	carry(order, A "4.14.1.1.0.6", 0, NULL);
	carry(order, A "4.14.1.2.0.6", 0, NULL);
	carry(order, A "4.15.0", 0, NULL);
	carry(order, A "5.5.16.0", 0, NULL);
	return VG_OK;
}

static int
silence(struct order *order)
{
	bool is_off = order->is_clear || vg_text_same(word(order, 0), "off");

	if (!is_off && !vg_text_same(word(order, 0), "on"))
		return misuse(order, "silence takes on or off");
	order->device->state.silent = !is_off;
	return VG_OK;
}

/* What no named fault breaks: an instance gets a value, or is taken away, or is itself again. */
static int
object(struct order *order)
{
	char text[256] = "";
	struct vg_oid oid;

	if (vg_oid_parse(word(order, 0), &oid) != VG_OK ||
	    (!order->is_clear && order->n_words < 2))
		return misuse(
		    order, "object takes an OID, a type as in snmpset and a value");
	if (order->is_clear) {
		vg_simset_drop(order->device, &oid);
		return VG_OK;
	}
	for (size_t i = 2; i < order->n_words; i++) {
		strncat(text, i > 2 ? " " : "", sizeof(text) - strlen(text) - 1);
		strncat(text, word(order, i), sizeof(text) - strlen(text) - 1);
	}
	if (vg_simset_put(order->device, &oid, word(order, 1), text) != VG_OK)
		return misuse(order, "object: the value is none of its type");
	return VG_OK;
}

/* Any notification, with the instances it is told to carry as they are just now. */
static int
notice(struct order *order)
{
	struct vg_oid oid[1 + VG_SIMFAULT_BINDINGS];

	if (order->is_clear || order->n_words < 1 || order->n_words > COUNT(oid))
		return misuse(order,
		    "notify takes the OID of a notification, and of up to "
		    "six instances");
	for (size_t i = 0; i < order->n_words; i++)
		if (vg_oid_parse(word(order, i), &oid[i]) != VG_OK)
			return misuse(order, "notify takes OIDs");
	notify(order, word(order, 0));
	for (size_t i = 1; i < order->n_words; i++)
		carry(order, word(order, i), 0, NULL);
	return VG_OK;
}

static const struct {
	const char *name;
	int (*apply)(struct order *order);
	bool on_any;   /* else only a box with ALLOT-MIB has it */
	bool on_board; /* a management board has it too, which sends nothing of it */
} faults[] = {{"psu", psu, false, true}, {"fan", fan, false, true},
    {"temperature", temperature, false, false}, {"board", board, true, false},
    {"bypass", bypass, false, false}, {"process", process, false, false},
    {"link", link_fault, true, false}, {"reboot", reboot_fault, true, false},
    {"serial", serial, false, false}, {"licence", licence, false, false},
    {"silence", silence, true, false}, {"object", object, true, true},
    {"notify", notice, true, true}};

int
vg_simfault_apply(struct vg_simdevice *device, bool is_clear, size_t n_words,
    char *const *words, int64_t at_us, struct vg_simnotice notices[VG_SIMFAULT_NOTICES],
    size_t *n_notices, struct vg_detail *detail)
{
	struct order order = {.device = device,
	    .is_clear = is_clear,
	    .n_words = n_words > 0 ? n_words - 1 : 0,
	    .words = words + 1,
	    .at_us = at_us,
	    .notices = notices,
	    .n_notices = n_notices,
	    .detail = detail};

	*n_notices = 0;
	for (size_t i = 0; n_words > 0 && i < COUNT(faults); i++)
		if (vg_text_same(faults[i].name, words[0])) {
			const struct vg_simfamily *family = device->family;
			if (!faults[i].on_any && !family->is_allot_box &&
			    !(family->is_board && faults[i].on_board))
				return misuse(&order, "this family has no such part");
			int code = faults[i].apply(&order);
			/* Its notifications are not those of ALLOT-MIB, but for an ordered one. */
			if (family->is_board && faults[i].apply != notice)
				*n_notices = 0;
			return code;
		}
	return misuse(&order, "no such fault; --help lists them");
}

const char *
vg_simfault_help(void)
{
	return "  psu 0|1                      a power supply fails\n"
	       "  fan                          a fan fails\n"
	       "  temperature SLOT|box LEVEL   low, middle, high; for the box also "
	       "degrees more\n"
	       "  board SLOT off|inactive      a board of a chassis; netxplorer: 1 or 2\n"
	       "  bypass full|partial          traffic goes round the device\n"
	       "  process NAME down|stuck      a process of the device\n"
	       "  link IFNAME                  a port: MGMT1, L1\n"
	       "  reboot                       up time and counters begin again; clear: "
	       "an hour ago\n"
	       "  serial NEW                   another box answers at the address\n"
	       "  licence expired              the licence is over\n"
	       "  silence on|off               no answer to anything, no notification\n"
	       "  object OID TYPE VALUE        any instance, whether it has it or not; type "
	       "as in\n"
	       "                               snmpset, or none; clear: what it is by itself; "
	       "C+N [VALUE]:\n"
	       "                               N more with each answer\n"
	       "  notify OID [INSTANCE...]     any notification, and what it carries\n";
}
