/* SPDX-License-Identifier: Apache-2.0
 * Records: which fields belong together, who the subject is, and who is nobody.
 *
 * Each case is a body and the records that a scan of it tells, one a line, in order:
 * identity subject | aliases | kinds | contact. */
#include "core/scan/record.h"

#include "tests/lib/scan_log.h"
#include "tests/lib/test.h"

struct row {
    const char *body;
    const char *records;
};

static void check(const struct row *rows, size_t count)
{
    struct scan_log log;
    size_t wrong = 0;

    scan_log_open(&log);
    log.is_brief = true;
    for (size_t i = 0; i < count; i++) {
        scan_log_run(&log, NULL, rows[i].body, strlen(rows[i].body));
        assert_int_equal(log.feed_status, CFD_OK);
        assert_int_equal(log.finish_status, CFD_OK);
        assert_int_equal(log.report.gaps, 0);
        if (strcmp(log.text, rows[i].records) == 0)
            continue;
        print_error("%s\nsays\n%snot\n%s", rows[i].body, log.text, rows[i].records);
        wrong++;
    }
    scan_log_close(&log);
    assert_int_equal(wrong, 0);
}

#define CHECK(rows) check(rows, TEST_COUNT(rows))

static void fields_of_one_object_are_one_record(void **state)
{
    static const struct row rows[] = {
        {"{\"firstName\":\"Ann\",\"lastName\":\"Abe\",\"company\":\"Abe Lines\","
         "\"jobTitle\":\"Head of Sales\",\"email\":\"ann@abe.example\",\"phone\":\"+49 30 "
         "123456\"}",
         "R email ann@abe.example | +49 30 123456 | "
         "person_name employer job_title email phone | contact\n"},
        {"{\"customerId\":\"C-1\",\"email\":\"ann@abe.example\"}",
         "R customer_id C-1 | ann@abe.example | email customer_id |\n"},
        {"{\"phone\":\"+49 30 123456\",\"email\":\"ann@abe.example\"}",
         "R email ann@abe.example | +49 30 123456 | email phone |\n"},
        {"{\"name\":\"Ann Abe\",\"email\":\"ann@abe.example\"}",
         "R email ann@abe.example | | person_name email |\n"},
        {"{\"name\":\"Ann Abe\",\"email\":\"ann@abe.example\",\"phone\":\"+4930123456\"}",
         "R email ann@abe.example | +4930123456 | person_name email phone | contact\n"},
        {"[{\"email\":\"ann@abe.example\"},{\"email\":\"bob@abe.example\"}]",
         "R email ann@abe.example | | email |\nR email bob@abe.example | | email |\n"},
        {"\"ann@abe.example\"", "R email ann@abe.example | | email |\n"},
        {"[\"ann@abe.example\",[\"bob@abe.example\"]]",
         "R email ann@abe.example | | email |\nR email bob@abe.example | | email |\n"},
    };

    CHECK(rows);
}

static void object_with_identity_is_its_own_record(void **state)
{
    static const struct row rows[] = {
        {"{\"name\":\"Ann Abe\",\"email\":\"ann@abe.example\","
         "\"manager\":{\"name\":\"Bob Ono\",\"email\":\"bob@abe.example\"}}",
         "R email bob@abe.example | | person_name email |\n"
         "R email ann@abe.example | | person_name email |\n"},
        {"{\"order\":{\"buyer\":{\"email\":\"ann@abe.example\"},"
         "\"seller\":{\"phone\":\"+4930123456\"}}}",
         "R email ann@abe.example | | email |\nR phone +4930123456 | | phone |\n"},
        {"{\"firstName\":\"Ann\",\"contact\":{\"email\":\"ann@abe.example\"}}",
         "R email ann@abe.example | | email |\nR none | | person_name |\n"},
    };

    CHECK(rows);
}

