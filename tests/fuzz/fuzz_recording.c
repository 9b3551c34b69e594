/*
 * A line of a recording, read strictly, and its event; what can be read can be masked.
 */
#include <stddef.h>
#include <stdint.h>

#include "collector/recording/recordline.h"
#include "collector/recording/recordmask.h"
#include "lib/base/error.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char key[VG_RECORDMASK_KEY_SIZE] = "fuzz";
	struct vg_detail detail = {0};
	enum vg_recordline_type type;
	struct vg_event event;
	json_t *object;

	if (vg_recordline_read((const char *)data, size, &type, &object, &detail) !=
	    VG_OK)
		return 0;
	(void)vg_recordline_read_event(object, &event, &detail);
	struct vg_recordmask *mask = vg_recordmask_new(key);
	json_t *masked = vg_recordmask_line(mask, type, object);
	json_decref(masked);
	vg_recordmask_free(mask);
	json_decref(object);
	return 0;
}
