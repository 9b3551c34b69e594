/*
 * The floor under intake: takes what has arrived, up to 64 datagrams, puts each as it is into one
 * row, commits (SQLite, WAL, synchronous=FULL), and begins again.  One thread, a receive buffer of
 * 4 MiB.  Nothing is decoded, looked up or answered: what a receiver that stores costs beyond this
 * is its own.
 *
 *   intakefloor ADDRESS FILE
 *
 * Binds a port of its own at ADDRESS, prints it, and runs until SIGTERM.  Its last line is one
 * JSON object: datagrams stored, commits, the receive buffer as the kernel grants it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, DATAGRAM = 8192, BUFFER = 4 << 20 };

static volatile sig_atomic_t ended;

struct floor {
	int fd;
	sqlite3 *db;
	sqlite3_stmt *begin, *add, *commit;
	struct mmsghdr messages[BATCH];
	struct iovec vectors[BATCH];
	struct sockaddr_in from[BATCH];
	unsigned char data[BATCH][DATAGRAM];
	unsigned long stored, commits;
};

static void
fail(const char *what)
{
	fprintf(stderr, "intakefloor: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
on_signal(int number)
{
	(void)number;
	ended = 1;
}

static sqlite3_stmt *
prepare(struct floor *f, const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(f->db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(f->db));
	return statement;
}

static void
open_file(struct floor *f, const char *path)
{
	if (sqlite3_open(path, &f->db) != SQLITE_OK ||
	    sqlite3_exec(f->db,
		"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		"CREATE TABLE raw (id INTEGER PRIMARY KEY, datagram BLOB NOT NULL)",
		NULL, NULL, NULL) != SQLITE_OK)
		fail(sqlite3_errmsg(f->db));
	f->begin = prepare(f, "BEGIN IMMEDIATE");
	f->add = prepare(f, "INSERT INTO raw (datagram) VALUES (?)");
	f->commit = prepare(f, "COMMIT");
}

static void
open_socket(struct floor *f, const char *address)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);
	int buffer = BUFFER;

	f->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (f->fd < 0 || inet_pton(AF_INET, address, &at.sin_addr) != 1 ||
	    setsockopt(f->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer)) != 0 ||
	    bind(f->fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    getsockname(f->fd, (struct sockaddr *)&at, &size) != 0)
		fail(strerror(errno));
	printf("%u\n", ntohs(at.sin_port));
	fflush(stdout);
}

static void
step(struct floor *f, sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		fail(sqlite3_errmsg(f->db));
	sqlite3_reset(statement);
}

static void
store(struct floor *f, int n)
{
	step(f, f->begin);
	for (int i = 0; i < n; i++) {
		sqlite3_bind_blob(
		    f->add, 1, f->data[i], (int)f->messages[i].msg_len, SQLITE_STATIC);
		step(f, f->add);
	}
	step(f, f->commit);
	f->stored += (unsigned long)n;
	f->commits++;
}

static void
run(struct floor *f)
{
	while (!ended) {
		for (int i = 0; i < BATCH; i++) {
			f->vectors[i] = (struct iovec){f->data[i], DATAGRAM};
			f->messages[i].msg_hdr = (struct msghdr){.msg_name = &f->from[i],
			    .msg_namelen = sizeof(f->from[i]),
			    .msg_iov = &f->vectors[i],
			    .msg_iovlen = 1};
		}
		int n = recvmmsg(f->fd, f->messages, BATCH, MSG_WAITFORONE, NULL);
		if (n > 0)
			store(f, n);
		else if (n < 0 && errno != EINTR)
			fail(strerror(errno));
	}
}

int
main(int argc, char **argv)
{
	static struct floor f;
	struct sigaction action = {
	    .sa_handler = on_signal}; /* no restart: recvmmsg ends */
	int buffer = 0;
	socklen_t size = sizeof(buffer);

	if (argc != 3) {
		fprintf(stderr, "usage: intakefloor ADDRESS FILE\n");
		return 2;
	}
	sigaction(SIGTERM, &action, NULL);
	open_file(&f, argv[2]);
	open_socket(&f, argv[1]);
	getsockopt(f.fd, SOL_SOCKET, SO_RCVBUF, &buffer, &size);
	run(&f);
	printf("{\"stored\": %lu, \"commits\": %lu, \"buffer\": %d}\n", f.stored,
	    f.commits, buffer);
	sqlite3_finalize(f.begin);
	sqlite3_finalize(f.add);
	sqlite3_finalize(f.commit);
	sqlite3_close(f.db);
	return 0;
}
