/*
 * The table of commands, in the order in which help shows them.
 */
#include "collector/cli/clicommands.h"

#include "collector/cli/cliact.h"
#include "collector/cli/cliagent.h"
#include "collector/cli/clialarm.h"
#include "collector/cli/clicase.h"
#include "collector/cli/clidevice.h"
#include "collector/cli/cliimport.h"
#include "collector/cli/cliintake.h"
#include "collector/cli/cliproof.h"
#include "collector/cli/clioutbox.h"
#include "collector/cli/cliqueue.h"
#include "collector/cli/clisla.h"
#include "collector/cli/clitree.h"
#include "collector/cli/cliwatch.h"

enum {
	TAKE = VG_CLIARGS_AT | VG_CLIARGS_KEY | VG_CLIARGS_TEXT,
	CLOSE = VG_CLIARGS_CAUSE | VG_CLIARGS_CURE,
	WATCH = VG_CLIARGS_COUNT | VG_CLIARGS_FOR | VG_CLIARGS_SINCE,
	DUE = VG_CLIARGS_CALENDAR | VG_CLIARGS_FROM,
	IMPORT = VG_CLIARGS_COMMIT | VG_CLIARGS_TREE,
	DUE_MAY =
	    VG_CLIARGS_HOURS | VG_CLIARGS_DAYS | VG_CLIARGS_LAST_DAY | VG_CLIARGS_TREE
};