static void weak_fields_join_the_object_around(void **state)
{
    static const struct row rows[] = {
        {"{\"email\":\"ann@abe.example\",\"profile\":{\"name\":\"Ann Abe\"}}",
         "R email ann@abe.example | | person_name email |\n"},
        {"{\"profile\":{\"details\":{\"firstName\":\"Ann\"}},\"email\":\"ann@abe.example\"}",
         "R email ann@abe.example | | person_name email |\n"},
        {"{\"name\":{\"first\":\"Ann\",\"last\":\"Abe\"},\"email\":\"ann@abe.example\"}",
         "R email ann@abe.example | | person_name email |\n"},
        {"{\"email\":\"ann@abe.example\",\"company\":{\"name\":\"Abe Lines\"}}",
         "R email ann@abe.example | | employer email |\n"},
        {"{\"email\":\"ann@abe.example\",\"job\":{\"title\":\"Sales\",\"company\":{\"name\":"
         "\"Abe\"}}}",
         "R email ann@abe.example | | employer job_title email | contact\n"},
        {"{\"email\":\"ann@abe.example\",\"x\":{\"y\":{\"jobTitle\":\"Sales\"}}}",
         "R email ann@abe.example | | job_title email |\n"},
        /* what is apart needs a key of its own to say what it is */
        {"{\"email\":\"ann@abe.example\",\"stage\":{\"name\":\"Open\"}}",
         "R email ann@abe.example | | email |\n"},
        {"{\"email\":\"ann@abe.example\",\"vessel\":{\"name\":\"Ann Abe\"}}",
         "R email ann@abe.example | | email |\n"},
        {"{\"email\":\"ann@abe.example\",\"port\":{\"details\":{\"name\":\"Ann Abe\"}}}",
         "R email ann@abe.example | | email |\n"},
    };

    CHECK(rows);
}

static void objects_in_arrays_never_join(void **state)
{
    static const struct row rows[] = {
        {"{\"email\":\"ann@abe.example\",\"jobs\":[{\"title\":\"Sales Manager\"}]}",
         "R email ann@abe.example | | email |\n"},
        {"{\"email\":\"ann@abe.example\",\"items\":[{\"company\":\"Abe Lines\"}]}",
         "R email ann@abe.example | | email |\n"},
        {"{\"email\":\"ann@abe.example\",\"children\":[{\"firstName\":\"Cy\"},{\"firstName\":"
         "\"Di\"}]}",
         "R none | | person_name |\nR none | | person_name |\n"
         "R email ann@abe.example | | email |\n"},
        {"{\"company\":\"Abe Lines\",\"persons\":[{\"name\":\"Ann Abe\"},{\"name\":\"Bob Ono\"}]}",
         "R none | | person_name |\nR none | | person_name |\n"},
        {"[[{\"email\":\"ann@abe.example\"}],{\"firstName\":\"Bob\"}]",
         "R email ann@abe.example | | email |\nR none | | person_name |\n"},
    };

    CHECK(rows);
}

static void name_under_a_role_key_is_its_own_record(void **state)
{
    static const struct row rows[] = {
        {"{\"email\":\"ann@abe.example\",\"shipper\":{\"name\":\"Bob Ono\"}}",
         "R none | | person_name |\nR email ann@abe.example | | email |\n"},
        {"{\"email\":\"ann@abe.example\",\"booking\":{\"agent\":{\"firstName\":\"Bob\"}}}",
         "R none | | person_name |\nR email ann@abe.example | | email |\n"},
        {"{\"contact\":{\"name\":\"Ann Abe\"},\"consignee\":{\"name\":\"Bob Ono\"}}",
         "R none | | person_name |\nR none | | person_name |\n"},
        {"{\"user\":{\"profile\":{\"name\":\"Ann Abe\"}}}", "R none | | person_name |\n"},
        {"{\"user\":{\"names\":[\"Ann Abe\"]}}", "R none | | person_name |\n"},
        /* a role key without a name is no record */
        {"{\"email\":\"ann@abe.example\",\"contact\":{\"jobTitle\":\"Sales Manager\"}}",
         "R email ann@abe.example | | job_title email |\n"},
    };

    CHECK(rows);
}

