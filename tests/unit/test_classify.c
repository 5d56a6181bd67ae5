/* SPDX-License-Identifier: Apache-2.0
 * The classifiers, one value at a time: what each takes, with and without siblings, and what it
 * leaves alone.
 *
 * A row reads: this value under this key, in an object of this context, beside such siblings, is
 * taken for this kind, or for none. */
#include "core/classify/classify.h"

#include "tests/lib/test.h"

enum beside { ALONE, BESIDE_IDENTITY, BESIDE_NAME };

struct row {
    const char *key;
    const char *text;
    enum cfd_context context;
    enum beside beside;
};

#define IN_NOTHING CFD_CONTEXT_NEUTRAL
#define IN_PERSON CFD_CONTEXT_PERSON
#define IN_COMPANY CFD_CONTEXT_EMPLOYER
#define IN_JOB CFD_CONTEXT_JOB
#define IN_NAME CFD_CONTEXT_NAME
#define IN_THING CFD_CONTEXT_THING

static struct cfd_value value_of(const struct row *row)
{
    struct cfd_key_reading reading = cfd_key_read(cfd_bytes_str(row->key));
    struct cfd_value value = {.text = cfd_bytes_str(row->text), .context = row->context};

    if (row->text[0] == '#') { /* a JSON number */
        value.is_number = true;
        value.text = cfd_bytes_str(row->text + 1);
    }
    value.claim = cfd_key_in_context(&reading, row->context);
    cfd_value_read(&value);
    return value;
}

static enum cfd_kind judge(const struct row *row, bool is_apart, struct cfd_candidate *candidate)
{
    struct cfd_siblings siblings = {.has_identity = row->beside == BESIDE_IDENTITY,
                                    .has_name = row->beside == BESIDE_NAME};
    struct cfd_value value = value_of(row);

    memset(candidate, 0, sizeof(*candidate));
    if (!cfd_classify_value(&value, candidate))
        return CFD_KIND_NONE;
    cfd_classify_settle(candidate, &siblings, is_apart);
    return cfd_candidate_sum(candidate) > 0 ? candidate->kind : CFD_KIND_NONE;
}

