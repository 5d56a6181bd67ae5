/* SPDX-License-Identifier: Apache-2.0
 * E-mail addresses: the form proves them, with or without a key. */
#include "core/classify/classify.h"

#include <string.h>

#define LOCAL_MAX_BYTES 64u   /* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX_BYTES 255u /* RFC 5321 4.5.3.1.2 */
#define LABEL_MAX_BYTES 63u   /* RFC 1035 2.3.4 */

/* Local parts that are an office's, not a person's (RFC 2142 and common use), sorted. */
static const char *const role_mailboxes[] = {
    "abuse",        "accounting",    "accounts",   "admin",      "billing",    "booking",
    "bookings",     "careers",       "commercial", "compliance", "contact",    "customerservice",
    "do-not-reply", "documentation", "donotreply", "enquiries",  "export",     "feedback",
    "finance",      "hello",         "help",       "helpdesk",   "hostmaster", "hr",
    "import",       "info",          "invoices",   "invoicing",  "jobs",       "kontakt",
    "legal",        "logistics",     "mail",       "marketing",  "media",      "news",
    "newsletter",   "no-reply",      "no_reply",   "noc",        "noreply",    "notifications",
    "office",       "operations",    "ops",        "orders",     "payments",   "postmaster",
    "press",        "privacy",       "purchasing", "reception",  "reply",      "root",
    "sales",        "security",      "service",    "shipping",   "support",    "team",
    "webmaster",
};

static bool is_atom_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c >= 0x80 || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_local_part(struct cfd_bytes local)
{
    bool was_dot = true; /* no dot first, last or twice */

    if (local.len == 0 || local.len > LOCAL_MAX_BYTES)
        return false;
    for (size_t i = 0; i < local.len; i++) {
        bool is_dot = local.ptr[i] == '.';

        if ((is_dot && was_dot) || (!is_dot && !is_atom_byte(local.ptr[i])))
            return false;
        was_dot = is_dot;
    }
    return !was_dot;
}

static bool is_label_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c >= 0x80;
}

/* xn-- in any case: a label of another script. */
static bool is_punycode(struct cfd_bytes label)
{
    return label.len > 4 && (label.ptr[0] | 0x20) == 'x' && (label.ptr[1] | 0x20) == 'n' &&
           label.ptr[2] == '-' && label.ptr[3] == '-';
}

/* A top-level domain has no digit, but for the xn-- form, and two letters or more. */
static bool is_top_level(struct cfd_bytes label)
{
    if (is_punycode(label))
        return true;
    for (size_t i = 0; i < label.len; i++)
        if ((label.ptr[i] >= '0' && label.ptr[i] <= '9') || label.ptr[i] == '-')
            return false;
    return label.len >= 2;
}

static bool is_domain(struct cfd_bytes domain)
{
    size_t label_start = 0;
    unsigned label_count = 0;

    if (domain.len == 0 || domain.len > DOMAIN_MAX_BYTES)
        return false;
    for (size_t i = 0; i <= domain.len; i++) {
        struct cfd_bytes label = {domain.ptr + label_start, i - label_start};

        if (i < domain.len && domain.ptr[i] != '.') {
            if (!is_label_byte(domain.ptr[i]))
                return false;
            continue;
        }
        if (label.len == 0 || label.len > LABEL_MAX_BYTES || label.ptr[0] == '-' ||
            label.ptr[label.len - 1] == '-')
            return false;
        label_count++;
        if (i == domain.len && !is_top_level(label))
            return false;
        label_start = i + 1;
    }
    return label_count >= 2;
}

static bool is_role_mailbox(struct cfd_bytes local)
{
    char folded[24];
    size_t low = 0;
    size_t high = sizeof(role_mailboxes) / sizeof(role_mailboxes[0]);

    if (local.len >= sizeof(folded))
        return false;
    for (size_t i = 0; i < local.len; i++)
        folded[i] =
            (char)(local.ptr[i] >= 'A' && local.ptr[i] <= 'Z' ? local.ptr[i] + 32 : local.ptr[i]);
    folded[local.len] = '\0';
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(folded, role_mailboxes[middle]);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool cfd_email_check(struct cfd_bytes text, bool *out_is_role)
{
    const uint8_t *at = text.len == 0 ? NULL : memchr(text.ptr, '@', text.len);
    struct cfd_bytes local;
    struct cfd_bytes domain;

    if (at == NULL)
        return false;
    local = cfd_bytes_of(text.ptr, (size_t)(at - text.ptr));
    domain = cfd_bytes_of(at + 1, text.len - local.len - 1);
    if (!is_local_part(local) || !is_domain(domain))
        return false;
    *out_is_role = is_role_mailbox(local);
    return true;
}

/* "mailto:" with its "?subject=" and "Ann Abe <...>" are the address's dress. */
static struct cfd_bytes undress(struct cfd_bytes text)
{
    const uint8_t *mark;

    if (text.len > 7 && memcmp(text.ptr, "mailto:", 7) == 0) {
        text = cfd_bytes_of(text.ptr + 7, text.len - 7);
        mark = memchr(text.ptr, '?', text.len);
        return mark == NULL ? text : cfd_bytes_of(text.ptr, (size_t)(mark - text.ptr));
    }
    if (text.len > 2 && text.ptr[text.len - 1] == '>')
        for (size_t at = text.len - 1; at > 0; at--)
            if (text.ptr[at - 1] == '<')
                return cfd_bytes_of(text.ptr + at, text.len - 1 - at);
    return text;
}

/* a***@x.example: somebody has hidden it, and it is nobody's any more. One asterisk may be part of an
 * address. */
static bool is_masked(struct cfd_bytes text)
{
    return memmem(text.ptr, text.len, "**", 2) != NULL;
}

static bool consider(const struct cfd_value *value, struct cfd_candidate *candidate)
{
    if (!value->form.has_at || is_masked(value->text) ||
        !cfd_email_check(undress(value->text), &candidate->is_role))
        return false;
    cfd_candidate_add(candidate, CFD_TERM_PRIOR_EMAIL);
    cfd_candidate_add(candidate, CFD_TERM_SHAPE_EMAIL);
    if (value->claim.kind == CFD_KIND_EMAIL)
        cfd_candidate_add(candidate, CFD_TERM_KEY_EMAIL);
    return true;
}

const struct cfd_classifier cfd_classify_email = {CFD_KIND_EMAIL, consider, NULL};
