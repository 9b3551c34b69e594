/*
 * What is looked at before libnetconf2 sees a client's message: the hello, and whether a request
 * is one that the models have.  The library answers what it cannot parse with one error for all,
 * and takes requests without message-id.
 *
 * Source: RFC 6241 sections 4.1, 8.1, appendix A.
 */
#ifndef VG_COLLECTOR_NETCONF_NCCHECK_H
#define VG_COLLECTOR_NETCONF_NCCHECK_H

#include <libyang/libyang.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "collector/netconf/ncfault.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/netconf/ncframe.h"

/*
 * Reads a client's hello, the 'size' octets at 'text' (borrowed, terminated).  VG_OK and the
 * framing of what follows; VG_EPARSE with a sentence.
 */
int
vg_nccheck_hello(const struct ly_ctx *ly, const char *text,
    enum vg_ncframe_version *version, struct vg_detail *detail);

/*
 * Whether who asks may do at all what the socket has at 'target' (borrowed; "operations/...",
 * "data/..."), though the models refuse what he said: RFC 8341 3.4.4 comes before RFC 7950 8.3.1.
 * False: 'fault' says that he may not.
 */
typedef bool (*vg_nccheck_may_cb)(
    const char *target, struct vg_ncfault *fault, void *cookie);

/*
 * Looks at a request (borrowed, terminated).  True: it goes on to the library.  False: it is
 * answered, with what is appended to 'reply'.  'may' (NULL: nobody is asked) is called with
 * 'cookie' when the models refuse an operation of the collector.
 */
bool
vg_nccheck_request(const struct ly_ctx *ly, enum vg_ncframe_version version,
    const char *text, vg_nccheck_may_cb may, void *cookie, struct vg_buf *reply);

/*
 * Appends to 'reply' the answer to a message of which nothing is known but that it is wrong:
 * 'tag' (borrowed) and a sentence.  To a client of base:1.0, which does not know
 * malformed-message, it is operation-failed.
 */
void
vg_nccheck_refuse(enum vg_ncframe_version version, const char *tag, const char *message,
    struct vg_buf *reply);

/* fork() at a moment at which nobody holds a lock of the models'; as fork(). */
pid_t
vg_nccheck_fork(void);

#endif