static void check(const struct row *rows, size_t count, enum cfd_kind kind)
{
    struct cfd_candidate candidate;
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        enum cfd_kind found = judge(&rows[i], false, &candidate);

        if (found == kind)
            continue;
        print_error("%s: '%s' (context %d, beside %d) was taken for %s\n", rows[i].key,
                    rows[i].text, (int)rows[i].context, (int)rows[i].beside, cfd_kind_name(found));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void email_is_taken_by_its_form(void **state)
{
    static const struct row rows[] = {
        {"email", "ann@abe.example", IN_NOTHING, ALONE},
        {"x", "ann@abe.example", IN_NOTHING, ALONE},
        {"", "ann@abe.example", IN_NOTHING, ALONE},
        {"name", "ann@abe.example", IN_NOTHING, ALONE},
        {"login", "ann@abe.example", IN_PERSON, ALONE},
        {"customerId", "ann@abe.example", IN_NOTHING, ALONE},
        {"createdBy", "ann@abe.example", IN_THING, ALONE},
        {"email", "mailto:ann@abe.example", IN_NOTHING, ALONE},
        {"email", "mailto:ann@abe.example?subject=Hi", IN_NOTHING, ALONE},
        {"email", "<ann@abe.example>", IN_NOTHING, ALONE},
        {"from", "Ann Abe <ann@abe.example>", IN_NOTHING, ALONE},
        {"email", "info@abe.example", IN_NOTHING, ALONE},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_EMAIL);
}

static void phone_is_taken_by_key_or_plus(void **state)
{
    static const struct row rows[] = {
        {"phone", "+49 30 123456", IN_NOTHING, ALONE},
        {"phone", "030 123456", IN_NOTHING, ALONE},
        {"phone", "03012345", IN_NOTHING, ALONE},
        {"phone", "#493012345", IN_NOTHING, ALONE},
        {"phone", "1234567", IN_NOTHING, ALONE},
        {"phone", "123456789012345", IN_NOTHING, ALONE},
        {"mobile", "(030) 123-456", IN_NOTHING, ALONE},
        {"fax", "030/123.456", IN_NOTHING, ALONE},
        {"telefon", "030 123456", IN_THING, ALONE},
        {"x", "+49 30 123456", IN_NOTHING, ALONE},
        {"x", "+4930123456", IN_NOTHING, ALONE},
        {"phone", "+49 30 123456 x12", IN_NOTHING, ALONE},
        {"phone", "030 123456 ext. 12", IN_NOTHING, ALONE},
        {"phone", "030 123456 Ext 12", IN_NOTHING, ALONE},
        {"phone", "030 123456 #12", IN_NOTHING, ALONE},
        {"phone", "tel:+49-30-123456;ext=12", IN_NOTHING, ALONE},
        {"phone", "tel:030123456", IN_NOTHING, ALONE},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_PHONE);
}

static void customer_id_is_taken_by_its_key(void **state)
{
    static const struct row rows[] = {
        {"customerId", "C-1001", IN_NOTHING, ALONE},
        {"customerId", "#1001", IN_NOTHING, ALONE},
        {"customer_id", "cus_9s6XKzkNRiz8i3", IN_NOTHING, ALONE},
        {"kundennummer", "00", IN_NOTHING, ALONE},
        {"customerNumber", "0f8fad5b-d9cb-469f-a165-70867728950e", IN_THING, ALONE},
        {"customerRef", "urn:customer:17", IN_NOTHING, ALONE},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_CUSTOMER_ID);
}

static void name_is_taken_by_key_context_or_siblings(void **state)
{
    static const struct row rows[] = {
        {"firstName", "Ann", IN_NOTHING, ALONE},
        {"lastName", "Abe", IN_NOTHING, ALONE},
        {"lastName", "van der Abe", IN_NOTHING, ALONE},
        {"firstName", "ann", IN_NOTHING, ALONE},
        {"nachname", "Müller-Lüdenscheidt", IN_NOTHING, ALONE},
        {"fullName", "Ann Abe", IN_NOTHING, ALONE},
        {"fullName", "Ann Bea Cy Di Eve Fay Abe", IN_NOTHING, ALONE},
        {"fullName", "Abe, Ann", IN_NOTHING, ALONE},
        {"contactName", "Ann Abe", IN_NOTHING, ALONE},
        {"contactName", "Ann", IN_NOTHING, ALONE},
        {"fullName", "山田太郎", IN_NOTHING, ALONE},
        {"first", "Ann", IN_NAME, ALONE},
        {"family", "Abe", IN_NAME, ALONE},
        {"name", "Ann Abe", IN_PERSON, ALONE},
        {"name", "Ann", IN_PERSON, ALONE},
        {"name", "Ann Abe", IN_NOTHING, BESIDE_IDENTITY},
        {"name", "Ann", IN_NOTHING, BESIDE_IDENTITY},
        {"nombre", "Ana María Núñez", IN_NOTHING, BESIDE_IDENTITY},
        {"name", "ann abe", IN_PERSON, BESIDE_IDENTITY},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_PERSON_NAME);
}

static void employer_is_taken_beside_a_person(void **state)
{
    static const struct row rows[] = {
        {"company", "Abe", IN_NOTHING, BESIDE_IDENTITY},
        {"company", "Abe Lines", IN_NOTHING, BESIDE_NAME},
        {"employer", "Abe Lines Ltd.", IN_NOTHING, BESIDE_NAME},
        {"name", "Abe Lines", IN_COMPANY, BESIDE_IDENTITY},
        {"name", "Abe Lines GmbH", IN_NOTHING, BESIDE_IDENTITY},
        {"fullName", "Abe Lines GmbH", IN_NOTHING, BESIDE_IDENTITY},
        {"société", "Établissements Abé", IN_NOTHING, BESIDE_NAME},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_EMPLOYER);
}

static void job_title_is_taken_beside_a_person(void **state)
{
    static const struct row rows[] = {
        {"jobTitle", "Head of Sales", IN_NOTHING, BESIDE_NAME},
        {"jobTitle", "Einkauf", IN_NOTHING, BESIDE_IDENTITY},
        {"position", "Sachbearbeiterin", IN_NOTHING, BESIDE_NAME},
        {"title", "Sales Manager", IN_NOTHING, BESIDE_NAME},
        {"role", "Chief Engineer", IN_NOTHING, BESIDE_IDENTITY},
        {"cargo", "Gerente de Ventas", IN_NOTHING, BESIDE_IDENTITY},
        {"name", "Sales", IN_JOB, BESIDE_NAME},
        {"title", "Sales", IN_JOB, BESIDE_NAME},
    };

    check(rows, TEST_COUNT(rows), CFD_KIND_JOB_TITLE);
}

/* clang-format off */
static const struct row nobody[] = {
    /* no addresses */
    {"email", "", IN_NOTHING, ALONE},
    {"email", "yes", IN_PERSON, BESIDE_NAME},
    {"email", "ann(at)abe.example", IN_PERSON, BESIDE_NAME},
    {"email", "ann@localhost", IN_PERSON, BESIDE_NAME},
    {"email", "ann@abe.example, bob@abe.example", IN_NOTHING, ALONE},
    {"email", "write to ann@abe.example", IN_NOTHING, ALONE},
    {"email", "#5", IN_NOTHING, ALONE},
    {"remote", "git@abe.example:repo.git", IN_NOTHING, ALONE},
    {"url", "https://abe.example/@ann", IN_NOTHING, ALONE},
    {"email", "Ann Abe <ann@localhost>", IN_NOTHING, ALONE},
    {"email", "mailto:", IN_NOTHING, ALONE},
    {"email", "mailto:?to=ann", IN_NOTHING, ALONE},
    {"email", "<>", IN_NOTHING, ALONE},
    {"email", "@>", IN_NOTHING, ALONE},
    /* no phones */
    {"phone", "", IN_NOTHING, ALONE},
    {"phone", "12345", IN_NOTHING, ALONE},
    {"phone", "123456", IN_NOTHING, ALONE},
    {"phone", "1234567890123456", IN_NOTHING, ALONE},
    {"phone", "on request", IN_PERSON, BESIDE_IDENTITY},
    {"phone", "iPhone 15", IN_PERSON, BESIDE_IDENTITY},
    {"phone", "ext. 1234567", IN_NOTHING, ALONE},
    {"phone", "x1234567", IN_NOTHING, ALONE},
    {"phone", "tel:", IN_NOTHING, ALONE},
    {"phone", "#true", IN_NOTHING, ALONE},
    {"x", "4930123456", IN_NOTHING, ALONE},
    {"x", "030 123456", IN_PERSON, BESIDE_IDENTITY},
    {"x", "030-123-456", IN_NOTHING, ALONE},
    {"id", "#4930123456", IN_NOTHING, ALONE},
    {"timestamp", "#1767225600", IN_NOTHING, ALONE},
    {"createdAt", "2026-01-31", IN_NOTHING, ALONE},
    {"date", "+2026 01 31 10", IN_NOTHING, ALONE},
    {"price", "1234567.89", IN_NOTHING, ALONE},
    {"ip", "192.168.100.200", IN_NOTHING, ALONE},
    {"isbn", "978-3-16-148410-0", IN_NOTHING, ALONE},
    {"card", "4111 1111 1111 1111", IN_NOTHING, ALONE},
    {"phoneNumberId", "#123456789012", IN_NOTHING, ALONE},
    {"phoneId", "123456789", IN_NOTHING, ALONE},
    {"phone_verified_at", "2026-01-31", IN_NOTHING, ALONE},
    {"offset", "+12345678", IN_NOTHING, ALONE},
    {"vesselName", "+49 30 123456", IN_NOTHING, ALONE},
    {"x", "tel 030 123456", IN_NOTHING, ALONE},
    /* no customer numbers */
    {"customerId", "", IN_NOTHING, ALONE},
    {"customerId", "7", IN_NOTHING, ALONE},
    {"customerId", "none", IN_NOTHING, ALONE},
    {"customerId", "N/A", IN_NOTHING, ALONE},
    {"customerId", "C 1001", IN_NOTHING, ALONE},
    {"customerId", "#-1", IN_NOTHING, ALONE},
    {"customerId", "https://abe.example/customers/7", IN_NOTHING, ALONE},
    {"customerId", "ann1@localhost", IN_NOTHING, ALONE},
    {"customerId", "12345678901234567890123456789012345678901234567890123456789012345",
     IN_NOTHING, ALONE},
    {"id", "C-1001", IN_PERSON, BESIDE_NAME},
    {"userId", "#1001", IN_PERSON, BESIDE_NAME},
    {"clientId", "C-1001", IN_NOTHING, ALONE},
    {"customerType", "B2B", IN_NOTHING, ALONE},
    /* no names */
    {"name", "Ann Abe", IN_NOTHING, ALONE},
    {"name", "Ann Abe", IN_THING, BESIDE_IDENTITY},
    {"name", "MAERSK IOWA", IN_THING, ALONE},
    {"name", "Container Terminal", IN_NOTHING, ALONE},
    {"name", "repo", IN_NOTHING, BESIDE_IDENTITY},
    {"name", "feature/x", IN_PERSON, BESIDE_IDENTITY},
    {"name", "v1.2", IN_PERSON, BESIDE_IDENTITY},
    {"name", "snake_case", IN_PERSON, BESIDE_IDENTITY},
    {"name", "#5", IN_PERSON, BESIDE_IDENTITY},
    {"name", "Room 12", IN_PERSON, BESIDE_IDENTITY},
    {"name", "-", IN_PERSON, BESIDE_IDENTITY},
    {"name", "...", IN_PERSON, BESIDE_IDENTITY},
    {"firstName", "", IN_PERSON, BESIDE_IDENTITY},
    {"firstName", "???", IN_PERSON, BESIDE_IDENTITY},
    {"firstName", "#7", IN_PERSON, BESIDE_IDENTITY},
    {"firstName", "user7", IN_PERSON, BESIDE_IDENTITY},
    {"firstName", "Ann", IN_THING, BESIDE_IDENTITY},
    {"firstName", "{{first}}", IN_PERSON, BESIDE_IDENTITY},
    {"fullName", "octocat/hello", IN_NOTHING, BESIDE_IDENTITY},
    {"fullName", "Ann Bea Cy Di Eve Fay Gil Abe", IN_PERSON, BESIDE_IDENTITY},
    {"contactName", "Export operations department", IN_PERSON, BESIDE_IDENTITY},
    {"name", "Sales Team", IN_PERSON, BESIDE_IDENTITY},
    {"contactName", "Abteilung Einkauf", IN_PERSON, BESIDE_IDENTITY},
    {"vesselName", "King of the Seas", IN_NOTHING, BESIDE_IDENTITY},
    {"fileName", "Ann Abe", IN_NOTHING, BESIDE_IDENTITY},
    {"login", "octocat", IN_PERSON, ALONE},
    {"first", "Ann", IN_NOTHING, BESIDE_IDENTITY},
    {"fullName", "Abe Lines GmbH", IN_NOTHING, ALONE},
    /* no employers */
    {"company", "Abe Lines", IN_NOTHING, ALONE},
    {"company", "Abe Lines Ltd.", IN_NOTHING, ALONE},
    {"name", "Abe Lines GmbH", IN_NOTHING, ALONE},
    {"name", "Abe Lines", IN_COMPANY, ALONE},
    {"company", "7", IN_NOTHING, BESIDE_NAME},
    {"company", "3M", IN_NOTHING, BESIDE_NAME}, /* one letter: the price of leaving codes alone */
    {"company", "#7", IN_NOTHING, BESIDE_NAME},
    {"company", "", IN_NOTHING, BESIDE_NAME},
    {"company", "Abe", IN_THING, BESIDE_NAME},
    {"companyId", "ABE", IN_NOTHING, BESIDE_NAME},
    {"companySize", "large", IN_NOTHING, BESIDE_NAME},
    /* no job titles */
    {"jobTitle", "Head of Sales", IN_NOTHING, ALONE},
    {"title", "Sales Manager", IN_NOTHING, ALONE},
    {"title", "Dr.", IN_NOTHING, BESIDE_NAME},
    {"title", "Mr", IN_NOTHING, BESIDE_IDENTITY},
    {"title", "The Hobbit", IN_NOTHING, BESIDE_NAME},
    {"role", "admin", IN_NOTHING, BESIDE_NAME},
    {"cargo", "Coffee beans", IN_NOTHING, BESIDE_IDENTITY},
    {"jobTitle", "#3", IN_NOTHING, BESIDE_NAME},
    {"jobTitle", "7", IN_NOTHING, BESIDE_NAME},
    {"jobTitle", "Manager", IN_THING, BESIDE_NAME},
    {"jobId", "Manager", IN_NOTHING, BESIDE_NAME},
    {"pageTitle", "Sales Manager", IN_NOTHING, BESIDE_NAME},
};
/* clang-format on */

static void value_of_nobody_is_left_alone(void **state)
{
    check(nobody, TEST_COUNT(nobody), CFD_KIND_NONE);
}

/* The quick look leaves out nothing that a classifier would take. */
static void prop_text_that_does_not_speak_is_nothing(void **state)
{
    static const char *const texts[] = {"ann@abe.example", "+49 30 123456", "+4930123456",
                                        "030 123456",      "Ann Abe",       "Abe Lines GmbH",
                                        "Head of Sales",   "C-1001",        "493012345678"};
    static const char *const keys[] = {"x", "", "id", "vesselName", "createdAt", "user", "type"};
    struct cfd_candidate candidate;

    for (size_t i = 0; i < TEST_COUNT(texts); i++)
        for (size_t key = 0; key < TEST_COUNT(keys); key++) {
            struct row row = {keys[key], texts[i], IN_PERSON, BESIDE_IDENTITY};
            struct cfd_value value = value_of(&row);

            assert_int_equal(value.claim.kind, CFD_KIND_NONE);
            if (!cfd_classify_speaks(value.text, value.form.has_at))
                assert_false(cfd_classify_value(&value, &candidate));
        }
    assert_true(cfd_classify_speaks(cfd_bytes_str("ann@abe.example"), true));
    assert_true(cfd_classify_speaks(cfd_bytes_str(" +49"), false));
    assert_false(cfd_classify_speaks(cfd_bytes_str("49+"), false));
    assert_true(cfd_classify_speaks(cfd_bytes_str("Ann Abe"), false));
    assert_false(cfd_classify_speaks(cfd_bytes_str("Ann abe"), false));
    assert_false(cfd_classify_speaks(cfd_bytes_str("Annabe"), false));
    assert_false(cfd_classify_speaks(cfd_bytes_of(NULL, 0), false));
}

/* What stood in an inner object of its own needs more than an address in the outer one. */
static void value_apart_needs_more(void **state)
{
    static const struct row rows[] = {
        {"name", "Annabel", IN_NOTHING, BESIDE_IDENTITY},
        {"title", "Sales Manager", IN_NOTHING, BESIDE_IDENTITY},
    };
    static const struct row strong = {"firstName", "Ann", IN_NOTHING, ALONE};
    struct cfd_candidate candidate;

    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        assert_int_not_equal(judge(&rows[i], false, &candidate), CFD_KIND_NONE);
        assert_int_equal(judge(&rows[i], true, &candidate), CFD_KIND_NONE);
    }
    assert_int_equal(judge(&strong, true, &candidate), CFD_KIND_PERSON_NAME);
}

