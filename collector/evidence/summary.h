/*
 * The page of a bundle: what failed, what was seen, the samples around it as drawings.  HTML
 * with its style inside, no script, nothing from elsewhere: it opens without network.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_EVIDENCE_SUMMARY_H
#define VG_COLLECTOR_EVIDENCE_SUMMARY_H

#include "collector/evidence/manifest.h"
#include "lib/base/buf.h"

/*
 * Appends the page of 'manifest' (borrowed) whose i-th entry has the body 'bodies[i]' (borrowed)
 * to 'html'.  What cannot be read is left out of the page; its entry is listed all the same.
 */
void
vg_summary_write(
    const struct vg_manifest *manifest, const void *const *bodies, struct vg_buf *html);

#endif
