/*
 * A letter as octets of RFC 5322, by GMime: fields encoded (RFC 2047), text in UTF-8 that any relay
 * passes on (7 bits: quoted-printable or base64), what goes with it as an attachment.
 *
 * The same letter gives the same octets, at whichever try: its date is when it was made, boundaries
 * come from its Message-ID.
 */
#ifndef VG_COLLECTOR_COURIER_COURIERMIME_H
#define VG_COLLECTOR_COURIER_COURIERMIME_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/instant.h"

/* As many addresses as a letter of the collector has (VG_CONF_ADDRESSES). */
enum { VG_COURIER_TO_MAX = 64, VG_COURIER_ATTACHED_MAX = 4, VG_COURIER_ALLOW_MAX = 16 };

enum { VG_COURIER_ID_SIZE = 321 }; /* of a Message-ID */

struct vg_courierletter_part {
	char name[129], type[65], resource[257];
	struct vg_buf content; /* owned */
};

/* A letter as the collector tells it; everything owned by whoever reads it. */
struct vg_courierletter {
	char
	    taken_by[129]; /* the key of the take that it is under way by; "" not known */
	char id[24], state[16], channel[24], case_number[16];
	char from[257], from_name[1025], to[VG_COURIER_TO_MAX][257];
	size_t n_to;
	char message_id[VG_COURIER_ID_SIZE], in_reply_to[1025], auto_submitted[24];
	struct vg_wall made;
	int64_t round;                     /* how often it was begun anew */
	char *subject, *text, *references; /* owned */
	struct vg_courierletter_part attached[VG_COURIER_ATTACHED_MAX];
	size_t n_attached;
	/* of another channel than mail: where it goes; "" a mail */
	char way[65], url[1025], credential[129], authority[1025];
	char allow[VG_COURIER_ALLOW_MAX][64]; /* prefixes */
	size_t n_allow;
};

/* Once, before anything else here. */
void
vg_couriermime_start(void);

/*
 * Appends the message of 'letter' (borrowed), lines ended by CR LF, to 'octets'.  VG_OK; VG_EINVAL
 * with detail for a letter that no field can hold: an address or an id with a line's end.
 */
int
vg_couriermime_write(const struct vg_courierletter *letter, struct vg_buf *octets,
    struct vg_detail *detail);

#endif
