/*
 * A search for a person, as SQL: the table 'sought' holds his references and his words while one
 * transaction asks, and is empty between two.  A word is looked for whatever its case; a telephone
 * by its last nine digits, however it is written.
 *
 * For the store's files alone.
 */
#ifndef VG_COLLECTOR_STORE_SOUGHT_H
#define VG_COLLECTOR_STORE_SOUGHT_H

/* 'column' without what people write between the digits of a telephone. */
#define VG_SOUGHT_PLAIN(column)                                                          \
	"replace(replace(replace(replace(replace(replace(" column                        \
	", ' ', ''), '.', ''), '-', ''), '/', ''), '(', ''), ')', '')"

/* Whether 'column' holds a word that is sought; or is a reference that is. */
#define VG_SOUGHT_SAYS(column)                                                           \
	"EXISTS (SELECT 1 FROM sought w WHERE"                                           \
	" (w.kind = 'word' AND instr(lower(" column "), w.text) > 0)"                    \
	" OR (w.kind = 'digits' AND instr(" VG_SOUGHT_PLAIN(column) ", w.text) > 0))"
#define VG_SOUGHT_IS(column) column " IN (SELECT text FROM sought WHERE kind = 'ref')"

/* The digits of a telephone that tell it from others. */
#define VG_SOUGHT_DIGITS(column)                                                         \
	"substr(" VG_SOUGHT_PLAIN("replace(" column ", '+', '')") ", -9)"

/* Triggers: rows of 'table' change only while the table erasing holds its row. */
#define VG_SOUGHT_GUARD(table)                                                           \
	"CREATE TRIGGER " table "_stays BEFORE UPDATE ON " table                         \
	" WHEN NOT EXISTS (SELECT 1 FROM erasing)"                                       \
	" BEGIN SELECT RAISE(ABORT, 'only an erasure touches " table "'); END;"          \
	"CREATE TRIGGER " table "_is_kept BEFORE DELETE ON " table                       \
	" WHEN NOT EXISTS (SELECT 1 FROM erasing)"                                       \
	" BEGIN SELECT RAISE(ABORT, 'only an erasure touches " table "'); END;"

#endif
