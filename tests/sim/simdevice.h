/*
 * One simulated device: who it is, how it is reached and what is broken in it.
 *
 * Every value that it answers is a pure function of this structure, of the instance asked for
 * and of the time since the simulation began, so that a test can compute each one.
 */
#ifndef VG_TESTS_SIM_SIMDEVICE_H
#define VG_TESTS_SIM_SIMDEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/os/net.h"
#include "tests/sim/simtree.h"

enum {
	VG_SIMDEVICE_SLOTS = 16,
	VG_SIMDEVICE_PORTS = 64,
	VG_SIMDEVICE_ENGINE = 32,
	VG_SIMDEVICE_KEY = 32,
	VG_SIMDEVICE_PHRASE = 65
};

enum vg_simdevice_version { VG_SIMDEVICE_V2C, VG_SIMDEVICE_V3, VG_SIMDEVICE_V1 };
enum vg_simdevice_board { VG_SIMDEVICE_ON, VG_SIMDEVICE_OFF, VG_SIMDEVICE_INACTIVE };

/* What the control socket can break; all zero means a healthy device. */
struct vg_simstate {
	bool psu[2];
	bool fan;
	bool licence_expired;
	bool silent;
	int bypass; /* 0 none, 1 full, 4 partial: as alBypass counts */
	int heat;   /* degrees the box is warmer than healthy */
	int range[VG_SIMDEVICE_SLOTS + 1]; /* alBoardTemperatureRange by slot, 0: low */
	int board[VG_SIMDEVICE_SLOTS + 1]; /* enum vg_simdevice_board by slot */
	bool link_down[VG_SIMDEVICE_PORTS];
	int64_t link_since_us[VG_SIMDEVICE_PORTS]; /* and then since this time */
	int64_t
	    link_lost_us[VG_SIMDEVICE_PORTS]; /* that it was down earlier, since boot */
	int64_t link_moved_us[VG_SIMDEVICE_PORTS]; /* up time when it last moved */
	int process;      /* alSevereSoftwareProblem, 0: unknown(1) */
	char message[96]; /* alLastMessage */
	char serial[64];  /* "" : the device's own */
	bool rebooted;    /* and then at 'boot_us' */
	int64_t boot_us;
	struct vg_oid changed; /* alGenericLastChangeVar */
	int changed_value;     /* alGenericLastChangeIntVal */
	char changed_text[64]; /* alGenericLastChangeStrVal */
};

/* How a device can behave on the wire (simknob tells what each one means). */
enum vg_simdevice_knob {
	VG_SIMDEVICE_LOSS_IN,
	VG_SIMDEVICE_LOSS_OUT,
	VG_SIMDEVICE_DELAY,
	VG_SIMDEVICE_JITTER,
	VG_SIMDEVICE_SLOW,
	VG_SIMDEVICE_SOURCE,
	VG_SIMDEVICE_PORT,
	VG_SIMDEVICE_COMMUNITY,
	VG_SIMDEVICE_REQUEST,
	VG_SIMDEVICE_GARBAGE,
	VG_SIMDEVICE_CUT,
	VG_SIMDEVICE_AGAIN,
	VG_SIMDEVICE_BIG_BINDINGS,
	VG_SIMDEVICE_BIG_OCTETS,
	VG_SIMDEVICE_ENGINE_SAID,
	VG_SIMDEVICE_COUNTER_WRAP,
	VG_SIMDEVICE_UPTIME_WRAP,
	VG_SIMDEVICE_KNOBS
};

struct vg_simknobs {
	uint32_t value[VG_SIMDEVICE_KNOBS]; /* 0: as it should be */
	uint64_t count[VG_SIMDEVICE_KNOBS]; /* how often it was used */
	struct vg_address source;           /* without port */
	char community[32];
	int64_t counters_at_us, uptime_at_us; /* when the wraps were set */
	int64_t busy_us; /* until then it works on what was asked, by SLOW's clock */
	uint64_t thrown; /* how often chance was asked */
};

/* The localized keys of a user at one engine (RFC 3414 section 2.6, RFC 7860). */
struct vg_simkeys {
	unsigned char auth[VG_SIMDEVICE_KEY]; /* HMAC-SHA-256 */
	unsigned char priv[16];               /* AES-128 */
};

struct vg_simdevice {
	char name[64];
	const struct vg_simfamily *family;
	uint64_t seed; /* of the name; two devices never answer the same numbers */
	char address_text[VG_NET_TEXT_SIZE];
	struct vg_address address; /* without port */
	enum vg_simdevice_version version;
	char community[64];
	char user[33];
	char auth[VG_SIMDEVICE_PHRASE], priv[VG_SIMDEVICE_PHRASE];
	unsigned char engine[VG_SIMDEVICE_ENGINE];
	size_t engine_size;
	int64_t boots;
	struct vg_simkeys keys;
	bool has_trap_to;
	struct vg_address trap_to;
	bool has_trap_version; /* else: the version that it answers */
	enum vg_simdevice_version trap_version;
	uint32_t traps;        /* sent so far: nlmLogIndex */
	uint64_t salt;         /* of AES; never twice the same */
	uint32_t usm_stats[7]; /* by the last arc of usmStats */
	uint64_t answered, refused, dropped;
	uint64_t sets, bindings; /* SETs seen; bindings answered */
	uint64_t octets_in, octets_out;
	struct vg_simstate state;
	struct vg_simset *set; /* owned; NULL: nothing is ordered (simset.h) */
	struct vg_simknobs knobs;
};

/*
 * Reads "NAME,family=F,address=A,version=V,community=C,..." (borrowed) into 'device'.
 * Returns VG_OK, or VG_EINVAL with a detail that names the option.  The address and that of
 * trap-to lie in 127.0.0.0/8 or are ::1, both of the same family.
 */
int
vg_simdevice_parse(
    const char *text, struct vg_simdevice *device, struct vg_detail *detail);

/*
 * Takes the engine ID from 'text' of 10 to 64 hexadecimal digits (borrowed), or makes the
 * device's own of "".  Returns VG_OK or VG_EPARSE.
 */
int
vg_simdevice_engine(struct vg_simdevice *device, const char *text);

/* Reads a loopback address; VG_OK, VG_EPARSE, or VG_EACCESS for one of another net. */
int
vg_simdevice_loopback(const char *text, uint16_t port, struct vg_address *address);

/* What sysUpTime shows at 'at_us': the up time, unless UPTIME_WRAP has moved it. */
uint32_t
vg_simdevice_ticks(const struct vg_simdevice *device, int64_t at_us);

/* Microseconds that the device has been up at 'at_us'. */
int64_t
vg_simdevice_uptime(const struct vg_simdevice *device, int64_t at_us);

/* Microseconds that port 'row' has been up since the device booted; its counters count them. */
int64_t
vg_simdevice_port_time(const struct vg_simdevice *device, uint32_t row, int64_t at_us);

/* The device's serial number as it stands now (borrowed from 'text', 64 bytes). */
void
vg_simdevice_serial(const struct vg_simdevice *device, char text[64]);

#endif
