/*
 * What a webhook or an Alertmanager is told, as JSON (RFC 8259).
 *
 * A member that is "" or unset is left out: whoever may not see it leaves it empty.
 */
#ifndef VG_COLLECTOR_LETTER_LETTERHOOK_H
#define VG_COLLECTOR_LETTER_LETTERHOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/time/instant.h"

/* One of several cases that a message is about; all borrowed. */
struct vg_letterhook_case {
	const char *number, *severity, *type, *device, *page_class;
	int64_t page; /* 0: it asks for nothing */
	const char *client, *title;
};

/* All borrowed. */
struct vg_letterhook {
	const char *collector, *event; /* "opened", "page", "watchdog" ... */
	int64_t message;               /* number of the message; 0: none */
	struct vg_wall at;             /* of the event */
	const char *number, *state, *severity, *type, *device; /* of the case */
	struct vg_wall opened, closed;
	const char *target, *page_class; /* which clock; "W1" */
	int64_t page;                    /* its number; 0: it is about none */
	const char *client, *site, *contract, *owner, *person, *title, *text, *cause,
	    *cure;
	const char *link; /* before the number; "" none */
	/* Of a message about several: those that are listed, the most urgent first, and how many there
	 * are; NULL: it is about one. */
	const struct vg_letterhook_case *cases;
	size_t listed, count;
};

/* Appends the body of a webhook about 'hook' (borrowed) to 'json'. */
void
vg_letterhook_event(struct vg_buf *json, const struct vg_letterhook *hook);

/*
 * Appends one alert of the case of 'hook' (borrowed), an entry of the array that Alertmanager's
 * POST /api/v2/alerts takes: begun when the case was opened, ended when it was closed, or at
 * 'ends', unless it is told again.  By its labels Alertmanager knows it: they are the same as long
 * as it is no worse.
 */
void
vg_letterhook_alert(
    struct vg_buf *json, const struct vg_letterhook *hook, struct vg_wall ends);

/* Appends the alert that always stands: 'begun' with the collector, ends at 'ends'. */
void
vg_letterhook_watchdog(struct vg_buf *json, const char *collector, struct vg_wall begun,
    struct vg_wall ends);

/* Appends 'text' (borrowed) as a string of JSON; without UTF-8 what is no ASCII is ?. */
void
vg_letterhook_string(struct vg_buf *json, const char *text);

#endif
