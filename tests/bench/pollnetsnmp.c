/*
 * The usual poller on Net-SNMP: one session and one descriptor a device, epoll, snmp_sess_read2.
 * It asks what the agent asks of a device of the bench's set: one GET of 12 scalars, the ports by
 * GETBULK of 13 columns and the sensors of 2, three clocks in each request, and adds the values up.
 *
 *   pollnetsnmp ADDRESS COUNT PORT ROUNDS (v2c COMMUNITY | v3 USER AUTH PRIV)
 *
 * Devices stand at COUNT addresses from ADDRESS on.  Its last line is one JSON object: CPU by
 * getrusage without what opening the sessions took, answers, values.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>

enum {
	WINDOW = 256,
	N_CLOCKS = 3,
	N_COLUMNS = 13,
	N_PORTS = 12,
	ROWS = 4,
	N_SCALARS = 12
};
enum { EVENTS = 64, PATIENCE_MS = 3000 };

struct device {
	void *session;
	int fd;
	int step;    /* request under way; -1: none */
	size_t rows; /* of ports that are there */
	oid last[N_COLUMNS][MAX_OID_LEN];
	size_t last_size[N_COLUMNS];
};

static unsigned long answers, failures, values;
static double sum;

static const char *const clocks[N_CLOCKS] = {
    "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.10.2.1.2.0", "1.3.6.1.6.3.10.2.1.3.0"};
static const char *const bulk_clocks[N_CLOCKS] = {
    "1.3.6.1.2.1.1.3", "1.3.6.1.6.3.10.2.1.2", "1.3.6.1.6.3.10.2.1.3"};
static const char *const columns[N_COLUMNS] = {"1.3.6.1.2.1.2.2.1.8",
    "1.3.6.1.2.1.2.2.1.13", "1.3.6.1.2.1.2.2.1.14", "1.3.6.1.2.1.2.2.1.19",
    "1.3.6.1.2.1.2.2.1.20", "1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.7",
    "1.3.6.1.2.1.31.1.1.1.8", "1.3.6.1.2.1.31.1.1.1.9", "1.3.6.1.2.1.31.1.1.1.10",
    "1.3.6.1.2.1.31.1.1.1.11", "1.3.6.1.2.1.31.1.1.1.12", "1.3.6.1.2.1.31.1.1.1.13"};
static const char *const sensors[] = {"1.3.6.1.2.1.99.1.1.1.4", "1.3.6.1.2.1.99.1.1.1.5"};
static const char *const scalars[N_SCALARS] = {"1.3.6.1.4.1.2021.11.11.0",
    "1.3.6.1.4.1.2021.4.5.0", "1.3.6.1.4.1.2021.4.14.0", "1.3.6.1.4.1.2021.4.15.0",
    "1.3.6.1.4.1.2021.4.6.0", "1.3.6.1.4.1.2021.4.11.0", "1.3.6.1.4.1.2021.11.9.0",
    "1.3.6.1.4.1.2021.11.10.0", "1.3.6.1.2.1.25.1.6.0", "1.3.6.1.2.1.1.3.0",
    "1.3.6.1.6.3.10.2.1.2.0", "1.3.6.1.6.3.10.2.1.3.0"};

/* OIDs are read once: no poller reads them from text for each request. */
struct name {
	oid arcs[MAX_OID_LEN];
	size_t size;
};
static struct name clock_names[N_CLOCKS], bulk_names[N_CLOCKS], column_names[N_COLUMNS],
    sensor_names[2], scalar_names[N_SCALARS];

static void
read_names(struct name *names, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		names[i].size = MAX_OID_LEN;
		if (!read_objid(texts[i], names[i].arcs, &names[i].size))
			exit(2);
	}
}

static void
add_names(netsnmp_pdu *pdu, const struct name *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		snmp_add_null_var(pdu, names[i].arcs, names[i].size);
}

static netsnmp_pdu *
make_request(const struct device *d)
{
	netsnmp_pdu *pdu =
	    snmp_pdu_create(d->step == 0 ? SNMP_MSG_GET : SNMP_MSG_GETBULK);

	if (d->step == 0) {
		add_names(pdu, clock_names, N_CLOCKS);
		add_names(pdu, scalar_names, N_SCALARS);
		return pdu;
	}
	pdu->non_repeaters = N_CLOCKS;
	add_names(pdu, bulk_names, N_CLOCKS);
	if (d->step == 4) {
		pdu->max_repetitions = 16;
		add_names(pdu, sensor_names, 2);
		return pdu;
	}
	pdu->max_repetitions = ROWS;
	for (size_t i = 0; i < N_COLUMNS; i++) {
		if (d->step == 1)
			snmp_add_null_var(
			    pdu, column_names[i].arcs, column_names[i].size);
		else
			snmp_add_null_var(pdu, d->last[i], d->last_size[i]);
	}
	return pdu;
}

static void
take(struct device *d, const netsnmp_pdu *pdu)
{
	size_t i = 0;

	for (const netsnmp_variable_list *v = pdu->variables; v;
	     v = v->next_variable, i++) {
		values++;
		if (v->type == ASN_COUNTER64)
			sum += (double)v->val.counter64->low;
		else if (v->type != ASN_OCTET_STR && v->val.integer)
			sum += (double)*v->val.integer;
		if (i < N_CLOCKS || d->step < 1 || d->step > 3)
			continue;
		size_t c = (i - N_CLOCKS) % N_COLUMNS;
		memcpy(d->last[c], v->name, v->name_length * sizeof(oid));
		d->last_size[c] = v->name_length;
	}
}

