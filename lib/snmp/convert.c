/*
 * libsnmp's variables into ours.
 */
#include "lib/snmp/convert.h"

#include <string.h>

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "lib/base/mem.h"

static void
copy_oid(struct vg_oid *target, const oid *arcs, size_t n)
{
	target->n_arcs = n < VG_OID_MAX ? n : VG_OID_MAX;
	for (size_t i = 0; i < target->n_arcs; i++)
		target->arc[i] = (uint32_t)arcs[i];
}

static void
copy_octets(
    struct vg_value *value, enum vg_value_type type, const netsnmp_variable_list *v)
{
	vg_value_set_octets(value, type, v->val.string, v->val_len);
}

static void
copy_counter64(struct vg_value *value, const netsnmp_variable_list *v)
{
	const struct counter64 *c = v->val.counter64;

	vg_value_set_number(value, VG_VALUE_COUNTER64,
	    (uint64_t)(c->high & UINT32_MAX) << 32 | (c->low & UINT32_MAX));
}

static void
copy_number(
    struct vg_value *value, enum vg_value_type type, const netsnmp_variable_list *v)
{
	vg_value_set_number(value, type, (uint64_t)*v->val.integer & UINT32_MAX);
}

/* Net-SNMP's private types (floats in an Opaque) have no place in our model: left NONE. */
static void
copy_value(struct vg_value *value, const netsnmp_variable_list *v)
{
	struct vg_oid object;

	switch (v->type) {
	case ASN_INTEGER:
		vg_value_set_integer(value, *v->val.integer);
		break;
	case ASN_COUNTER:
		copy_number(value, VG_VALUE_COUNTER32, v);
		break;
	case ASN_GAUGE:
	case ASN_UINTEGER:
		copy_number(value, VG_VALUE_UNSIGNED, v);
		break;
	case ASN_TIMETICKS:
		copy_number(value, VG_VALUE_TIMETICKS, v);
		break;
	case ASN_COUNTER64:
		copy_counter64(value, v);
		break;
	case ASN_OCTET_STR:
		copy_octets(value, VG_VALUE_OCTETS, v);
		break;
	case ASN_IPADDRESS:
		copy_octets(value, VG_VALUE_ADDRESS, v);
		break;
	case ASN_OPAQUE:
		copy_octets(value, VG_VALUE_OPAQUE, v);
		break;
	case ASN_OBJECT_ID:
		copy_oid(&object, v->val.objid, v->val_len / sizeof(oid));
		vg_value_set_oid(value, &object);
		break;
	case SNMP_NOSUCHOBJECT:
		value->type = VG_VALUE_NO_OBJECT;
		break;
	case SNMP_NOSUCHINSTANCE:
		value->type = VG_VALUE_NO_INSTANCE;
		break;
	case SNMP_ENDOFMIBVIEW:
		value->type = VG_VALUE_END_OF_VIEW;
		break;
	default:
		value->type = VG_VALUE_NONE;
	}
}

struct vg_varbind *
vg_convert_varbinds(const struct variable_list *variables, size_t limit, size_t *n)
{
	size_t count = 0;

	for (const netsnmp_variable_list *v = variables; v && count < limit;
	     v = v->next_variable)
		count++;
	struct vg_varbind *varbinds = vg_mem_array(count, sizeof(*varbinds));
	*n = 0;
	for (const netsnmp_variable_list *v = variables; v && *n < count;
	     v = v->next_variable) {
		copy_oid(&varbinds[*n].oid, v->name, v->name_length);
		copy_value(&varbinds[*n].value, v);
		++*n;
	}
	return varbinds;
}
