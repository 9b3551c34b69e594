/*
 * A buffer between two threads.
 */
#include "collector/netconf/nctold.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { MOST = 65536 };

struct vg_nctold {
	pthread_mutex_t mutex; /* of all that follows but the bell */
	pthread_cond_t taken;
	struct vg_buf out;
	bool over;
	int bell; /* an eventfd */
};

struct vg_nctold *
vg_nctold_new(void)
{
	struct vg_nctold *told = vg_mem_zero(sizeof(*told));

	pthread_mutex_init(&told->mutex, NULL);
	pthread_cond_init(&told->taken, NULL);
	vg_buf_init(&told->out, 0);
	told->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	/* Without it nothing would ever be told: the session ends instead. */
	if (told->bell < 0)
		abort();
	return told;
}

void
vg_nctold_free(struct vg_nctold *told)
{
	if (!told)
		return;
	vg_buf_fini(&told->out);
	close(told->bell);
	pthread_cond_destroy(&told->taken);
	pthread_mutex_destroy(&told->mutex);
	free(told);
}

int
vg_nctold_bell(const struct vg_nctold *told)
{
	return told->bell;
}

static void
ring(struct vg_nctold *told)
{
	const uint64_t one = 1;

	if (write(told->bell, &one, sizeof(one)) < 0)
		return; /* it rings already */
}

int
vg_nctold_put(
    struct vg_nctold *told, enum vg_ncframe_version version, const struct vg_buf *message)
{
	bool over;

	pthread_mutex_lock(&told->mutex);
	while (!told->over && told->out.size >= MOST) {
		ring(told);
		pthread_cond_wait(&told->taken, &told->mutex);
	}
	over = told->over;
	if (!over)
		vg_ncframe_wrap(&told->out, version, message->data, message->size);
	pthread_mutex_unlock(&told->mutex);
	return over ? VG_EUNREACH : VG_OK;
}

bool
vg_nctold_any(struct vg_nctold *told)
{
	bool any;

	pthread_mutex_lock(&told->mutex);
	any = told->out.size > 0;
	pthread_mutex_unlock(&told->mutex);
	return any;
}

void
vg_nctold_ring(struct vg_nctold *told)
{
	if (vg_nctold_any(told))
		ring(told);
}

void
vg_nctold_take(struct vg_nctold *told, struct vg_buf *out)
{
	uint64_t count;

	pthread_mutex_lock(&told->mutex);
	/* Silenced under the lock: who puts behind us rings again. */
	if (read(told->bell, &count, sizeof(count)) < 0)
		count = 0;
	vg_buf_add(out, told->out.data, told->out.size);
	vg_buf_reset(&told->out);
	pthread_cond_broadcast(&told->taken);
	pthread_mutex_unlock(&told->mutex);
}

void
vg_nctold_end(struct vg_nctold *told)
{
	pthread_mutex_lock(&told->mutex);
	told->over = true;
	pthread_cond_broadcast(&told->taken);
	pthread_mutex_unlock(&told->mutex);
}
