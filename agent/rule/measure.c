/*
 * Numbers made of several samples.
 *
 * Products are made in doubles: a counter of 64 bits times a scale leaves int64, and a share
 * needs no more than 53 bits.
 */
#include "agent/rule/measure.h"

#include "lib/base/error.h"
#include "lib/time/instant.h"

static const int64_t quarter_s = 900; /* zones differ by so much, or a multiple */

static int64_t
held(double number)
{
	if (number >= 9.2e18)
		return INT64_MAX;
	return number <= -9.2e18 ? INT64_MIN : (int64_t)number;
}

static bool
number_of(const struct vg_sampleset *samples, const struct vg_samplerow *row,
    const char *object, int64_t *number)
{
	const struct vg_value *value = vg_sampleset_value(samples, row, object);

	return value && !vg_value_is_missing(value) &&
	    vg_value_as_int(value, number) == VG_OK;
}

static bool
share(const struct vg_measure *measure, const struct vg_sampleset *samples,
    const struct vg_samplerow *row, int64_t value, int64_t *number)
{
	int64_t of = 0, times = 1;

	if (!number_of(samples, row, measure->of, &of) || of <= 0)
		return false;
	if (measure->times[0] &&
	    (!number_of(samples, row, measure->times, &times) || times <= 0))
		times = 1;
	*number =
	    held((double)value * (double)measure->scale / ((double)of * (double)times));
	return true;
}

/* A counter of 32 bits wraps; whatever else fell began anew. */
static bool
grown(enum vg_value_type type, int64_t now, int64_t before, int64_t *growth)
{
	*growth = now - before;
	if (*growth >= 0)
		return true;
	if (type == VG_VALUE_COUNTER32)
		*growth += INT64_C(1) << 32;
	return *growth >= 0;
}

static bool
growth(const struct vg_measure *measure, const struct vg_sampleset *samples,
    const struct vg_samplerow *row, const struct vg_value *value,
    struct vg_measure_before *before, int64_t *number)
{
	const struct vg_value *other = vg_sampleset_value(samples, row, measure->of);
	struct vg_measure_before now = {.known = true}, last = *before;
	int64_t of = 0;

	before->known = false;
	if (vg_value_as_int(value, &now.value) != VG_OK)
		return false;
	if (measure->as == VG_MEASURE_GROWTH_SHARE &&
	    !number_of(samples, row, measure->of, &now.of))
		return false;
	*before = now;
	if (!last.known || !grown(value->type, now.value, last.value, number))
		return false;
	if (measure->as == VG_MEASURE_GROWTH)
		return true;
	if (!grown(other->type, now.of, last.of, &of))
		return false;
	*number = held((double)*number * (double)measure->scale / (double)(of ? of : 1));
	return true;
}

/* Seconds from now to the instant that 'value' holds. */
static bool
seconds_to(const struct vg_sampleset *samples, const struct vg_value *value,
    bool without_zone, int64_t *seconds)
{
	struct vg_wall instant;

	if (value->type != VG_VALUE_OCTETS || !value->octets ||
	    vg_instant_from_octets(value->octets, value->size, &instant) != VG_OK)
		return false;
	*seconds = vg_instant_since(instant, samples->at) / VG_SECOND_US;
	if (without_zone && value->size < VG_INSTANT_OCTETS) {
		*seconds %= quarter_s;
		if (*seconds > quarter_s / 2)
			*seconds -= quarter_s;
		if (*seconds < -quarter_s / 2)
			*seconds += quarter_s;
	}
	return true;
}

static bool
offset(const struct vg_measure *measure, const struct vg_sampleset *samples,
    const struct vg_value *value, int64_t *number)
{
	bool either = measure->as == VG_MEASURE_OFFSET;

	if (!seconds_to(samples, value, either, number))
		return false;
	if (either && *number < 0)
		*number = -*number;
	int64_t scale = measure->scale > 0 ? measure->scale : 1;
	/* Rounded down: what was over an hour ago is -1 day away, not 0. */
	*number = *number / scale - (*number % scale < 0);
	return true;
}

static bool
rows(
    const struct vg_measure *measure, const struct vg_sampleset *samples, int64_t *number)
{
	int64_t value;

	*number = 0;
	for (size_t i = 0; i < samples->n_rows; i++) {
		if (!number_of(samples, &samples->rows[i], measure->of, &value))
			continue;
		for (size_t k = 0; k < measure->n_values; k++)
			*number += measure->values[k] == value;
	}
	return samples->whole;
}

bool
vg_measure_take(const struct vg_measure *measure, const struct vg_sampleset *samples,
    const struct vg_samplerow *row, const struct vg_value *value,
    struct vg_measure_before *before, int64_t *number)
{
	int64_t own = 0, of = 0;
	bool counts = vg_value_as_int(value, &own) == VG_OK;

	switch (measure->as) {
	case VG_MEASURE_VALUE:
		*number = own;
		return counts;
	case VG_MEASURE_SHARE:
		return counts && share(measure, samples, row, own, number);
	case VG_MEASURE_GROWTH:
	case VG_MEASURE_GROWTH_SHARE:
		return growth(measure, samples, row, value, before, number);
	case VG_MEASURE_DIFFERENCE:
		if (!counts || !number_of(samples, row, measure->of, &of))
			return false;
		*number = held((double)own - (double)of);
		return true;
	case VG_MEASURE_OFFSET:
	case VG_MEASURE_UNTIL:
		return offset(measure, samples, value, number);
	case VG_MEASURE_ROWS:
		return rows(measure, samples, number);
	}
	return false;
}
