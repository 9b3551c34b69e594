/*
 * Frozen evidence in the database: its tables and their statements.
 *
 * Rows are only added.  The body stands apart from the row that proves it, so that it can be
 * erased (docs/policy.md section 7) and the chain still verifies.
 */
#ifndef VG_COLLECTOR_STORE_STOREPROOF_H
#define VG_COLLECTOR_STORE_STOREPROOF_H

/* The tables, as a migration. */
#define VG_STOREPROOF_TABLES                                                              \
	"CREATE TABLE proof (case_number TEXT NOT NULL REFERENCES support_case,"          \
	" number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 1000), name TEXT NOT NULL," \
	" kind TEXT NOT NULL CHECK (kind IN ('case','event','raw','samples','note')),"    \
	" source TEXT NOT NULL, taken INTEGER NOT NULL, recorded INTEGER NOT NULL,"       \
	" size INTEGER NOT NULL, sha256 BLOB NOT NULL CHECK (length(sha256) = 32),"       \
	" chain BLOB NOT NULL CHECK (length(chain) = 32),"                                \
	" PRIMARY KEY (case_number, number)) WITHOUT ROWID;"                              \
	"CREATE UNIQUE INDEX proof_source ON proof (case_number, kind, source);"          \
	"CREATE TABLE proof_body (case_number TEXT NOT NULL, number INTEGER NOT NULL,"    \
	" body BLOB NOT NULL, PRIMARY KEY (case_number, number),"                         \
	" FOREIGN KEY (case_number, number) REFERENCES proof);"                           \
	"CREATE TRIGGER proof_stays BEFORE UPDATE ON proof"                               \
	" BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;"                   \
	"CREATE TRIGGER proof_is_kept BEFORE DELETE ON proof"                             \
	" BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;"                   \
	"CREATE TRIGGER proof_body_stays BEFORE UPDATE ON proof_body"                     \
	" BEGIN SELECT RAISE(ABORT, 'evidence is only added to'); END;"

/* The statements: X(name after VG_SQL_, SQL). */
#define VG_STOREPROOF_STATEMENTS(X)                                                               \
	X(PROOF_ADD,                                                                              \
	    "INSERT INTO proof (case_number, number, name, kind, source, taken,"                  \
	    " recorded, size, sha256, chain)"                                                     \
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")                                  \
	X(PROOF_BODY,                                                                             \
	    "INSERT INTO proof_body (case_number, number, body) VALUES (?1, ?2, ?3)")             \
	X(PROOF_LAST,                                                                             \
	    "SELECT number, chain FROM proof WHERE case_number = ?1"                              \
	    " ORDER BY number DESC LIMIT 1")                                                      \
	X(PROOF_HAS,                                                                              \
	    "SELECT 1 FROM proof WHERE case_number = ?1 AND kind = ?2 AND source = ?3")           \
	X(PROOF_OF,                                                                               \
	    "SELECT p.number, p.name, p.kind, p.source, p.taken, p.recorded, p.size,"             \
	    " p.sha256, p.chain, b.body FROM proof p LEFT JOIN proof_body b"                      \
	    " USING (case_number, number) WHERE p.case_number = ?1 ORDER BY p.number")            \
	X(PROOF_MESSAGE,                                                                          \
	    "SELECT id, agent, spool, sequence, source, received, body FROM message"              \
	    " WHERE id = CASE WHEN ?1 > 0 THEN ?1"                                                \
	    " ELSE (SELECT message FROM alarm WHERE id = ?2) END")                                \
	/* "+": evidence that has no case has an index; SQLite would plan anew for each value. */ \
	X(PROOF_SAMPLES,                                                                          \
	    "SELECT e.agent || '/' || lower(hex(e.spool)) || '/' || e.sequence,"                  \
	    " e.received, e.body, e.part, e.parts FROM evidence e"                                \
	    " WHERE e.case_number = +?1 ORDER BY e.agent, e.spool, e.sequence LIMIT 1000")        \
	X(PROOF_REVISION, "SELECT sha256, at FROM revision WHERE id = ?1")

#endif
