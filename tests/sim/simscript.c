/*
 * Scripts of NETCONF devices, line by line.
 */
#include "tests/sim/simscript.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

enum { FILE_MAX = 4 << 20, TEXT_MAX = 64 << 20, REPEAT_MAX = 64 << 20 };

/* Takes the next word of '*rest', in place; "" when there is none. */
static char *
word(char **rest)
{
	char *begin = *rest + strspn(*rest, " \t");
	size_t size = strcspn(begin, " \t");

	*rest = begin + size;
	if (**rest != '\0')
		*(*rest)++ = '\0';
	return begin;
}

/* One character after a backslash; '*at' moves on.  VG_OK or VG_EPARSE. */
static int
unescape(const char **at, struct vg_buf *text)
{
	static const char letters[] = "nrt\\\"", octets[] = "\n\r\t\\\"";
	const char *found = **at != '\0' ? strchr(letters, **at) : NULL;
	unsigned char octet;
	char hex[3] = "";

	if (found != NULL) {
		vg_buf_add_u8(text, (uint8_t)octets[found - letters]);
		(*at)++;
		return VG_OK;
	}
	if (**at != 'x' || (*at)[1] == '\0' || (*at)[2] == '\0')
		return VG_EPARSE;
	memcpy(hex, *at + 1, 2);
	if (vg_text_unhex(&octet, 1, hex) != VG_OK)
		return VG_EPARSE;
	vg_buf_add_u8(text, octet);
	*at += 3;
	return VG_OK;
}

/* One STRING with its *N.  VG_OK or VG_EPARSE. */
static int
read_string(const char **at, struct vg_buf *text)
{
	size_t begin = text->size, size;
	uint64_t times = 1;
	int error = VG_OK;

	for (++*at; **at != '"' && **at != '\0' && error == VG_OK;)
		if (**at == '\\' && ++*at)
			error = unescape(at, text);
		else
			vg_buf_add_u8(text, (uint8_t) * (*at)++);
	if (error != VG_OK || *(*at)++ != '"')
		return VG_EPARSE;
	size = text->size - begin;
	if (**at == '*') {
		char *end;
		times = strtoull(*at + 1, &end, 10);
		*at = end;
	}
	if (size == 0 || times == 0 || times > REPEAT_MAX / size)
		return VG_EPARSE;
	unsigned char *one = vg_mem_copy(text->data + begin, size);
	for (uint64_t i = 1; i < times; i++)
		vg_buf_add(text, one, size);
	free(one);
	return text->error != VG_OK ? VG_EPARSE : VG_OK;
}

static int
read_strings(const char *at, struct vg_buf *text)
{
	int error = VG_OK;

	for (at += strspn(at, " \t"); *at != '\0' && error == VG_OK;
	     at += strspn(at, " \t"))
		error = *at == '"' ? read_string(&at, text) : VG_EPARSE;
	return text->size == 0 ? VG_EPARSE : error;
}

