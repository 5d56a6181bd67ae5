/* SPDX-License-Identifier: Apache-2.0
 * Names of kinds, parts and gaps, one table each, indexed by the enum. */
#include <cofferdam/kind.h>

#define NAME_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What a number of a later version, or a damaged one, is called. */
#define NAME_UNKNOWN "unknown"

static const char *const kind_names[] = {
    [CFD_KIND_NONE] = "none",
    [CFD_KIND_PERSON_NAME] = "person_name",
    [CFD_KIND_EMPLOYER] = "employer",
    [CFD_KIND_JOB_TITLE] = "job_title",
    [CFD_KIND_EMAIL] = "email",
    [CFD_KIND_PHONE] = "phone",
    [CFD_KIND_CUSTOMER_ID] = "customer_id",
};

static const char *const part_names[] = {
    [CFD_PART_WHOLE] = "",
    [CFD_PART_GIVEN] = "given_name",
    [CFD_PART_FAMILY] = "family_name",
    [CFD_PART_FULL] = "full_name",
};

static const char *const gap_names[] = {
    [CFD_GAP_OPAQUE_CODING] = "opaque_coding",
    [CFD_GAP_FORMAT] = "format",
    [CFD_GAP_EXCLUDED] = "excluded",
    [CFD_GAP_BROKEN] = "broken",
    [CFD_GAP_BUDGET] = "budget",
    [CFD_GAP_LONG_VALUE] = "long_value",
    [CFD_GAP_FIELDS] = "fields",
    [CFD_GAP_PARTIAL_CONTENT] = "partial_content",
    [CFD_GAP_CUT_SHORT] = "cut_short",
    [CFD_GAP_KEY_MISSING] = "key_missing",
    [CFD_GAP_RING_FULL] = "ring_full",
    [CFD_GAP_RING_ABSENT] = "ring_absent",
    [CFD_GAP_TEMPLATES] = "templates",
    [CFD_GAP_UPGRADED] = "upgraded",
    [CFD_GAP_INTERNAL] = "internal",
    [CFD_GAP_ENGINE_DOWN] = "engine_down",
};

_Static_assert(NAME_COUNT(kind_names) == CFD_KIND_COUNT, "every kind has a name");
_Static_assert(NAME_COUNT(part_names) == CFD_PART_COUNT, "every part has a name");
_Static_assert(NAME_COUNT(gap_names) == CFD_GAP_COUNT, "every gap has a name");

const char *cfd_kind_name(enum cfd_kind kind)
{
    return (unsigned)kind < CFD_KIND_COUNT ? kind_names[kind] : NAME_UNKNOWN;
}

const char *cfd_part_name(enum cfd_kind_part part)
{
    return (unsigned)part < CFD_PART_COUNT ? part_names[part] : NAME_UNKNOWN;
}

const char *cfd_gap_name(enum cfd_gap gap)
{
    return (unsigned)gap < CFD_GAP_COUNT ? gap_names[gap] : NAME_UNKNOWN;
}

enum cfd_status cfd_kind_parse(struct cfd_bytes name, enum cfd_kind *out_kind)
{
    for (int kind = CFD_KIND_NONE + 1; kind < CFD_KIND_COUNT; kind++) {
        if (cfd_bytes_equal(name, cfd_bytes_str(kind_names[kind]))) {
            *out_kind = (enum cfd_kind)kind;
            return CFD_OK;
        }
    }
    return CFD_ERR_NOT_FOUND;
}
