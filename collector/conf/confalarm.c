/*
 * How alarms are told to clients of RFC 8632.
 */
#include <string.h>

#include "collector/conf/confread.h"

enum { MOST_CHANGES = 32 };

static enum vg_conf_notify
read_notify(const struct vg_node *node)
{
	static const char *const names[] = {[VG_CONF_NOTIFY_ALL] = "all-state-changes",
	    [VG_CONF_NOTIFY_RAISE] = "raise-and-clear",
	    [VG_CONF_NOTIFY_SEVERITY] = "severity-level"};
	const char *said =
	    vg_tree_text(node, "notify-status-changes", names[VG_CONF_NOTIFY_ALL]);
	size_t i = sizeof(names) / sizeof(names[0]) - 1;

	while (i && strcmp(names[i], said) != 0)
		i--;
	return (enum vg_conf_notify)i;
}

void
vg_confread_alarms(struct vg_conf *c, const struct vg_node *top)
{
	const struct vg_node *node = vg_tree_child(top, "alarm-control");
	struct vg_conf_alarms *alarms = &c->alarms;

	alarms->most_changes =
	    (uint32_t)vg_tree_int(node, "max-alarm-status-changes", MOST_CHANGES);
	alarms->notify = read_notify(node);
	(void)vg_severity_parse(
	    vg_tree_text(node, "notify-severity-level", ""), &alarms->level);
	alarms->says_most = vg_tree_is_said(node, "max-alarm-status-changes");
	alarms->says_notify = vg_tree_is_said(node, "notify-status-changes");
}