static void name_and_employer_identify(void **state)
{
    static const struct row rows[] = {
        {"{\"fullName\":\"Ann Abe\",\"company\":\"Abe Lines\"}",
         "R person_name Ann Abe @ Abe Lines | | person_name employer |\n"},
        {"{\"lastName\":\"Abe\",\"company\":{\"name\":\"Abe Lines\"},\"firstName\":\"Ann\"}",
         "R person_name Ann Abe @ Abe Lines | | person_name employer |\n"},
        {"{\"contact\":{\"name\":\"Ann Abe\",\"employer\":\"Abe Lines\",\"jobTitle\":\"Head\"}}",
         "R person_name Ann Abe @ Abe Lines | | person_name employer job_title | contact\n"},
        {"{\"fullName\":\"Ann Abe\",\"lastName\":\"Abe\",\"firstName\":\"A\",\"company\":\"Abe\"}",
         "R person_name Ann Abe @ Abe | | person_name employer |\n"},
        /* half a name does not, nor an employer without a name */
        {"{\"lastName\":\"Abe\",\"company\":\"Abe Lines\"}", "R none | | person_name employer |\n"},
        {"{\"firstName\":\"Ann\",\"company\":\"Abe Lines\"}",
         "R none | | person_name employer |\n"},
        {"{\"company\":\"Abe Lines\",\"jobTitle\":\"Head of Sales\"}", ""},
        {"{\"company\":\"Abe Lines GmbH\"}", ""},
        /* what is stronger stands alone */
        {"{\"fullName\":\"Ann Abe\",\"company\":\"Abe Lines\",\"phone\":\"+4930123456\"}",
         "R phone +4930123456 | | person_name employer phone | contact\n"},
    };

    CHECK(rows);
}

/* A public list of accounts: no identity but the name. Organisations and what hangs below an account
 * have no such name, or no portrait of their own. */
static void portrait_makes_a_name_a_persons(void **state)
{
    static const struct row rows[] = {
        {"[{\"id\":1,\"name\":\"Ann Abe\",\"slug\":\"ann-abe\",\"avatar_urls\":{\"24\":\"x\"}}]",
         "R none | | person_name |\n"},
        {"[{\"avatarUrl\":\"x\",\"name\":\"Ann Abe\"}]", "R none | | person_name |\n"},
        {"[{\"id\":1,\"name\":\"Ann Abe\",\"slug\":\"ann-abe\"}]", ""},
        {"[{\"gravatar_id\":\"x\",\"name\":\"Harbour\"}]", ""},
        {"[{\"name\":\"Lower Elbe\",\"owner\":{\"login\":\"ann\",\"avatar_url\":\"x\"}}]", ""},
        {"[{\"avatar_url\":\"x\",\"name\":\"Abe Lines GmbH\"}]", ""},
    };

    CHECK(rows);
}

static void lone_name_is_a_mention(void **state)
{
    static const struct row rows[] = {
        {"{\"firstName\":\"Ann\",\"lastName\":\"Abe\"}", "R none | | person_name |\n"},
        {"{\"contactName\":\"Ann Abe\"}", "R none | | person_name |\n"},
        {"{\"fullName\":\"Ann Abe\",\"jobTitle\":\"Head\"}",
         "R none | | person_name job_title |\n"},
        {"{\"name\":\"Ann Abe\"}", ""},
        {"{\"name\":\"Ann Abe\",\"title\":\"Sales Manager\"}", ""},
        {"{}", ""},
        {"[]", ""},
        {"null", ""},
        {"{\"a\":{\"b\":{\"c\":[{},[],{\"d\":{}}]}}}", ""},
        {"{\"email\":null,\"phone\":false,\"customerId\":{},\"firstName\":[],\"company\":true}",
         ""},
    };

    CHECK(rows);
}

static void role_mailbox_is_nobody(void **state)
{
    static const struct row rows[] = {
        {"{\"email\":\"info@abe.example\"}", ""},
        {"[\"info@abe.example\",\"no-reply@abe.example\"]", ""},
        {"{\"company\":\"Abe Lines\",\"email\":\"info@abe.example\"}", ""},
        {"{\"name\":\"Abe Lines\",\"email\":\"sales@abe.example\"}", ""},
        {"{\"firstName\":\"Ann\",\"email\":\"info@abe.example\"}",
         "R none | | person_name email |\n"},
        {"{\"email\":\"info@abe.example\",\"phone\":\"+4930123456\"}",
         "R phone +4930123456 | | email phone |\n"},
        {"{\"fullName\":\"Ann Abe\",\"company\":\"Abe\",\"email\":\"info@abe.example\"}",
         "R person_name Ann Abe @ Abe | | person_name employer email | contact\n"},
        {"{\"emails\":[\"info@abe.example\",\"ann@abe.example\"]}",
         "R email ann@abe.example | | email |\n"},
    };

    CHECK(rows);
}

