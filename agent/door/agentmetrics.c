/*
 * The metrics page.
 */
#include "agent/door/agentmetrics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/version.h"
#include "lib/http/http.h"
#include "lib/os/clock.h"
#include "lib/os/daemon.h"
#include "lib/os/net.h"
#include "lib/os/usage.h"

struct vg_agentmetrics {
	struct vg_agentdoor_tools tools;
	struct vg_http *http;
};

static void
head(struct vg_buf *page, const char *name, const char *type, const char *help)
{
	vg_buf_addf(page, "# HELP vigie_agent_%s %s\n# TYPE vigie_agent_%s %s\n", name,
	    help, name, type);
}

static void
gauge(struct vg_buf *page, const char *name, const char *help, double value)
{
	head(page, name, "gauge", help);
	vg_buf_addf(page, "vigie_agent_%s %.15g\n", name, value);
}

static void
counter(struct vg_buf *page, const char *name, const char *help, uint64_t value)
{
	head(page, name, "counter", help);
	vg_buf_addf(page, "vigie_agent_%s %" PRIu64 "\n", name, value);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void
label(struct vg_buf *page, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			vg_buf_add_text(page, "\\n");
		else if (*text == '"' || *text == '\\')
			vg_buf_addf(page, "\\%c", *text);
		else
			vg_buf_add_u8(page, (uint8_t)*text);
	}
}

static void
write_spool(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	struct vg_spool_counts c = vg_spool_count(t->spool);

	gauge(page, "spool_messages", "Messages on disk that are not acknowledged.",
	    (double)c.queue);
	gauge(page, "spool_waiting_messages",
	    "Messages in memory because the disk is full.", (double)c.waiting);
	gauge(page, "spool_size_bytes", "About what the messages on disk take.",
	    (double)c.octets);
	counter(page, "spool_lost_messages_total",
	    "Messages that became part of a gap since the start.", c.lost);
	gauge(page, "faults", "Faults that stand.", (double)vg_fault_count(t->faults));
}

static void
write_collector(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	struct vg_notify_status s = vg_notify_status(t->notify);

	gauge(page, "collector_reachable", "Whether the last inform was acknowledged.",
	    s.reachable);
	counter(page, "informs_acknowledged_total",
	    "Informs that the collector acknowledged.", s.acknowledged);
	counter(page, "informs_failed_total", "Informs that had no answer.", s.failed);
	gauge(page, "informs_in_flight", "Informs that wait for their answer.",
	    (double)s.flight);
	if (vg_instant_is_set(s.heard))
		gauge(page, "collector_heard_timestamp_seconds",
		    "When an inform was acknowledged last.",
		    (double)s.heard.us / (double)VG_SECOND_US);
}

static void
write_polling(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	struct vg_notify_health h = {.cycle_age_ms = -1};

	t->health_cb(&h, t->cookie);
	gauge(page, "devices", "Devices that are polled.", (double)h.devices);
	gauge(page, "devices_unreachable", "Devices that do not answer.",
	    (double)h.unreachable);
	counter(page, "cycles_skipped_total", "Cycles that came too late.", h.skipped);
	if (h.cycle_age_ms >= 0)
		gauge(page, "cycle_age_seconds", "Since the last complete round.",
		    (double)h.cycle_age_ms / 1000);
}

static void
write_requests(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	struct vg_engine_statistics s;

	if (!t->engine)
		return;
	vg_engine_get_statistics(t->engine, &s);
	counter(page, "requests_total", "Requests that left for a device, tried once.",
	    s.sent);
	counter(page, "requests_again_total", "Further tries of them.", s.retransmitted);
	counter(page, "answers_total", "Answers that were believed.", s.answered);
	counter(page, "answers_refused_total",
	    "Datagrams that are no answer, or not to what was asked, from whom or how.",
	    s.malformed + s.unexpected + s.wrong_source + s.wrong_secret);
	counter(page, "answers_dropped_total",
	    "Datagrams that the kernel dropped because the buffer was full.",
	    s.kernel_drops);
	counter(page, "requests_unanswered_total", "Requests that had no answer.",
	    s.timed_out + s.unreachable + s.refused);
}

