/*
 * A place between two threads, for one text.
 */
#include "collector/netconf/ncpast.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"

struct vg_ncpast {
	pthread_mutex_t mutex; /* of all that follows */
	pthread_cond_t sent;
	char *text;  /* owned; NULL: none is kept */
	size_t size; /* of the text */
	size_t at;   /* what of it was given */
	bool over;
};

struct vg_ncpast *
vg_ncpast_new(void)
{
	struct vg_ncpast *past = vg_mem_zero(sizeof(*past));

	pthread_mutex_init(&past->mutex, NULL);
	pthread_cond_init(&past->sent, NULL);
	return past;
}

void
vg_ncpast_free(struct vg_ncpast *past)
{
	if (!past)
		return;
	free(past->text);
	pthread_cond_destroy(&past->sent);
	pthread_mutex_destroy(&past->mutex);
	free(past);
}

void
vg_ncpast_keep(struct vg_ncpast *past, char *text)
{
	pthread_mutex_lock(&past->mutex);
	while (!past->over && past->text)
		pthread_cond_wait(&past->sent, &past->mutex);
	if (!past->over) {
		past->text = text;
		past->size = strlen(text);
		past->at = 0;
		text = NULL;
	}
	pthread_mutex_unlock(&past->mutex);
	free(text);
}

bool
vg_ncpast_any(struct vg_ncpast *past)
{
	bool any;

	pthread_mutex_lock(&past->mutex);
	any = past->text;
	pthread_mutex_unlock(&past->mutex);
	return any;
}

size_t
vg_ncpast_piece(struct vg_ncpast *past, size_t most, const char **data)
{
	size_t left;

	pthread_mutex_lock(&past->mutex);
	left = past->text ? past->size - past->at : 0;
	left = left < most ? left : most;
	*data = past->text ? past->text + past->at : "";
	past->at += left;
	pthread_mutex_unlock(&past->mutex);
	return left;
}

void
vg_ncpast_sent(struct vg_ncpast *past)
{
	pthread_mutex_lock(&past->mutex);
	free(past->text);
	past->text = NULL;
	pthread_cond_broadcast(&past->sent);
	pthread_mutex_unlock(&past->mutex);
}

void
vg_ncpast_end(struct vg_ncpast *past)
{
	pthread_mutex_lock(&past->mutex);
	past->over = true;
	pthread_cond_broadcast(&past->sent);
	pthread_mutex_unlock(&past->mutex);
}
