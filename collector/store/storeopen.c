/*
 * What is open: its indexes.
 */
#include "collector/store/storeopen.h"

#define CASES(name, columns, more)                                                       \
	"DROP INDEX " name ";"                                                           \
	"CREATE INDEX " name " ON support_case (" columns                                \
	") WHERE " VG_STOREOPEN_CASE more ";"
#define ONE_CASE(name, columns, more)                                                    \
	"DROP INDEX " name ";"                                                           \
	"CREATE UNIQUE INDEX " name " ON support_case (" columns                         \
	") WHERE " VG_STOREOPEN_CASE more ";"
#define RETURNS(name, columns)                                                           \
	"DROP INDEX " name ";"                                                           \
	"CREATE INDEX " name " ON rma (" columns ") WHERE " VG_STOREOPEN_RETURN ";"

/* clang-format off */
const char vg_storeopen_indexes[] =
    ONE_CASE("case_one_open", "subject, class", " AND class <> ''")
    ONE_CASE("case_one_request", "subject, opened_for", " AND opened_for <> '' AND subject <> ''")
    CASES("case_queue", "calm, next_due, ease, number, owner, client, state", "")
    CASES("case_queue_owner", "owner, calm, next_due, ease, number, client, state", "")
    CASES("case_queue_client", "client, calm, next_due, ease, number, owner, state", "")
    CASES("case_queue_named", "queue, calm, next_due, ease, number, owner, client, state", " AND queue <> ''")
    CASES("case_open", "number", "")
    CASES("case_client_open", "client, opened", "")
    CASES("case_device_open", "device", "")
    CASES("case_site_open", "site", "")
    RETURNS("rma_list_open", "opened, number")
    RETURNS("rma_open", "case_number");
/* clang-format on */
