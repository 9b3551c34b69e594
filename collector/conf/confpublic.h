/*
 * Mail domains in which everybody may have an address: such a domain says nothing of whose mail it
 * is, only the whole address does.
 *
 * The list is not complete and need not be: what is missing behaves as a house's own domain does,
 * and is a name in a tree that a person wrote.
 *
 * Pure.  Source: policy clauses P4, P6.
 */
#ifndef VG_COLLECTOR_CONF_CONFPUBLIC_H
#define VG_COLLECTOR_CONF_CONFPUBLIC_H

#include <stdbool.h>

/* Whether 'domain' (borrowed, any case) is one. */
bool
vg_confpublic_is(const char *domain);

/*
 * Whether the address 'mail' is of the house whose address 'other' is (both borrowed, any case): of
 * the same domain, or in a public one the same address.
 */
bool
vg_confpublic_same(const char *mail, const char *other);

#endif
