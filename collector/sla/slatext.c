/*
 * Words: French, then English.
 */
#include "collector/sla/slatext.h"

#include <string.h>

#include "lib/base/error.h"

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
    [VG_SLATEXT_NO_CASE] = {"Aucun dossier ce mois-là.", "No case in that month."},
    [VG_SLATEXT_NOT_OVER] = {"Mois en cours, état au", "The month is not over: as of"},
    [VG_SLATEXT_UNJUDGED] = {"Délais qui n’ont pu être calculés",
	"Clocks that could not be computed"},
    [VG_SLATEXT_CALENDAR] = {"calendrier", "calendar"},
    [VG_SLATEXT_HOLIDAYS] = {"jours fériés", "holidays"},
    [VG_SLATEXT_NO_HOLIDAYS] = {"aucun", "none"},
    [VG_SLATEXT_OF_RETURN] = {"du retour", "of return"},
    [VG_SLATEXT_START] = {"départ", "start"},
    [VG_SLATEXT_DUE] = {"échéance", "due"},
    [VG_SLATEXT_LAST_DAY] = {"dernier jour", "last day"},
    [VG_SLATEXT_AT_24] = {"à 24 h", "at 24:00"},
    [VG_SLATEXT_MET] = {"tenu", "met"},
    [VG_SLATEXT_END] = {"sans suite", "ended"},
    [VG_SLATEXT_BREACHED] = {"manqué", "breached"},
    [VG_SLATEXT_BALL_THEN] = {"à ce moment chez", "the ball was with"},
    [VG_SLATEXT_NO_CLOCK] = {"Aucun délai n’a couru dans ce dossier.",
	"No clock ever ran in this case."},
    [VG_SLATEXT_CANNOT] = {"ne peut être calculé", "cannot be computed"},
    [VG_SLATEXT_COUNTED] = {"compté", "counted"},
    [VG_SLATEXT_COUNT_OF] = {"sur", "of"},
    [VG_SLATEXT_COUNTED_TOO] = {"compté aussi, par l’article 642",
	"counted too, by article 642"},
    [VG_SLATEXT_NOT_COUNTED] = {"non compté", "not counted"},
    [VG_SLATEXT_HOURS_FROM] = {"de ", ""},
    [VG_SLATEXT_HOURS_UNTIL] = {"à", "to"},
    [VG_SLATEXT_OPENED] = {"ouvert", "opened"},
    [VG_SLATEXT_MOVED_BUT] = {"mais un", "but a"},
    [VG_SLATEXT_MOVED_NO] = {"n’est pas un dernier jour : article 642",
	"is no last day: article 642"},
    [VG_SLATEXT_CLOCKS_CHANGE] = {"l’heure change", "the clocks change"},
    [VG_SLATEXT_THE_START] = {"le jour du départ", "the day of the start"},
    [VG_SLATEXT_CLOSED] = {"fermé", "closed"},
    [VG_SLATEXT_HOLIDAY] = {"jour férié", "public holiday"},
    [VG_SLATEXT_SKIPPED] = {"sauté par le changement d’heure", "the clocks skip it"},
    [VG_SLATEXT_OVER] = {"déjà fermé", "closed by then"},
    [VG_SLATEXT_RESTED] = {"le délai ne courait plus", "the clock ran no more"},
    [VG_SLATEXT_PAUSED] = {"suspendu", "paused"},
    [VG_SLATEXT_BALL_WITH] = {"balle chez", "ball with"},
    [VG_SLATEXT_AHEAD] = {"à venir", "ahead"},
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
    [VG_TARGET_FAULTY_BACK] = {"retour de la pièce en panne",
	"return of the faulty unit"},
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

static const char *const weekdays[7][LANGUAGES] = {
    {"lundi", "Monday"},
    {"mardi", "Tuesday"},
    {"mercredi", "Wednesday"},
    {"jeudi", "Thursday"},
    {"vendredi", "Friday"},
    {"samedi", "Saturday"},
    {"dimanche", "Sunday"},
};

static const char *const short_weekdays[7][LANGUAGES] = {
    {"lun.", "Mon"},
    {"mar.", "Tue"},
    {"mer.", "Wed"},
    {"jeu.", "Thu"},
    {"ven.", "Fri"},
    {"sam.", "Sat"},
    {"dim.", "Sun"},
};

static const char *const acts[VG_LEDGER_REOPEN + 1][LANGUAGES] = {
    [VG_LEDGER_START] = {"départ", "start"},
    [VG_LEDGER_PAUSE] = {"suspension", "pause"},
    [VG_LEDGER_RESUME] = {"reprise", "resume"},
    [VG_LEDGER_MEET] = {"tenu", "met"},
    [VG_LEDGER_END] = {"fin sans suite", "end"},
    [VG_LEDGER_REOPEN] = {"réouverture", "reopen"},
};

static const char *const names[LANGUAGES] = {"fr", "en"};

const char *
vg_slatext(enum vg_slatext text, enum vg_slatext_language language)
{
	return texts[text][language];
}

const char *
vg_slatext_target(enum vg_target target, enum vg_slatext_language language)
{
	return targets[target][language];
}

const char *
vg_slatext_side(enum vg_side side, enum vg_slatext_language language)
{
	return sides[side][language];
}

const char *
vg_slatext_month(int month, enum vg_slatext_language language)
{
	return months[month - 1][language];
}

const char *
vg_slatext_weekday(size_t weekday, enum vg_slatext_language language)
{
	return weekdays[weekday][language];
}

const char *
vg_slatext_weekday_short(size_t weekday, enum vg_slatext_language language)
{
	return short_weekdays[weekday][language];
}

const char *
vg_slatext_act(enum vg_ledger_act act, enum vg_slatext_language language)
{
	return acts[act][language];
}

int
vg_slatext_parse(const char *text, enum vg_slatext_language *language)
{
	for (int i = 0; i < LANGUAGES; i++) {
		if (strcmp(names[i], text) != 0)
			continue;
		*language = (enum vg_slatext_language)i;
		return VG_OK;
	}
	return VG_EINVAL;
}

const char *
vg_slatext_name(enum vg_slatext_language language)
{
	return names[language];
}
