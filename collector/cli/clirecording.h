/*
 * Where a recording comes from: the collector, slice by slice, or a file, line by line.
 */
#ifndef VG_COLLECTOR_CLI_CLIRECORDING_H
#define VG_COLLECTOR_CLI_CLIRECORDING_H

#include "collector/cli/cli.h"
#include "lib/base/detail.h"
#include "lib/base/digest.h"

/* Takes one line, without its newline; an error ends the reading. */
typedef int (*vg_clirecording_cb)(
    const char *line, size_t size, struct vg_detail *detail, void *cookie);

/*
 * Reads FILE ("-": stdin), or with NULL what the collector has of --from to --to, and gives each
 * line to 'cb', the last one too; a long reading tells on stderr how far it is.  Returns an exit
 * code, the message being printed.
 */
int
vg_clirecording_read(
    struct vg_cli *cli, const char *file, vg_clirecording_cb cb, void *cookie);

/* The last line of a recording, for 'n' lines of which 'digest' is (borrowed). */
void
vg_clirecording_seal(int64_t n, const struct vg_digest *digest, char *line, size_t size);

#endif
