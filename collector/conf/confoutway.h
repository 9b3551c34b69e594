/*
 * Ways by which messages leave beside mail: webhooks and Alertmanagers.
 */
#ifndef VG_COLLECTOR_CONF_CONFOUTWAY_H
#define VG_COLLECTOR_CONF_CONFOUTWAY_H

#include "collector/conf/conf.h"
#include "collector/conf/confcheck.h"

/* What a webhook is told of: bits. */
enum vg_conf_event {
	VG_CONF_EVENT_OPENED = 1,
	VG_CONF_EVENT_CHANGED = 2,
	VG_CONF_EVENT_CLOSED = 4,
	VG_CONF_EVENT_WARNED = 8,
	VG_CONF_EVENT_BREACHED = 16
};

enum { VG_CONF_URL_SIZE = 1025, VG_CONF_LINK_SIZE = 513 };

struct vg_conf_outway {
	char name[VG_NAME_SIZE];
	bool is_alertmanager; /* else a webhook */
	char url[VG_CONF_URL_SIZE];
	char credential[VG_NAME_SIZE];    /* of the courier's; "" none */
	char authority[VG_CONF_URL_SIZE]; /* "": the system's */
	char link[VG_CONF_LINK_SIZE];     /* before a case's number; "" none */
	struct vg_conf_names allow;       /* prefixes of addresses */
	unsigned events;                  /* of enum vg_conf_event */
	enum vg_severity least;           /* VG_SEVERITY_CLEARED: whatever it is */
	bool shows_client, shows_persons, shows_texts;
	bool watchdog;
};

/* The way out called 'name' (borrowed), or NULL. */
const struct vg_conf_outway *
vg_confoutway_find(const struct vg_conf *conf, const char *name);

/* "opened" and the like (static). */
const char *
vg_confoutway_event_text(enum vg_conf_event event);

/* Who is to be paged by a way out that is not there: a warning each. */
void
vg_confoutway_check(const struct vg_conf *conf, vg_confcheck_cb cb, void *cookie);

#endif
