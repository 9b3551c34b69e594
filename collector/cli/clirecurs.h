/*
 * What recurs, on the screen: the closed case that another one comes back from.
 */
#ifndef VG_COLLECTOR_CLI_CLIRECURS_H
#define VG_COLLECTOR_CLI_CLIRECURS_H

#include <jansson.h>

/*
 * A line of the case 'c' (borrowed, as the API gives it): of which case its fault is, and who had
 * that last; nothing where it recurs in none.
 */
void
vg_clirecurs_why(const json_t *c);

#endif
