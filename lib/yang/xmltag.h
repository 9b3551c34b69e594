/*
 * The attribute of a default (RFC 6243 section 6, RFC 8040 section 4.8.9): libyang writes it in the
 * namespace of the module ietf-netconf-with-defaults, and reads none of it; the RFC's is read by
 * the module vigie-defaults.
 */
#ifndef VG_LIB_YANG_XMLTAG_H
#define VG_LIB_YANG_XMLTAG_H

/*
 * Gives the attributes in 'xml' (borrowed, as libyang printed it) the namespace of the RFC, in
 * place.
 */
void
vg_xmltag_rename(char *xml);

#endif
