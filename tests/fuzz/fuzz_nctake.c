/*
 * The agent's reading of records under arbitrary octets, cut into two pieces: whatever the child
 * says, the samples are those of the probes asked, each of its own shape.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "agent/ncask/nctake.h"
#include "lib/base/error.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct vg_object_word words[] = {{"fan", 2}, {"power-supply", 1}};
static struct vg_object columns[] = {{.name = "class",
					 .path = "class",
					 .type = VG_OBJECT_WORD,
					 .words = words,
					 .n_words = 2},
    {.name = "sensor", .path = "a b c", .type = VG_OBJECT_SENSOR},
    {.name = "serial", .path = "serial", .type = VG_OBJECT_TEXT}};
static struct vg_object scalars[] = {{.name = "up", .path = "a b", .type = VG_OBJECT_AGE},
    {.name = "n", .path = "n", .type = VG_OBJECT_NUMBER}};
static struct vg_netconf_source source = {"m", "urn:m", "m/row", "name"};
static const struct vg_probe table = {
    .name = "table", .columns = columns, .n_columns = 3, .netconf = &source};
static const struct vg_probe single = {
    .name = "single", .scalars = scalars, .n_scalars = 2, .netconf = &source};

static void
read_through(const struct vg_nctake *take)
{
	char text[VG_TEXT_SIZE];

	for (size_t i = 0; i < take->n; i++) {
		const struct vg_sampleset *s = &take->probes[i].samples;
		for (size_t r = 0; s->probe && r < s->n_rows; r++) {
			if (!s->rows[r].index[0] || strchr(s->rows[r].index, '/'))
				abort();
			for (size_t c = 0; c < s->probe->n_columns; c++)
				vg_value_text(&s->rows[r].values[c], text, sizeof(text));
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct vg_probe *probes[] = {&table, &single};
	struct vg_detail detail = {0};
	struct vg_nctake take;
	size_t cut = size > 0 ? data[0] % (size + 1) : 0;

	vg_nctake_init(&take, probes, 2);
	if (vg_nctake_feed(&take, data, cut, (struct vg_wall){1}, &detail) == VG_OK)
		vg_nctake_feed(
		    &take, data + cut, size - cut, (struct vg_wall){1}, &detail);
	read_through(&take);
	vg_nctake_fini(&take);
	return 0;
}
