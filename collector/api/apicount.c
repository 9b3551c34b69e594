/*
 * Counters of sessions.
 */
#include "collector/api/apicount.h"

static const char *const names[VG_APICOUNT_COUNTERS] = {
    "in-rpcs", "in-bad-rpcs", "out-rpc-errors", "out-notifications"};

void
vg_apicount_take(
    struct vg_apicounts *all, struct vg_apicount *of, const struct vg_node *input)
{
	for (size_t i = 0; i < VG_APICOUNT_COUNTERS; i++) {
		uint32_t told = (uint32_t)vg_tree_int(input, names[i], of->n[i]);
		all->n[i] += told - of->n[i];
		of->n[i] = told;
	}
	if (!of->bad_hello && vg_tree_bool(input, "bad-hello", false)) {
		of->bad_hello = true;
		all->bad_hellos++;
	}
}

static void
write_counters(const uint32_t n[VG_APICOUNT_COUNTERS], struct vg_restdata *data)
{
	for (size_t i = 0; i < VG_APICOUNT_COUNTERS; i++)
		vg_restdata_uint(data, names[i], n[i]);
}

void
vg_apicount_write(const struct vg_apicount *of, struct vg_restdata *data)
{
	write_counters(of->n, data);
}

void
vg_apicount_write_all(const struct vg_apicounts *all, struct vg_restdata *data)
{
	vg_restdata_into(data, "statistics");
	vg_restdata_time(data, "started", all->since);
	vg_restdata_uint(data, "in-bad-hellos", all->bad_hellos);
	vg_restdata_uint(data, "in-sessions", all->sessions);
	vg_restdata_uint(data, "dropped-sessions", all->dropped);
	write_counters(all->n, data);
	vg_restdata_out(data);
}