static void short_list_of_a_named_person_is_aliases(void **state)
{
    static const struct row rows[] = {
        {"{\"name\":\"Ann Abe\",\"emails\":[\"a@abe.example\",\"b@abe.example\",\"c@abe.example\","
         "\"d@abe.example\"]}",
         "R email a@abe.example | b@abe.example c@abe.example d@abe.example | "
         "person_name email |\n"},
        {"{\"customerId\":\"C-1\",\"phones\":[\"+4930123456\",\"+4930123457\"]}",
         "R customer_id C-1 | +4930123456 +4930123457 | phone customer_id |\n"},
        {"{\"phones\":[\"+4930123456\"],\"firstName\":\"Ann\"}",
         "R phone +4930123456 | | person_name phone |\n"},
        /* what stands by itself comes before what stands in a list */
        {"{\"emails\":[\"b@abe.example\",\"c@abe.example\"],\"name\":\"Ann Abe\","
         "\"email\":\"a@abe.example\"}",
         "R email a@abe.example | b@abe.example c@abe.example | person_name email |\n"},
        /* one alias each, however often it stands there */
        {"{\"name\":\"Ann Abe\",\"email\":\"a@abe.example\",\"emails\":[\"a@abe.example\","
         "\"b@abe.example\",\"b@abe.example\"],\"phone\":\"+4930123456\"}",
         "R email a@abe.example | b@abe.example +4930123456 | person_name email phone | contact\n"},
    };

    CHECK(rows);
}

static void list_of_others_is_a_person_each(void **state)
{
    static const struct row rows[] = {
        {"{\"recipients\":[\"a@abe.example\",\"b@abe.example\"]}",
         "R email a@abe.example | | email |\nR email b@abe.example | | email |\n"},
        {"{\"customerIds\":[\"C-1\",\"C-2\"]}",
         "R customer_id C-1 | | customer_id |\nR customer_id C-2 | | customer_id |\n"},
        {"{\"subject\":\"Hello\",\"company\":\"Abe\",\"to\":[\"a@abe.example\",\"b@abe.example\"]}",
         "R email a@abe.example | | email |\nR email b@abe.example | | email |\n"},
        {"{\"firstName\":\"Ann\",\"to\":[\"a@abe.example\",\"b@abe.example\",\"c@abe.example\","
         "\"d@abe.example\",\"e@abe.example\"]}",
         "R email e@abe.example | | email |\nR none | | person_name |\n"
         "R email a@abe.example | | email |\nR email b@abe.example | | email |\n"
         "R email c@abe.example | | email |\nR email d@abe.example | | email |\n"},
        {"{\"x\":[[\"a@abe.example\"],[\"b@abe.example\"]]}",
         "R email a@abe.example | | email |\nR email b@abe.example | | email |\n"},
    };

    CHECK(rows);
}

static void key_that_is_an_identity_belongs_to_its_object(void **state)
{
    static const struct row rows[] = {
        {"{\"ann@abe.example\":{\"name\":\"Ann Abe\"},\"bob@abe.example\":{\"name\":\"Bob Ono\"}}",
         "R email ann@abe.example | | person_name email |\n"
         "R email bob@abe.example | | person_name email |\n"},
        {"{\"+49 30 123456\":{\"firstName\":\"Ann\"}}",
         "R phone +49 30 123456 | | person_name phone |\n"},
        {"{\"users\":{\"ann@abe.example\":{}}}", "R email ann@abe.example | | email |\n"},
        {"{\"ann@abe.example\":1,\"bob@abe.example\":[],\"cy@abe.example\":null}",
         "R email ann@abe.example | | email |\nR email bob@abe.example | | email |\n"
         "R email cy@abe.example | | email |\n"},
        {"{\"firstName\":\"Ann\",\"bob@abe.example\":\"x\"}",
         "R email bob@abe.example | | email |\nR none | | person_name |\n"},
        {"{\"ann@abe.example\":{\"bob@abe.example\":{\"firstName\":\"Bob\"},\"firstName\":\"Ann\"}"
         "}",
         "R email bob@abe.example | | person_name email |\n"
         "R email ann@abe.example | | person_name email |\n"},
        /* objects keyed by numbers of ours are records by what they hold */
        {"{\"C-1\":{\"email\":\"ann@abe.example\"},\"C-2\":{\"email\":\"bob@abe.example\"}}",
         "R email ann@abe.example | | email |\nR email bob@abe.example | | email |\n"},
        {"{\"info@abe.example\":{}}", ""},
        {"{\"@id\":{\"firstName\":\"Ann\"}}", "R none | | person_name |\n"},
        {"{\"+1\":1,\"@\":2,\"lodash@4.17.21\":{}}", ""},
        {"{\"4930123456\":{}}", ""},
    };

    CHECK(rows);
}