static void
write_lateness(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	static const char *const name = "lateness_seconds";
	uint64_t n = 0;

	if (!t->sched)
		return;
	const struct vg_sched_lateness *late = vg_sched_lateness(t->sched);
	head(page, name, "histogram",
	    "How long after its instant of the grid a probe was answered.");
	for (size_t i = 0; i < VG_SCHED_BORDERS; i++) {
		n += late->counts[i];
		vg_buf_addf(page, "vigie_agent_%s_bucket{le=\"%.15g\"} %" PRIu64 "\n",
		    name, (double)vg_sched_borders_ms[i] / 1000, n);
	}
	n += late->counts[VG_SCHED_BORDERS];
	vg_buf_addf(page, "vigie_agent_%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, n);
	vg_buf_addf(page, "vigie_agent_%s_sum %.6f\n", name,
	    (double)late->sum_us / (double)VG_SECOND_US);
	vg_buf_addf(page, "vigie_agent_%s_count %" PRIu64 "\n", name, n);
}

static void
write_clock(struct vg_buf *page)
{
	int64_t offset_us = 0;
	bool kept = vg_clock_offset(&offset_us);

	gauge(page, "clock_kept", "Whether something keeps the wall clock right.", kept);
	if (kept)
		gauge(page, "clock_offset_seconds",
		    "How far the kernel thinks the wall clock is off.",
		    (double)offset_us / (double)VG_SECOND_US);
}

/* What Prometheus' own clients call these; CPU is user and system together. */
static void
write_process(struct vg_buf *page)
{
	struct vg_usage usage = vg_usage_self();

	vg_buf_addf(page,
	    "# HELP process_cpu_seconds_total Processor time that it has taken.\n"
	    "# TYPE process_cpu_seconds_total counter\n"
	    "process_cpu_seconds_total %" PRId64 ".%06" PRId64 "\n",
	    usage.cpu_us / VG_SECOND_US, usage.cpu_us % VG_SECOND_US);
	vg_buf_addf(page,
	    "# HELP process_resident_memory_bytes Memory that is resident.\n"
	    "# TYPE process_resident_memory_bytes gauge\n"
	    "process_resident_memory_bytes %" PRIu64 "\n",
	    usage.resident);
}

static void
write_samples(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	if (!t->samples)
		return;
	struct vg_samplecounts c = vg_samplestore_counts(t->samples);
	counter(page, "cycles_kept_total", "Cycles of probes written to the history.",
	    c.kept);
	counter(page, "cycles_lost_total",
	    "Cycles that could not be written, or made room for later ones.", c.lost);
	counter(page, "rows_left_out_total",
	    "Rows in no roll-up, because their table had too many in an hour.",
	    c.left_out);
}

static void
write_devices(const struct vg_agentdoor_tools *t, struct vg_buf *page)
{
	struct vg_agentdoor_device d;

	head(page, "device_up", "gauge", "Whether the device answers.");
	for (size_t i = 0; t->device_cb(i, &d, t->cookie); i++) {
		vg_buf_add_text(page, "vigie_agent_device_up{device=\"");
		label(page, d.name);
		vg_buf_addf(page, "\"} %d\n", strcmp(d.reach, "up") == 0);
	}
}

void
vg_agentmetrics_write(const struct vg_agentdoor_tools *tools, struct vg_buf *page)
{
	head(page, "info", "gauge", "Which program with which configuration.");
	vg_buf_add_text(page, "vigie_agent_info{version=\"");
	label(page, vg_version_text());
	vg_buf_add_text(page, "\",agent=\"");
	label(page, tools->conf->name);
	vg_buf_addf(page, "\",configuration=\"%s\"} 1\n", tools->conf->digest);
	write_spool(tools, page);
	write_collector(tools, page);
	write_polling(tools, page);
	write_requests(tools, page);
	write_lateness(tools, page);
	write_clock(page);
	write_process(page);
	write_samples(tools, page);
	write_devices(tools, page);
}

static void
answer(struct vg_http_request *request, void *cookie)
{
	static const char none[] = "GET /metrics\n";
	const struct vg_agentmetrics *m = cookie;
	bool reads = strcmp(vg_http_method(request), "GET") == 0 ||
	    strcmp(vg_http_method(request), "HEAD") == 0;
	struct vg_buf page;

	if (!reads || strcmp(vg_http_path(request), "/metrics") != 0) {
		vg_http_reply(
		    request, reads ? 404 : 405, "text/plain", none, sizeof(none) - 1);
		return;
	}
	vg_buf_init(&page, 0);
	vg_agentmetrics_write(&m->tools, &page);
	vg_http_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", page.data,
	    page.size);
	vg_buf_fini(&page);
}

struct vg_agentmetrics *
vg_agentmetrics_open(const struct vg_agentdoor_tools *tools, uint16_t port,
    const char *state, struct vg_detail *detail)
{
	struct vg_agentmetrics *m;
	struct vg_address bound;
	int fd;

	if (vg_net_loopback_listen(port, &fd, detail) != VG_OK) {
		vg_detail_prefix(detail, "metrics");
		return NULL;
	}
	m = vg_mem_zero(sizeof(*m));
	m->tools = *tools;
	m->http = vg_http_new(tools->loop, NULL, answer, m);
	if (vg_net_bound(fd, &bound) != VG_OK || vg_http_listen(m->http, fd) != VG_OK) {
		close(fd);
		vg_detail_set(
		    detail, VG_EIO, "metrics: TCP port %u cannot be used", port);
		vg_agentmetrics_close(m);
		return NULL;
	}
	if (vg_daemon_write_address(state, "metrics", &bound, detail) != VG_OK) {
		vg_agentmetrics_close(m);
		return NULL;
	}
	return m;
}

void
vg_agentmetrics_change(
    struct vg_agentmetrics *metrics, const struct vg_agentdoor_tools *tools)
{
	metrics->tools = *tools;
}

void
vg_agentmetrics_close(struct vg_agentmetrics *metrics)
{
	if (!metrics)
		return;
	vg_http_free(metrics->http);
	free(metrics);
}
