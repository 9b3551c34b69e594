/*
 * A number that does not look like the supplier's is a slip of the pen more often than a new
 * series: it is refused with the pattern, and a manager may insist.
 */
#include "collector/desk/casework/desknumberform.h"

#include "collector/conf/confpattern.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

int
vg_desknumberform_check(struct vg_act_call *call, const char *supplier,
    enum vg_desknumberform which, char aside[VG_TEXT_SIZE])
{
	const struct vg_conf_supplier *s = vg_conf_supplier(call->desk->conf, supplier);
	const char *number = vg_deskact_value(call, "number");
	const char *what =
	    which == VG_DESKNUMBERFORM_RMA ? "RMA number" : "ticket number";
	const char *clause = which == VG_DESKNUMBERFORM_RMA ? "P10" : "P9";
	const struct vg_confpattern *pattern = NULL;

	aside[0] = '\0';
	if (s)
		pattern = which == VG_DESKNUMBERFORM_RMA ? s->rma : s->ticket;
	if (vg_confpattern_fits(pattern, number))
		return VG_OK;
	if (vg_confpattern_fits(NULL, number) == false)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: a %s is 1 to %d printable characters", clause, what,
		    (int)VG_CONFPATTERN_NUMBER_MAX);
	if (!vg_deskact_has(call, "even-so"))
		return vg_detail_set(call->detail, VG_EINVAL,
		    "%s: '%.64s' is no %s of %s, whose look like %s; a manager records "
		    "it with --even-so REASON",
		    clause, number, what, supplier, vg_confpattern_text(pattern));
	if (call->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(call->detail, VG_EACCESS,
		    "%s: a %s that does not look like those of %s (%s) is a manager's",
		    clause, what, supplier, vg_confpattern_text(pattern));
	vg_text_format(aside, VG_TEXT_SIZE, ", though not of the form %s: %s",
	    vg_confpattern_text(pattern), vg_deskact_value(call, "even-so"));
	return VG_OK;
}
