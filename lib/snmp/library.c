/*
 * Starting libsnmp quietly.
 *
 * Each setting answers one thing that init_snmp does when left alone: reading configuration
 * from five folders, parsing MIBs, making a folder for its state, looking hosts up, logging to
 * stderr, and answering RFC 5343 probes of its own accord.
 */
#include "lib/snmp/library.h"

#include <stdbool.h>
#include <stdlib.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "lib/base/error.h"

static bool started;

/* A folder that cannot exist: below a file. */
#define NO_FOLDER "/dev/null/vigie"

int
vg_library_start(struct vg_detail *detail)
{
	static const int off[] = {
	    NETSNMP_DS_LIB_DONT_READ_CONFIGS,
	    NETSNMP_DS_LIB_DONT_PERSIST_STATE,
	    NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES,
	    NETSNMP_DS_LIB_NO_DISCOVERY,
	};

	if (started)
		return VG_OK;
	if (setenv("MIBS", "", 1) != 0 || setenv("MIBDIRS", "", 1) != 0)
		return vg_detail_set(
		    detail, VG_EIO, "libsnmp: cannot set its environment");
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, off[i], 1);
	netsnmp_ds_set_string(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_PERSISTENT_DIR, NO_FOLDER);
	set_configuration_directory(NO_FOLDER);
	snmp_disable_log();
	netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
	init_snmp("vigie");
	/* The codec takes packets from the end of its buffer. */
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_REVERSE_ENCODE, 1);
	started = true;
	return VG_OK;
}