static void part_and_role_are_told(void **state)
{
    static const struct row given = {"vorname", "Ann", IN_NOTHING, ALONE};
    static const struct row family = {"nachname", "Abe", IN_NOTHING, ALONE};
    static const struct row full = {"name", "Ann Abe", IN_PERSON, ALONE};
    static const struct row role = {"email", "info@abe.example", IN_NOTHING, ALONE};
    static const struct row own = {"email", "ann@abe.example", IN_NOTHING, ALONE};
    struct cfd_candidate candidate;

    (void)judge(&given, false, &candidate);
    assert_int_equal(candidate.part, CFD_PART_GIVEN);
    assert_false(candidate.is_generic);
    (void)judge(&family, false, &candidate);
    assert_int_equal(candidate.part, CFD_PART_FAMILY);
    (void)judge(&full, false, &candidate);
    assert_int_equal(candidate.part, CFD_PART_FULL);
    assert_true(candidate.is_generic);
    (void)judge(&role, false, &candidate);
    assert_true(candidate.is_role);
    (void)judge(&own, false, &candidate);
    assert_false(candidate.is_role);
    assert_int_equal(candidate.part, CFD_PART_WHOLE);
}

/* The first terms say how rare the kind is; every term has words and a weight. */
static void decision_is_explained_by_its_terms(void **state)
{
    static const struct row row = {"name", "Ann Abe", IN_PERSON, BESIDE_IDENTITY};
    struct cfd_candidate candidate;
    int32_t sum = 0;

    assert_int_equal(judge(&row, false, &candidate), CFD_KIND_PERSON_NAME);
    assert_int_equal(candidate.terms[0], CFD_TERM_PRIOR_NAME);
    assert_in_range(candidate.term_count, 4, CFD_FINDING_TERMS_MAX);
    for (unsigned i = 0; i < candidate.term_count; i++) {
        assert_int_not_equal(cfd_term_weight(candidate.terms[i]), 0);
        assert_string_not_equal(cfd_term_name(candidate.terms[i]), "unknown");
        sum += cfd_term_weight(candidate.terms[i]);
    }
    assert_int_equal(sum, cfd_candidate_sum(&candidate));
    assert_int_equal(cfd_term_weight(CFD_TERM_COUNT), 0);
    assert_string_equal(cfd_term_name(CFD_TERM_COUNT), "unknown");
    assert_string_equal(cfd_term_name(255), "unknown");
}

