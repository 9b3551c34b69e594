/*
 * The indexes, triggers and first rows of storefresh.h.
 */
#ifndef VG_COLLECTOR_STORE_STOREFRESHRULES_H
#define VG_COLLECTOR_STORE_STOREFRESHRULES_H

/* As many statements as vg_storefresh says, in their order. */
extern const char *const vg_storefreshrules[];

#endif