static int
read_kind(const char *name, struct vg_simstep *step)
{
	static const char *const names[] = {[VG_SIMSTEP_HONEST] = "honest",
	    [VG_SIMSTEP_RAW] = "raw",
	    [VG_SIMSTEP_MESSAGE] = "message",
	    [VG_SIMSTEP_DRIP] = "drip",
	    [VG_SIMSTEP_HEAR] = "hear",
	    [VG_SIMSTEP_WAIT] = "wait",
	    [VG_SIMSTEP_CLOSE] = "close"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (vg_text_same(names[i], name)) {
			step->kind = (enum vg_simstep_kind)i;
			return VG_OK;
		}
	return VG_EPARSE;
}

/* "[times N | forever] STEP" after the event. */
static int
read_step(struct vg_simscript *script, enum vg_simevent event, char *rest)
{
	struct vg_simstep *step;
	char *name = word(&rest);
	int error = VG_OK;

	script->steps = vg_mem_grow(
	    script->steps, &script->room, script->n_steps, sizeof(*script->steps));
	step = &script->steps[script->n_steps++];
	*step = (struct vg_simstep){.event = event, .times = 1};
	vg_buf_init(&step->text, TEXT_MAX);
	if (vg_text_same(name, "times")) {
		error = vg_text_uint(word(&rest), UINT32_MAX, &step->times);
		name = word(&rest);
	} else if (vg_text_same(name, "forever")) {
		step->times = UINT64_MAX;
		name = word(&rest);
	}
	if (error == VG_OK)
		error = read_kind(name, step);
	if (error != VG_OK)
		return error;
	if (step->kind == VG_SIMSTEP_DRIP ||
	    (step->kind == VG_SIMSTEP_HONEST && rest[strspn(rest, " \t")] != '\0'))
		error = vg_text_uint(word(&rest), UINT32_MAX, &step->number);
	if (error == VG_OK &&
	    (step->kind == VG_SIMSTEP_RAW || step->kind == VG_SIMSTEP_MESSAGE ||
		step->kind == VG_SIMSTEP_DRIP))
		return read_strings(rest, &step->text);
	return error == VG_OK && rest[strspn(rest, " \t")] != '\0' ? VG_EPARSE : error;
}

static void
add_capability(struct vg_simscript *script, const char *uri)
{
	vg_buf_add_text(&script->capabilities, "<capability>");
	for (; *uri != '\0'; uri++)
		if (*uri == '&')
			vg_buf_add_text(&script->capabilities, "&amp;");
		else
			vg_buf_add_u8(&script->capabilities, (uint8_t)*uri);
	vg_buf_add_text(&script->capabilities, "</capability>");
}

/* The data stands beside the script, or where an absolute name says. */
static int
read_data(const char *path, const char *name, struct vg_simscript *script,
    struct vg_detail *detail)
{
	const char *slash = strrchr(path, '/');
	int folder = slash != NULL && name[0] != '/' ? (int)(slash - path + 1) : 0;
	char *beside = vg_mem_format("%.*s%s", folder, path, name);
	int error = vg_file_read(beside, &script->data, detail);

	free(beside);
	return error;
}

/* Each "@WORD@" of the data becomes 'value'. */
static void
replace(struct vg_simscript *script, const char *name, const char *value)
{
	char *mark = vg_mem_format("@%s@", name), *old = vg_buf_give(&script->data),
	     *at = old;

	for (char *found; (found = strstr(at, mark)) != NULL; at = found + strlen(mark)) {
		vg_buf_add(&script->data, at, (size_t)(found - at));
		vg_buf_add_text(&script->data, value);
	}
	vg_buf_add_text(&script->data, at);
	free(old);
	free(mark);
}

static int
read_line(
    const char *path, char *line, struct vg_simscript *script, struct vg_detail *detail)
{
	char *rest = line, *key = word(&rest), *value;

	if (key[0] == '\0' || key[0] == '#')
		return VG_OK;
	if (vg_text_same(key, "hello"))
		return read_step(script, VG_SIMEVENT_HELLO, rest);
	if (vg_text_same(key, "get"))
		return read_step(script, VG_SIMEVENT_GET, rest);
	value = word(&rest);
	if (value[0] == '\0')
		return VG_EPARSE;
	if (vg_text_same(key, "base"))
		return vg_text_copy(script->base, sizeof(script->base), value);
	if (vg_text_same(key, "session-id"))
		return vg_text_copy(script->session, sizeof(script->session), value);
	if (vg_text_same(key, "capability"))
		add_capability(script, value);
	else if (vg_text_same(key, "data"))
		return read_data(path, value, script, detail);
	else if (vg_text_same(key, "set"))
		replace(script, value, word(&rest));
	else
		return VG_EPARSE;
	return VG_OK;
}

int
vg_simscript_load(const char *path, struct vg_simscript *script, struct vg_detail *detail)
{
	struct vg_buf file;
	char *text, *rest, *line;
	unsigned number = 0;
	int error;

	*script = (struct vg_simscript){.base = "1.1", .session = "7"};
	vg_buf_init(&script->capabilities, 0);
	vg_buf_init(&script->data, FILE_MAX);
	vg_buf_init(&file, FILE_MAX);
	error = vg_file_read(path, &file, detail);
	text = rest = vg_buf_give(&file);
	while (error == VG_OK && (line = strsep(&rest, "\n")) != NULL) {
		number++;
		detail->text[0] = '\0';
		error = read_line(path, line, script, detail);
		if (error != VG_OK && detail->text[0] == '\0')
			vg_detail_set(
			    detail, error, "%s: line %u is not understood", path, number);
	}
	free(text);
	return error;
}

void
vg_simscript_fini(struct vg_simscript *script)
{
	for (size_t i = 0; i < script->n_steps; i++)
		vg_buf_fini(&script->steps[i].text);
	free(script->steps);
	vg_buf_fini(&script->capabilities);
	vg_buf_fini(&script->data);
}