static void confidence_is_between_0_and_1000(void **state)
{
    assert_int_equal(cfd_confidence_permille(0), 500);
    assert_int_equal(cfd_confidence_permille(100), 731);
    assert_int_equal(cfd_confidence_permille(-100), 269);
    assert_int_equal(cfd_confidence_permille(100000), 1000);
    assert_int_equal(cfd_confidence_permille(-100000), 0);
    for (int32_t sum = -2000; sum < 2000; sum++)
        assert_true(cfd_confidence_permille(sum) <= cfd_confidence_permille(sum + 1));
}

static void terms_past_the_maximum_are_left_out(void **state)
{
    struct cfd_candidate candidate = {0};

    for (unsigned i = 0; i < 2 * CFD_FINDING_TERMS_MAX; i++)
        cfd_candidate_add(&candidate, CFD_TERM_KEY_EMAIL);
    assert_int_equal(candidate.term_count, CFD_FINDING_TERMS_MAX);
    assert_int_equal(cfd_candidate_sum(&candidate), 300 * (int)CFD_FINDING_TERMS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(email_is_taken_by_its_form),
        cmocka_unit_test(phone_is_taken_by_key_or_plus),
        cmocka_unit_test(customer_id_is_taken_by_its_key),
        cmocka_unit_test(name_is_taken_by_key_context_or_siblings),
        cmocka_unit_test(employer_is_taken_beside_a_person),
        cmocka_unit_test(job_title_is_taken_beside_a_person),
        cmocka_unit_test(value_of_nobody_is_left_alone),
        cmocka_unit_test(prop_text_that_does_not_speak_is_nothing),
        cmocka_unit_test(value_apart_needs_more),
        cmocka_unit_test(part_and_role_are_told),
        cmocka_unit_test(decision_is_explained_by_its_terms),
        cmocka_unit_test(confidence_is_between_0_and_1000),
        cmocka_unit_test(terms_past_the_maximum_are_left_out),
    };

    return cmocka_run_group_tests_name("classify", tests, NULL, NULL);
}
