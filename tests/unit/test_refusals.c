/*
 * Every cell of every state table that refuses names its clause and what mends it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <regex.h>
#include <string.h>

#include "collector/case/casestate.h"
#include "collector/rma/returnstate.h"
#include "collector/rma/unitstate.h"
#include "collector/work/orderstate.h"
#include "collector/work/visitstate.h"
#include "lib/base/error.h"

static int
of_case(unsigned fact, unsigned state, struct vg_detail *detail)
{
	const struct vg_case_guard guard = {.state = (enum vg_case_state)state};
	enum vg_case_state next;

	return vg_casestate_apply(&guard, (enum vg_case_fact)fact, &next, detail);
}

static int
of_return(unsigned fact, unsigned state, struct vg_detail *detail)
{
	const struct vg_return_guard guard = {.state = (enum vg_return_state)state};
	struct vg_return_outcome out;

	return vg_returnstate_apply(&guard, (enum vg_return_fact)fact, &out, detail);
}

static int
of_unit(unsigned fact, unsigned state, struct vg_detail *detail)
{
	const struct vg_unit_guard guard = {.state = (enum vg_unit_state)state};
	struct vg_unit_outcome out;

	return vg_unitstate_apply(&guard, (enum vg_unit_fact)fact, &out, detail);
}

static int
of_order(unsigned fact, unsigned state, struct vg_detail *detail)
{
	const struct vg_order_guard guard = {.state = (enum vg_order_state)state};
	struct vg_order_outcome out;

	return vg_orderstate_apply(&guard, (enum vg_order_fact)fact, &out, detail);
}

static int
of_visit(unsigned fact, unsigned state, struct vg_detail *detail)
{
	const struct vg_visit_guard guard = {.state = (enum vg_visit_state)state};
	struct vg_visit_outcome out;

	return vg_visitstate_apply(&guard, (enum vg_visit_fact)fact, &out, detail);
}

static void
each_names_clause_and_mend(void **unused)
{
	static const struct {
		const struct vg_machine *machine;
		int (*apply)(unsigned fact, unsigned state, struct vg_detail *detail);
	} tables[] = {{&vg_casestate_machine, of_case},
	    {&vg_returnstate_machine, of_return}, {&vg_unitstate_machine, of_unit},
	    {&vg_orderstate_machine, of_order}, {&vg_visitstate_machine, of_visit}};
	size_t n = 0;
	regex_t good;

	(void)unused;
	assert_int_equal(
	    regcomp(&good,
		"^(P([1-9]|1[0-6])|7): .* is refused while the .* is .*[;:] .*"
		"(vigie |nothing|the tree|work in)",
		REG_EXTENDED | REG_NOSUB),
	    0);
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		const struct vg_machine *m = tables[t].machine;
		for (unsigned f = 0; f < m->n_facts; f++) {
			for (unsigned s = 0; s < m->n_states; s++) {
				struct vg_detail detail = {0};
				if (vg_machine_cell(m, f, s) != VG_MACHINE_REFUSE)
					continue;
				n++;
				if (tables[t].apply(f, s, &detail) != VG_EPOLICY ||
				    regexec(&good, detail.text, 0, NULL, 0) != 0)
					fail_msg("%s, %s in %s: '%s'", m->name,
					    m->facts[f], m->states[s], detail.text);
			}
		}
	}
	regfree(&good);
	assert_true(n > 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_names_clause_and_mend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