static int
on_answer(int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *cookie)
{
	struct device *d = cookie;

	(void)session;
	(void)id;
	if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) {
		failures++;
		d->step = -1;
		return 1;
	}
	answers++;
	take(d, pdu);
	d->step = d->step == 4 ? -1 : d->step + 1;
	if (d->step > 0 &&
	    !snmp_sess_async_send(d->session, make_request(d), on_answer, d)) {
		failures++;
		d->step = -1;
	}
	return 1;
}

static void
open_device(struct device *d, const char *peer, char **how)
{
	netsnmp_session s;

	snmp_sess_init(&s);
	s.peername = strdup(peer);
	s.timeout = 1000000;
	s.retries = 2;
	if (strcmp(how[0], "v2c") == 0) {
		s.version = SNMP_VERSION_2c;
		s.community = (u_char *)strdup(how[1]);
		s.community_len = strlen(how[1]);
	} else {
		s.version = SNMP_VERSION_3;
		s.securityName = strdup(how[1]);
		s.securityNameLen = strlen(how[1]);
		s.securityLevel = SNMP_SEC_LEVEL_AUTHPRIV;
		s.securityAuthProto = usmHMAC192SHA256AuthProtocol;
		s.securityAuthProtoLen = OID_LENGTH(usmHMAC192SHA256AuthProtocol);
		s.securityAuthKeyLen = USM_AUTH_KU_LEN;
		s.securityPrivProto = usmAESPrivProtocol;
		s.securityPrivProtoLen = OID_LENGTH(usmAESPrivProtocol);
		s.securityPrivKeyLen = USM_PRIV_KU_LEN;
		if (generate_Ku(s.securityAuthProto, (u_int)s.securityAuthProtoLen,
			(u_char *)how[2], strlen(how[2]), s.securityAuthKey,
			&s.securityAuthKeyLen) != SNMPERR_SUCCESS ||
		    generate_Ku(s.securityAuthProto, (u_int)s.securityAuthProtoLen,
			(u_char *)how[3], strlen(how[3]), s.securityPrivKey,
			&s.securityPrivKeyLen) != SNMPERR_SUCCESS)
			exit(2);
	}
	d->session = snmp_sess_open(&s);
	if (!d->session) {
		snmp_sess_perror(peer, &s);
		exit(1);
	}
	d->fd = snmp_sess_transport(d->session)->sock;
	d->step = -1;
}

static double
cpu_us(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* One round over all devices, WINDOW of them at once. */
static void
run_round(struct device *devices, size_t n, int epoll)
{
	static netsnmp_large_fd_set set;
	struct epoll_event events[EVENTS];
	size_t next = 0, busy = 0;
	static int ready;

	if (!ready)
		netsnmp_large_fd_set_init(&set, (int)n + 64);
	ready = 1;
	while (next < n || busy > 0) {
		for (; next < n && busy < WINDOW; next++, busy++) {
			devices[next].step = 0;
			if (!snmp_sess_async_send(devices[next].session,
				make_request(&devices[next]), on_answer, &devices[next]))
				exit(1);
		}
		int got = epoll_wait(epoll, events, EVENTS, PATIENCE_MS);
		if (got == 0)
			exit(1);
		for (int i = 0; i < got; i++) {
			struct device *d = events[i].data.ptr;
			netsnmp_large_fd_setfd(d->fd, &set);
			snmp_sess_read2(d->session, &set);
			netsnmp_large_fd_clr(d->fd, &set);
			busy -= d->step < 0;
		}
	}
}

int
main(int argc, char **argv)
{
	struct in_addr address;
	char peer[64];

	if (argc < 7 || inet_pton(AF_INET, argv[1], &address) != 1) {
		fprintf(stderr,
		    "usage: pollnetsnmp ADDRESS COUNT PORT ROUNDS "
		    "(v2c COMMUNITY | v3 USER AUTH PRIV)\n");
		return 2;
	}
	size_t n = strtoul(argv[2], NULL, 10), rounds = strtoul(argv[4], NULL, 10);
	struct device *devices = calloc(n, sizeof(*devices));
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	setenv("MIBS", "", 1);
	netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	init_snmp("pollnetsnmp");
	read_names(clock_names, clocks, N_CLOCKS);
	read_names(bulk_names, bulk_clocks, N_CLOCKS);
	read_names(column_names, columns, N_COLUMNS);
	read_names(sensor_names, sensors, 2);
	read_names(scalar_names, scalars, N_SCALARS);
	for (size_t i = 0; i < n; i++) {
		struct in_addr one = {htonl(ntohl(address.s_addr) + (uint32_t)i)};
		snprintf(peer, sizeof(peer), "udp:%s:%s", inet_ntoa(one), argv[3]);
		open_device(&devices[i], peer, argv + 5);
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = &devices[i]};
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, devices[i].fd, &event) != 0)
			return 1;
	}
	double began = cpu_us();
	for (size_t i = 0; i < rounds; i++)
		run_round(devices, n, epoll);
	printf("{\"cpu_us\": %.0f, \"answers\": %lu, \"failures\": %lu, \"values\": %lu, "
	       "\"sum\": %.0f}\n",
	    cpu_us() - began, answers, failures, values, sum);
	return 0;
}
