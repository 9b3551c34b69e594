/*
 * The mark of the message that is being applied: a small file beside the database, mapped into
 * memory, written before and emptied after, outside the transaction.  When the process dies while
 * applying, the next one finds the mark; a message that was being applied at two deaths is
 * poisonous and is stored without being applied.
 *
 * One death is not proof: the process may have been killed from outside at that moment.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collector/desk/deskcore.h"
#include "lib/base/mem.h"

/* agent (NUL-padded), spool, sequence as 8 octets, deaths. */
enum { KEY_SIZE = 80, AGENT_ROOM = 64, DEADLY = 2 };

struct mark {
	unsigned char key[KEY_SIZE];
	unsigned char deaths;
};

/* The page cache outlives the process; a power cut may lose the mark, and costs nothing. */
static void
write_mark(struct vg_desk *desk, const struct mark *mark)
{
	if (desk->marker)
		memcpy(desk->marker, mark, sizeof(*mark));
}

static void
key_octets(const struct vg_message_key *key, unsigned char octets[KEY_SIZE])
{
	memset(octets, 0, KEY_SIZE);
	memcpy(octets, key->agent, strnlen(key->agent, AGENT_ROOM));
	memcpy(octets + AGENT_ROOM, key->spool, VG_SPOOL_SIZE);
	memcpy(
	    octets + AGENT_ROOM + VG_SPOOL_SIZE, &key->sequence, sizeof(key->sequence));
}

void
vg_deskmark_open(struct vg_desk *desk, const char *database)
{
	struct mark mark = {{0}, 0};

	if (strcmp(database, ":memory:") == 0)
		return;
	char *path = vg_mem_format("%s.applying", database);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (fd < 0)
		return;
	bool known = pread(fd, &mark, sizeof(mark), 0) == (ssize_t)sizeof(mark);
	/* Written, so that the place is there: a full disk must not end who writes into memory. */
	if (pwrite(fd, &mark, sizeof(mark), 0) == (ssize_t)sizeof(mark)) {
		void *map =
		    mmap(NULL, sizeof(mark), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		desk->marker = map == MAP_FAILED ? NULL : map;
	}
	close(fd);
	if (!known)
		return;
	memcpy(desk->suspect, mark.key, KEY_SIZE);
	desk->suspect_deaths = mark.deaths;
}

void
vg_deskmark_close(struct vg_desk *desk)
{
	if (desk->marker)
		munmap(desk->marker, sizeof(struct mark));
	desk->marker = NULL;
}

bool
vg_deskmark_begin(struct vg_desk *desk, const struct vg_message_key *key)
{
	struct mark mark = {{0}, 1};

	key_octets(key, mark.key);
	if (desk->suspect_deaths && memcmp(desk->suspect, mark.key, KEY_SIZE) == 0) {
		if (desk->suspect_deaths >= DEADLY)
			return false;
		mark.deaths = (unsigned char)(desk->suspect_deaths + 1);
	}
	write_mark(desk, &mark);
	return true;
}

void
vg_deskmark_end(struct vg_desk *desk)
{
	const struct mark none = {{0}, 0};

	write_mark(desk, &none);
}
