/*
 * The register's words stand in one table, French beside English; "%u" is the configured time.
 */
#include "collector/desk/persons/deskregister.h"

#include <stddef.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"

enum { FRENCH, ENGLISH, N_LANGUAGES };
enum { MAX_TIMES = 2 };

#define TIME(leaf) (offsetof(struct vg_conf_retention, leaf) + 1)

struct row {
	const char *data[N_LANGUAGES], *why[N_LANGUAGES], *kept[N_LANGUAGES],
	    *measure[N_LANGUAGES];
	size_t times[MAX_TIMES]; /* where the numbers of 'kept' stand, plus 1; 0: none */
};

static const struct row rows[] = {
    {{"courriels, pièces jointes, notes d’appel", "mails, attachments, notes of calls"},
	{"traiter la demande", "to handle the request"},
	{"dossier ouvert, puis %u mois ; les responsables jusqu’à %u ans après la fin du "
	 "contrat ; puis effacés",
	    "while the case is open and %u months; for managers until %u years after the "
	    "contract's end; then erased"},
	{"textes et personnes hors de la chaîne de preuve ; lus par noc et manager",
	    "bodies and persons outside the hash chain; read by noc and manager only"},
	{TIME(requests_months), TIME(claims_years)}},
    {{"expéditeurs jamais rattachés à un client", "senders never tied to a client"},
	{"tri", "triage"}, {"%u jours après l’annulation", "%u days after void"},
	{"", ""}, {TIME(senders_days)}},
    {{"contacts des clients, sites, fournisseurs",
	 "contacts of clients, sites, suppliers"},
	{"joindre les personnes", "to reach people"},
	{"tant qu’ils figurent dans l’arbre, puis %u mois ; ensuite « une personne »",
	    "while in the tree and %u months; then only \"a person\""},
	{"les enregistrements nomment les personnes par référence ; les révisions de "
	 "l’arbre aussi",
	    "rows name persons by reference, revisions of the tree too"},
	{TIME(contacts_months)}},
    {{"notifications brutes", "raw notifications"}, {"preuve, rejeu", "proof, replay"},
	{"%u jours ; celles d’un dossier de preuve autant que le dossier",
	    "%u days; those in evidence as the case"},
	{"", ""}, {TIME(messages_days)}},
    {{"événements, alarmes, mesures", "events, alarms, samples"},
	{"exploiter, prouver", "to operate, to prove"},
	{"avec leur dossier, sinon %u jours", "with their case, else %u days"},
	{"aucune personne", "no persons"}, {TIME(events_days)}},
    {{"dossiers, délais, retours, numéros de série", "cases, clocks, returns, serials"},
	{"mémoire du contrat", "the contract's record"},
	{"sans limite, sans personnes", "for ever, without persons"}, {"", ""}, {0}},
    {{"journal des actes des utilisateurs", "audit of users' acts"},
	{"sécurité", "security"},
	{"%u mois, davantage avec le dossier seulement",
	    "%u months, longer only with the case"},
	{"lu par l’administrateur", "administrators only"}, {TIME(audit_months)}},
    {{"liste d’astreinte, appels", "duty list, pages"},
	{"organiser l’astreinte", "on-call duty"},
	{"avec l’arbre qui la porte, puis %u mois",
	    "with the tree that has it and %u "
	    "months"},
	{"jamais dans les rapports par défaut", "never in reports by default"},
	{TIME(contacts_months)}},
    {{"dossiers de preuve", "evidence bundles"},
	{"convaincre le fournisseur", "to convince the supplier"},
	{"autant que le dossier", "as the case"},
	{"celui du fournisseur est masqué (P4)", "the supplier's is masked (P4)"}, {0}},
    {{"sauvegardes", "backups"}, {"reprise", "to recover"}, {"%u jours", "%u days"},
	{"effacements rejoués après une restauration",
	    "erasures are done again after a restore"},
	{TIME(backups_days)}},
};

static const char *const heads[][N_LANGUAGES] = {{"donnée", "data"}, {"finalité", "why"},
    {"conservation", "kept"}, {"mesure", "measure"}};

/* The text with its numbers put in. */
static void
add_kept(struct vg_buf *out, const struct vg_conf_retention *retention,
    const struct row *row, int language)
{
	const char *text = row->kept[language], *hole;

	for (size_t i = 0; (hole = strstr(text, "%u")) != NULL && i < MAX_TIMES; i++) {
		uint32_t time = 0;
		if (row->times[i])
			memcpy(&time, (const char *)retention + row->times[i] - 1,
			    sizeof(time));
		vg_buf_add(out, text, (size_t)(hole - text));
		vg_buf_addf(out, "%u", (unsigned)time);
		text = hole + 2;
	}
	vg_buf_add_text(out, text);
}

static void
add_line(struct vg_buf *out, int head, int language, const char *text)
{
	if (text[0])
		vg_buf_addf(out, "  %s%s%s\n", heads[head][language],
		    language == FRENCH ? " : " : ": ", text);
}

static void
add_row(struct vg_buf *out, const struct vg_conf_retention *retention,
    const struct row *row, int language)
{
	struct vg_buf kept;

	vg_buf_init(&kept, 0);
	add_kept(&kept, retention, row, language);
	vg_buf_addf(out, "%s%s%s\n", heads[0][language],
	    language == FRENCH ? " : " : ": ", row->data[language]);
	add_line(out, 1, language, row->why[language]);
	add_line(out, 2, language, vg_buf_text(&kept));
	add_line(out, 3, language, row->measure[language]);
	vg_buf_fini(&kept);
}

int
vg_deskregister_tell(struct vg_act_call *call)
{
	const char *said = vg_deskact_value(call, "language");
	int language = strcmp(said, "fr") == 0 ? FRENCH : ENGLISH;
	struct vg_buf out;

	if (said[0] && language != FRENCH && strcmp(said, "en") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "privacy-register: language is fr or en, not '%.16s'", said);
	vg_buf_init(&out, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		add_row(&out, &call->desk->conf->retention, &rows[i], language);
	call->result->document = vg_buf_give(&out);
	return VG_OK;
}
