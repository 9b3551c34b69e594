/*
 * What a request is answered with when it fails: an rpc-error, whether it is ours, the models' or
 * the collector's.
 *
 * Source: RFC 6241 section 4.3 and appendix A.
 */
#ifndef VG_COLLECTOR_NETCONF_NCFAULT_H
#define VG_COLLECTOR_NETCONF_NCFAULT_H

#include <libyang/libyang.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

struct vg_ncfault {
	char type[16];     /* transport, rpc, protocol, application */
	char tag[32];      /* of appendix A */
	char app_tag[64];  /* "" when none, as the rest */
	char path[512];    /* an instance-identifier */
	char message[512]; /* a sentence */
	char info[256];    /* the inside of error-info, as XML */
	const struct ly_ctx
	    *ly; /* that knows the modules of the path, borrowed; NULL: none does */
};

/* Fills 'fault' with 'type', 'tag' and a formatted sentence. */
void
vg_ncfault_set(struct vg_ncfault *fault, const char *type, const char *tag,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds <'name'>'value'</'name'> to its info; 'value' is escaped. */
void
vg_ncfault_info(struct vg_ncfault *fault, const char *name, const char *value);

/* Fills 'fault' with what libyang refused last in 'ly': tag, path, sentence. */
void
vg_ncfault_of_model(struct vg_ncfault *fault, const struct ly_ctx *ly);

/*
 * Fills 'fault' with the RESTCONF error in 'body' (borrowed; a JSON text that may be none), as
 * which the collector answered with HTTP 'status'.
 */
void
vg_ncfault_of_answer(
    struct vg_ncfault *fault, const struct ly_ctx *ly, long status, const char *body);

/* Appends it as an rpc-error element. */
void
vg_ncfault_print(const struct vg_ncfault *fault, struct vg_buf *out);

/* Appends 'text' (borrowed) as it stands in XML, in content or in an attribute's quotes. */
void
vg_ncfault_escape(struct vg_buf *out, const char *text);

#endif