const struct vg_cliargs_command vg_clicommands_all[] = {
    {"queue", "", NULL, "open cases, what presses most first",
	VG_CLIARGS_MINE | VG_CLIARGS_UNOWNED, 0, vg_cliqueue_show, NULL, NULL},
    {"case", "show", "CASE", "one case: what happened, its clocks, what to do",
	VG_CLIARGS_ALL, 0, vg_clicase_show, NULL, NULL},
    {"case", "take", "CASE", "make it yours", TAKE, 0, vg_cliact_run, "take", NULL},
    {"case", "note", "CASE", "write into the journal", TAKE, VG_CLIARGS_TEXT,
	vg_cliact_run, "note", NULL},
    {"case", "reply", "CASE", "record what the client was told", TAKE, VG_CLIARGS_TEXT,
	vg_cliact_run, "reply", NULL},
    {"case", "close", "CASE", "close it, cause and cure named", TAKE | CLOSE, CLOSE,
	vg_cliact_run, "close", NULL},
    {"case", "assign", "CASE", "give it to an engineer", TAKE, 0, vg_cliact_run, "assign",
	"to!"},
    {"case", "release", "CASE", "give it back: nobody holds it", TAKE, 0, vg_cliact_run,
	"release", NULL},
    {"case", "call", "CASE", "record a call with the client", TAKE, VG_CLIARGS_TEXT,
	vg_cliact_run, "call", "reached!"},
    {"case", "ask", "CASE", "ask the client: information, access, decision", TAKE,
	VG_CLIARGS_TEXT, vg_cliact_run, "ask", "what! until!"},
    {"case", "client-answer", "CASE", "record what the client said", TAKE,
	VG_CLIARGS_TEXT, vg_cliact_run, "client-answer", "request"},
    {"case", "classify", "CASE", "say what the request is", TAKE, 0, vg_cliact_run,
	"classify", "as!"},
    {"case", "remote-session", "CASE", "begin or end a remote session", TAKE,
	VG_CLIARGS_TEXT, vg_cliact_run, "remote-session", "act! consent hand"},
    {"case", "escalate", "CASE", "put it with the supplier", TAKE, VG_CLIARGS_TEXT,
	vg_cliact_run, "escalate", NULL},
    {"case", "supplier-ticket", "CASE", "record the supplier's ticket", TAKE, 0,
	vg_cliact_run, "supplier-ticket", "number!"},
    {"case", "supplier-reply", "CASE",
	"record what the supplier said: asks, fix, refuses, closes", TAKE,
	VG_CLIARGS_TEXT, vg_cliact_run, "supplier-reply", "as!"},
    {"case", "intervene", "CASE", "make an observed case ours", TAKE, 0, vg_cliact_run,
	"intervene", "reason! promise"},
    {"case", "stand-down", "CASE", "give an intervention back", TAKE, 0, vg_cliact_run,
	"stand-down", "reason!"},
    {"case", "hand-over-mode", "CASE", "move it to the contract's mode of now", TAKE, 0,
	vg_cliact_run, "hand-over-mode", "reason!"},
    {"case", "remind", "CASE", "be woken at a time", TAKE, VG_CLIARGS_TEXT, vg_cliact_run,
	"remind", "when!"},
    {"case", "resolve", "CASE", "the cure was told; it settles", TAKE | CLOSE, CLOSE,
	vg_cliact_run, "resolve", "leave-ticket"},
    {"case", "reopen", "CASE", "take it up again", TAKE, 0, vg_cliact_run, "reopen",
	"reason!"},
    {"case", "void", "CASE", "no request, no fault", TAKE, 0, vg_cliact_run, "void",
	"as! reason!"},
    {"case", "identify", "CASE", "say which device it is about", TAKE, 0, vg_cliact_run,
	"identify", "device!"},
    {"case", "link", "CASE", "tie it to another of the client", TAKE, 0, vg_cliact_run,
	"link", "with!"},
    {"case", "unlink", "CASE", "undo a link", TAKE, 0, vg_cliact_run, "unlink", "with!"},
    {"case", "merge", "CASE", "merge it into another of the client", TAKE, 0,
	vg_cliact_run, "merge", "into!"},
    {"case", "undo", "CASE", "undo its merge", TAKE, 0, vg_cliact_run, "undo", NULL},
    {"case", "dismiss", "MAIL", "a mail was no request: undo what it did", TAKE, 0,
	vg_cliact_run, "dismiss", NULL},
    {"case", "hold", "CASE", "erase nothing of it (--release true: no more)", TAKE,
	VG_CLIARGS_TEXT, vg_cliact_run, "hold", "release"},
    {"mail", "in", NULL, "file a mail by hand: case or device is found, clocks start",
	TAKE, 0, vg_cliact_run, "mail-in",
	"from! to subject message-id in-reply-to references auto-submitted case"},
    {"outbox", "list", NULL, "messages that wait to leave, or did not arrive",
	VG_CLIARGS_ALL, 0, vg_clioutbox_list, NULL, NULL},
    {"outbox", "take", NULL, "take the next message to send it", VG_CLIARGS_KEY, 0,
	vg_cliact_run, "outbox-take", NULL},
    {"outbox", "report", "MESSAGE", "say what became of a message",
	VG_CLIARGS_AT | VG_CLIARGS_KEY, 0, vg_cliact_run, "outbox-report",
	"outcome! reason"},
    {"privacy", "find", "PERSON", "where something of a person stands", VG_CLIARGS_KEY, 0,
	vg_cliact_run, "privacy-find", NULL},
    {"privacy", "export", "PERSON", "the same with its texts, for the person",
	VG_CLIARGS_KEY, 0, vg_cliact_run, "privacy-export", NULL},
    {"privacy", "erase", "PERSON", "take it away; what was decided stays proved",
	VG_CLIARGS_KEY, 0, vg_cliact_run, "privacy-erase", NULL},
    {"privacy", "register", NULL, "which data are kept, why, how long", VG_CLIARGS_KEY, 0,
	vg_cliact_run, "privacy-register", NULL},
    {"alarm", "list", NULL, "alarms that stand", VG_CLIARGS_ALL, 0, vg_clialarm_list,
	NULL, NULL},
    {"device", "list", NULL, "devices and what is known of them", 0, 0, vg_clidevice_list,
	NULL, NULL},
    {"device", "show", "NAME", "one device, its parts and its alarms", 0, 0,
	vg_clidevice_show, NULL, NULL},
    {"agent", "list", NULL, "agents: alive or silent", 0, 0, vg_cliagent_list, NULL,
	NULL},
    {"intake", "show", NULL, "datagrams taken and refused, by cause", 0, 0,
	vg_cliintake_show, NULL, NULL},
    {"sla", "due", NULL, "when a sum of hours or days runs out, without a collector",
	DUE | DUE_MAY, DUE, vg_clisla_due, NULL, NULL},
    {"tree", "check", "FILE", "what is wrong or doubtful in a tree, without a collector",
	0, 0, vg_clitree_check, NULL, NULL},
    {"tree", "show", "[PATH]", "the tree in force, or what stands at contract=c-1/mode",
	0, 0, vg_clitree_show, NULL, NULL},
    {"tree", "history", NULL, "revisions: when, who, by which door, what changed",
	VG_CLIARGS_ALL, 0, vg_clitree_history, NULL, NULL},
    {"tree", "load", "FILE", "put a tree in force", 0, 0, vg_clitree_load, NULL, NULL},
    {"import", "clients", "FILE", "clients of a table", IMPORT, 0, vg_cliimport_clients,
	NULL, NULL},
    {"import", "contracts", "FILE", "contracts of a table", IMPORT, 0,
	vg_cliimport_contracts, NULL, NULL},
    {"import", "devices", "FILE", "devices of a table", IMPORT, 0, vg_cliimport_devices,
	NULL, NULL},
    {"evidence", "verify", "FILE", "a bundle's every file, without a collector", 0, 0,
	vg_cliproof_verify, NULL, NULL},
    {"evidence", "", "CASE", "what was frozen of a case, as one file",
	VG_CLIARGS_OUTPUT | VG_CLIARGS_AUDIENCE, 0, vg_cliproof_get, NULL, NULL},
    {"watch", "", NULL, "events as they happen", WATCH, 0, vg_cliwatch_run, NULL, NULL},
};

const size_t vg_clicommands_count =
    sizeof(vg_clicommands_all) / sizeof(vg_clicommands_all[0]);
