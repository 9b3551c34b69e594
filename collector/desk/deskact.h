/*
 * The one way a person's command goes: role, values, 'at', idempotency key, transaction, audit.
 * What it does stands in a rule of the noun's own file.
 *
 * Not outside the desk: others call vg_desk_act.
 */
#ifndef VG_COLLECTOR_DESK_DESKACT_H
#define VG_COLLECTOR_DESK_DESKACT_H

#include "collector/desk/deskcore.h"

/* An entry with two texts of people, each as long as a door takes it: 4096 characters. */
enum { VG_DESKACT_ENTRY_SIZE = 2 * 4 * 4096 + 1024 };

/*
 * What a mail was when it came, which later knowledge must not change when it is played again:
 * names of the tree, borrowed from it, and numbers of ours; nothing of what it says.  Zeros: it is
 * no mail.
 */
struct vg_act_came {
	int64_t mail, behind; /* which one that waits has its case for both; 0: none */
	int64_t
	    heir; /* of one that was dismissed: its copy, which is the request now; 0: none */
	char person[VG_NAME_SIZE];
	const char *side, *client, *supplier, *device; /* "" each: none */
	char into
	    [VG_CASE_NUMBER_SIZE]; /* of one that waited: where it was filed; "" it opened */
	bool unparsed, waits,
	    copy; /* copy: of one to whom a reply is owed, filed beside it */
};

/* A command on its way; all borrowed. */
struct vg_act_call {
	struct vg_desk *desk;
	const struct vg_actor *actor;
	const struct vg_act *act;
	const struct vg_act_rule *rule;
	struct vg_wall now,
	    at; /* at: when it happened; later than now only beside a fact that is */
	struct vg_act_result *result;
	bool keeps;  /* refused, and yet what was written stays: a number that came early,
		      messages of which none may leave */
	bool scrubs; /* what went must not stay on disk: the file is written anew */
	struct vg_desktake take; /* the tree that it changed; none: it did not */
	struct vg_act_came came; /* of a mail: as what it came */
	struct vg_detail *detail;
};

struct vg_act_rule {
	const char *verb;
	const char
	    *object; /* the leaf that names what it is about: "case", "return" ... */
	enum vg_role role; /* the least that may */
	const char *wants; /* values that must be given: "cause cure"; "" none */
	/*
	 * Does it, inside the transaction: state, ledger, journal, happenings; fills the result's
	 * object (preset to the act's), state and text.  VG_OK, or the errors of vg_desk_act.
	 */
	int (*carry)(struct vg_act_call *call);
	int fact; /* of the noun's own table, where it has one */
};

/* The rules of one noun, ended by one without a verb. */
extern const struct vg_act_rule vg_deskopen_rules[];
extern const struct vg_act_rule vg_deskcase_rules[];
extern const struct vg_act_rule vg_desklife_rules[];
extern const struct vg_act_rule vg_desktie_rules[];
extern const struct vg_act_rule vg_deskpause_rules[];
extern const struct vg_act_rule vg_deskreturn_rules[];
extern const struct vg_act_rule vg_deskwork_rules[];
extern const struct vg_act_rule vg_deskmail_rules[];
extern const struct vg_act_rule vg_deskproposal_rules[];
extern const struct vg_act_rule vg_deskperson_rules[];
extern const struct vg_act_rule vg_deskaccept_rules[];
extern const struct vg_act_rule vg_deskengine_rules[];
extern const struct vg_act_rule vg_deskdoubt_rules[];
extern const struct vg_act_rule vg_deskfamilywork_rules[];
extern const struct vg_act_rule vg_deskshelve_rules[];
extern const struct vg_act_rule vg_deskplan_rules[];
extern const struct vg_act_rule vg_desklogin_rules[];
extern const struct vg_act_rule vg_deskpaging_rules[];

/* The value of 'name', or "" (borrowed). */
const char *
vg_deskact_value(const struct vg_act_call *call, const char *name);

/*
 * Whether it happened no earlier than 'fact' (policy section 5): VG_OK, or VG_EPOLICY, the detail
 * naming 'object' ("case 2026-000001", borrowed) and 'what' the fact is ("it was opened").  A fact that lies
 * later than now is from before the clock was set back: what happens now happens with it ('call->at').
 */
int
vg_deskact_not_before(
    struct vg_act_call *call, struct vg_wall fact, const char *object, const char *what);

/* Whether 'name' was given and is not empty. */
bool
vg_deskact_has(const struct vg_act_call *call, const char *name);

#endif
