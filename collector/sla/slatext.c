/*
 * Words: French, then English.
 */
#include "collector/sla/slatext.h"

enum { LANGUAGES = 2 };

static const char *const texts[VG_SLATEXT_N][LANGUAGES] = {
    [VG_SLATEXT_CONTRACT] = {"Contrat", "Contract"},
    [VG_SLATEXT_TARGETS] = {"Engagements", "Targets"},
    [VG_SLATEXT_KEPT] = {"tenus", "kept"},
    [VG_SLATEXT_MISSED] = {"manqués", "missed"},
    [VG_SLATEXT_ENDED] = {"sans suite", "ended"},
    [VG_SLATEXT_RUNNING] = {"en cours", "running"},
    [VG_SLATEXT_NONE] = {"aucun", "none"},
    [VG_SLATEXT_MISSED_LIST] = {"Engagements manqués", "Missed targets"},
    [VG_SLATEXT_BALL] = {"à ce moment chez", "held by"},
    [VG_SLATEXT_SOLVED] = {"Incidents résolus", "Faults solved"},
    [VG_SLATEXT_ALONE] = {"sans ticket du fournisseur", "without a supplier's ticket"},
    [VG_SLATEXT_SIDES] = {"Temps passé chez", "Time held by"},
    [VG_SLATEXT_OPEN] = {"ouvrées", "of open time"},
    [VG_SLATEXT_COLON] = {" : ", ": "},
};

static const char *const targets[VG_TARGET_N][LANGUAGES] = {
    [VG_TARGET_FIRST_REPLY] = {"première réponse", "first reply"},
    [VG_TARGET_NEXT_REPLY] = {"réponse suivante", "next reply"},
    [VG_TARGET_CLIENT_TOLD] = {"client averti", "client told"},
    [VG_TARGET_TRIAGE] = {"identification", "triage"},
    [VG_TARGET_ENTITLEMENT] = {"recherche du contrat", "entitlement"},
    [VG_TARGET_SUPPLIER_TICKET] = {"ticket chez le fournisseur", "supplier ticket"},
    [VG_TARGET_SUPPLIER_MOVE] = {"réponse du fournisseur", "supplier's move"},
    [VG_TARGET_SECOND_KEY] = {"seconde confirmation", "second confirmation"},
    [VG_TARGET_REPLACEMENT] = {"remplacement", "replacement"},
    [VG_TARGET_FAULTY_BACK] = {"retour de la pièce en panne", "faulty unit sent back"},
    [VG_TARGET_WATCH] = {"suivi du fournisseur", "watch"},
    [VG_TARGET_RESOLUTION] = {"résolution", "resolution"},
};

static const char *const sides[VG_SIDE_N][LANGUAGES] = {
    [VG_SIDE_INTEGRATOR] = {"l’intégrateur", "the integrator"},
    [VG_SIDE_CLIENT] = {"le client", "the client"},
    [VG_SIDE_SUPPLIER] = {"le fournisseur", "the supplier"},
    [VG_SIDE_CARRIER] = {"le transporteur", "the carrier"},
};

static const char *const months[12][LANGUAGES] = {
    {"janvier", "January"},
    {"février", "February"},
    {"mars", "March"},
    {"avril", "April"},
    {"mai", "May"},
    {"juin", "June"},
    {"juillet", "July"},
    {"août", "August"},
    {"septembre", "September"},
    {"octobre", "October"},
    {"novembre", "November"},
    {"décembre", "December"},
};

const char *
vg_slatext(enum vg_slatext text, enum vg_slareport_language language)
{
	return texts[text][language];
}

const char *
vg_slatext_target(enum vg_target target, enum vg_slareport_language language)
{
	return targets[target][language];
}

const char *
vg_slatext_side(enum vg_side side, enum vg_slareport_language language)
{
	return sides[side][language];
}

const char *
vg_slatext_month(int month, enum vg_slareport_language language)
{
	return months[month - 1][language];
}
