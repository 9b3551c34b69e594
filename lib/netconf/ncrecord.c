/*
 * Records.
 */
#include "lib/netconf/ncrecord.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { HEAD = 3 };

/* How many octets of 'text' go into a field: whole characters. */
static size_t
fitting(const char *text)
{
	size_t size = strlen(text);

	if (size <= VG_NCRECORD_TEXT)
		return size;
	size = VG_NCRECORD_TEXT;
	while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
		size--;
	return size;
}

static void
add_u16(struct vg_buf *out, size_t number)
{
	vg_buf_add_u8(out, (uint8_t)(number >> 8));
	vg_buf_add_u8(out, (uint8_t)(number & 0xFF));
}

void
vg_ncrecord_add(
    struct vg_buf *out, enum vg_ncrecord_type type, const char *const *fields, size_t n)
{
	size_t sizes[VG_NCRECORD_FIELDS], total = 0;

	assert(n <= VG_NCRECORD_FIELDS);
	for (size_t i = 0; i < n; i++) {
		sizes[i] = fitting(fields[i]);
		/* Many long fields: the later ones give way. */
		if (total + sizes[i] + 2 * (n - i) > VG_NCRECORD_SIZE - HEAD)
			sizes[i] = 0;
		total += 2 + sizes[i];
	}
	vg_buf_add_u8(out, (uint8_t)type);
	add_u16(out, total);
	for (size_t i = 0; i < n; i++) {
		add_u16(out, sizes[i]);
		vg_buf_add(out, fields[i], sizes[i]);
	}
}

static bool
is_type(unsigned type)
{
	return (type >= VG_NCRECORD_PROBE && type <= VG_NCRECORD_GO) ||
	    (type >= VG_NCRECORD_BEGIN && type <= VG_NCRECORD_DONE);
}

int
vg_ncrecord_read(const void *data, size_t size, struct vg_ncrecord *record, size_t *used)
{
	struct vg_cursor c = vg_cursor_over(data, size);

	memset(record, 0, sizeof(*record));
	*used = 0;
	if (size > 0 && !is_type(*(const unsigned char *)data))
		return VG_EPARSE;
	if (size < HEAD)
		return VG_EAGAIN;
	record->type = vg_cursor_u8(&c);
	size_t total = vg_cursor_u16(&c);
	if (total > VG_NCRECORD_SIZE - HEAD)
		return VG_ELIMIT;
	if (vg_cursor_left(&c) < total)
		return VG_EAGAIN;
	struct vg_cursor fields = vg_cursor_sub(&c, total);
	while (vg_cursor_left(&fields) > 0) {
		size_t n = vg_cursor_u16(&fields);
		const unsigned char *octets = vg_cursor_take(&fields, n);
		if (!octets)
			return VG_EPARSE;
		if (record->n == VG_NCRECORD_FIELDS || n > VG_NCRECORD_TEXT)
			return VG_ELIMIT;
		record->field[record->n].data = (const char *)octets;
		record->field[record->n++].size = n;
	}
	*used = HEAD + total;
	return VG_OK;
}

void
vg_ncrecord_text(const struct vg_ncrecord *record, size_t i, char *target, size_t room)
{
	size_t n = i < record->n ? record->field[i].size : 0;

	if (n > room - 1)
		n = room - 1;
	if (n > 0)
		memcpy(target, record->field[i].data, n);
	target[n] = '\0';
}

long
vg_ncrecord_number(const struct vg_ncrecord *record, size_t i, long high)
{
	char text[16];
	int64_t number;

	if (i >= record->n || record->field[i].size >= sizeof(text))
		return -1;
	vg_ncrecord_text(record, i, text, sizeof(text));
	return vg_text_int(text, 0, high, &number) == VG_OK ? (long)number : -1;
}