/* ---- Pseudonyms ---- */

static void identity_of_nobody_gives_way_to_the_next(void **state)
{
    static const struct row rows[] = {
        {"{\"customerId\":\"nobody1\",\"email\":\"ann@abe.example\"}",
         "R email ann@abe.example | | email customer_id |\n"},
        {"{\"email\":\"nobody@abe.example\",\"phone\":\"+4930123456\"}",
         "R phone +4930123456 | | email phone |\n"},
        {"{\"email\":\"nobody@abe.example\",\"fullName\":\"Ann Abe\",\"company\":\"Abe\"}",
         "R person_name Ann Abe @ Abe | | person_name employer email | contact\n"},
        {"{\"email\":\"nobody@abe.example\",\"fullName\":\"Ann Abe\"}",
         "R none | | person_name email |\n"},
        {"{\"email\":\"nobody@abe.example\"}", ""},
        {"{\"fullName\":\"Ann nobody\",\"company\":\"Abe\"}",
         "R none | | person_name employer |\n"},
    };

    CHECK(rows);
}

static void person_without_key_has_no_subject(void **state)
{
    static const char body[] = "[{\"email\":\"ann@abe.example\",\"phone\":\"+4930123456\"},"
                               "{\"fullName\":\"Bob Ono\",\"company\":\"Abe\"},"
                               "{\"firstName\":\"Cy\"},{\"email\":\"info@abe.example\"}]";
    struct scan_log log;

    scan_log_open(&log);
    log.is_brief = true;
    log.has_no_key = true;
    scan_log_run(&log, NULL, body, strlen(body));
    assert_string_equal(log.text, "R email | | email phone |\n"
                                  "R person_name | | person_name employer |\n"
                                  "R none | | person_name |\n");
    scan_log_close(&log);
}

/* More identities than a record keeps: the strongest stay. */
static void aliases_are_bounded(void **state)
{
    static const struct row rows[] = {
        {"{\"phone\":\"+4930123451\",\"mobile\":\"+4930123452\",\"fax\":\"+4930123453\","
         "\"email\":\"a@abe.example\",\"workEmail\":\"b@abe.example\",\"customerId\":\"C-1\"}",
         "R customer_id C-1 | a@abe.example b@abe.example +4930123451 | "
         "email phone customer_id |\n"},
    };

    CHECK(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_one_object_are_one_record),
        cmocka_unit_test(object_with_identity_is_its_own_record),
        cmocka_unit_test(weak_fields_join_the_object_around),
        cmocka_unit_test(objects_in_arrays_never_join),
        cmocka_unit_test(name_under_a_role_key_is_its_own_record),
        cmocka_unit_test(name_and_employer_identify),
        cmocka_unit_test(portrait_makes_a_name_a_persons),
        cmocka_unit_test(lone_name_is_a_mention),
        cmocka_unit_test(role_mailbox_is_nobody),
        cmocka_unit_test(short_list_of_a_named_person_is_aliases),
        cmocka_unit_test(list_of_others_is_a_person_each),
        cmocka_unit_test(key_that_is_an_identity_belongs_to_its_object),
        cmocka_unit_test(identity_of_nobody_gives_way_to_the_next),
        cmocka_unit_test(person_without_key_has_no_subject),
        cmocka_unit_test(aliases_are_bounded),
    };

    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
