/*
 * Makers.
 */
#include "lib/pack/maker.h"

#include "lib/base/text.h"

/* 1.3.6.1.4.1, below which each enterprise has a number. */
enum { ENTERPRISES = 6 };

static const struct vg_oid enterprises = {{1, 3, 6, 1, 4, 1}, ENTERPRISES};

static const struct {
	uint32_t number;
	const char *name;
} makers[] = {
    {2, "ibm"},
    {9, "cisco"},
    {11, "hewlett-packard"},
    {42, "sun"},
    {111, "oracle"},
    {171, "d-link"},
    {193, "ericsson"},
    {207, "allied-telesis"},
    {232, "compaq"},
    {311, "microsoft"},
    {318, "apc"},
    {476, "vertiv"},
    {534, "eaton"},
    {637, "alcatel-lucent"},
    {674, "dell"},
    {705, "mge"},
    {789, "netapp"},
    {890, "zyxel"},
    {1271, "ciena"},
    {1588, "brocade"},
    {1916, "extreme"},
    {1991, "foundry"},
    {2011, "huawei"},
    {2021, "ucd-snmp"},
    {2272, "nortel"},
    {2544, "adva"},
    {2603, "allot"},
    {2636, "juniper"},
    {3375, "f5"},

    {3902, "zte"},
    {5624, "enterasys"},
    {6486, "alcatel-enterprise"},
    {6527, "nokia"},
    {6876, "vmware"},
    {7483, "nokia-optics"},
    {8072, "net-snmp"},
    {10876, "supermicro"},
    {12356, "fortinet"},
    {14988, "mikrotik"},
    {19046, "lenovo"},
    {25461, "palo-alto"},
    {25506, "h3c"},
    {30065, "arista"},
    {41112, "ubiquiti"},
};

static const char *
standard_name(const struct vg_oid *oid)
{
	static const struct vg_oid mgmt = {{1, 3, 6, 1, 2, 1}, 6};
	static const struct vg_oid modules = {{1, 3, 6, 1, 6, 3}, 6};

	return vg_oid_under(oid, &mgmt) || vg_oid_under(oid, &modules) ? "standard" : "";
}

/* The supplier whose equipment calls itself by this number. */
static const char *
supplier_of(const struct vg_packset *packs, uint32_t number)
{
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t f = 0; pack->supplier[0] && f < pack->n_families; f++) {
			const struct vg_oid *id = &pack->families[f].sys_object_id;
			if (id->n_arcs > ENTERPRISES && vg_oid_under(id, &enterprises) &&
			    id->arc[ENTERPRISES] == number)
				return pack->supplier;
		}
	}
	return NULL;
}

void
vg_maker_name(
    const struct vg_packset *packs, const struct vg_oid *oid, char name[VG_NAME_SIZE])
{
	if (oid->n_arcs <= ENTERPRISES || !vg_oid_under(oid, &enterprises)) {
		vg_text_copy(name, VG_NAME_SIZE, standard_name(oid));
		return;
	}
	const char *found = supplier_of(packs, oid->arc[ENTERPRISES]);
	for (size_t i = 0; !found && i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (makers[i].number == oid->arc[ENTERPRISES])
			found = makers[i].name;
	}
	vg_text_copy(name, VG_NAME_SIZE, found ? found : "");
}
