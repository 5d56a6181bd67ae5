/* SPDX-License-Identifier: Apache-2.0
 * What keys claim: a table of keys of seven languages, and a longer one of keys that claim nothing.
 *
 * A key that must not claim may still be read as "something else": both leave its value alone. */
#include "core/classify/key.h"

#include "tests/lib/test.h"

#include <ctype.h>
#include <stdbool.h>

enum what {
    NOTHING, /* no kind, whether or not the key says that it is something else */
    GIVEN,
    FAMILY,
    FULL,
    NAME, /* a name if what is around it says so */
    COMPANY,
    JOB,
    TITLE, /* a job title if what is around it says so */
    EMAIL,
    PHONE,
    CUSTOMER,
};

static const struct cfd_key_claim claims[] = {
    [GIVEN] = {CFD_KIND_PERSON_NAME, CFD_PART_GIVEN, CFD_CLAIM_STRONG},
    [FAMILY] = {CFD_KIND_PERSON_NAME, CFD_PART_FAMILY, CFD_CLAIM_STRONG},
    [FULL] = {CFD_KIND_PERSON_NAME, CFD_PART_FULL, CFD_CLAIM_STRONG},
    [NAME] = {CFD_KIND_PERSON_NAME, CFD_PART_FULL, CFD_CLAIM_GENERIC},
    [COMPANY] = {CFD_KIND_EMPLOYER, CFD_PART_WHOLE, CFD_CLAIM_STRONG},
    [JOB] = {CFD_KIND_JOB_TITLE, CFD_PART_WHOLE, CFD_CLAIM_STRONG},
    [TITLE] = {CFD_KIND_JOB_TITLE, CFD_PART_WHOLE, CFD_CLAIM_GENERIC},
    [EMAIL] = {CFD_KIND_EMAIL, CFD_PART_WHOLE, CFD_CLAIM_STRONG},
    [PHONE] = {CFD_KIND_PHONE, CFD_PART_WHOLE, CFD_CLAIM_STRONG},
    [CUSTOMER] = {CFD_KIND_CUSTOMER_ID, CFD_PART_WHOLE, CFD_CLAIM_STRONG},
};

struct row {
    const char *key;
    enum what what;
};

/* clang-format off */
static const struct row claiming[] = {
    /* English */
    {"name", NAME}, {"Name", NAME}, {"names", NAME}, {"username", NAME}, {"login", NAME},
    {"firstName", GIVEN}, {"first_name", GIVEN}, {"givenName", GIVEN}, {"fname", GIVEN},
    {"forename", GIVEN}, {"contactFirstName", GIVEN}, {"christianName", GIVEN},
    {"lastName", FAMILY}, {"surname", FAMILY}, {"familyName", FAMILY}, {"maidenName", FAMILY},
    {"sur-name", FAMILY}, {"guest_last_name", FAMILY}, {"lname", FAMILY},
    {"fullName", FULL}, {"displayName", FULL}, {"contactName", FULL}, {"customerName", FULL},
    {"ownerName", FULL}, {"agent_name", FULL}, {"employeeName", FULL}, {"contact person", FULL},
    {"personName", FULL}, {"shipperName", FULL}, {"user.name", NAME}, {"cardholderName", FULL},
    {"company", COMPANY}, {"companyName", COMPANY}, {"employer", COMPANY},
    {"organization", COMPANY}, {"organisation_name", COMPANY}, {"currentEmployer", COMPANY},
    {"business", COMPANY}, {"firm", COMPANY},
    {"jobTitle", JOB}, {"job_title", JOB}, {"JOBTITLE", JOB}, {"jobPosition", JOB},
    {"jobRole", JOB}, {"position", JOB}, {"occupation", JOB}, {"profession", JOB},
    {"designation", JOB}, {"professionalTitle", JOB}, {"currentJobTitle", JOB},
    {"title", TITLE}, {"role", TITLE}, {"function", TITLE},
    {"email", EMAIL}, {"e-mail", EMAIL}, {"E-Mail", EMAIL}, {"emailAddress", EMAIL},
    {"mail", EMAIL}, {"emails", EMAIL}, {"workEmail", EMAIL}, {"email2", EMAIL},
    {"contact_email_address", EMAIL}, {"billingEmail", EMAIL}, {"userEmail", EMAIL},
    {"primary_email", EMAIL}, {"emailId", EMAIL},
    {"phone", PHONE}, {"phoneNumber", PHONE}, {"phone_no", PHONE}, {"telephone", PHONE},
    {"tel", PHONE}, {"mobile", PHONE}, {"mobilePhone", PHONE}, {"cellPhone", PHONE},
    {"fax", PHONE}, {"workPhone", PHONE}, {"phone1", PHONE}, {"home_phone_number", PHONE},
    {"mobileNo", PHONE}, {"whatsapp", PHONE}, {"phones", PHONE}, {"phoneOffice", PHONE},
    {"customerId", CUSTOMER}, {"customer_number", CUSTOMER}, {"customerNo", CUSTOMER},
    {"custId", CUSTOMER}, {"customerRef", CUSTOMER}, {"customerIds", CUSTOMER},
    {"CUSTOMER-NUMBER", CUSTOMER}, {"client_number", CUSTOMER}, {"stripe_customer_id", CUSTOMER},
    {"customerCode", CUSTOMER}, {"customerKey", CUSTOMER}, {"customerReference", CUSTOMER},
    /* French */
    {"nom", NAME}, {"prenom", GIVEN}, {"prénom", GIVEN}, {"nomDeFamille", FAMILY},
    {"nomComplet", FULL}, {"interlocuteur", FULL}, {"courriel", EMAIL}, {"adresse_email", EMAIL},
    {"téléphone", PHONE}, {"portable", PHONE}, {"société", COMPANY}, {"entreprise", COMPANY},
    {"employeur", COMPANY}, {"fonction", JOB}, {"poste", JOB}, {"numeroClient", CUSTOMER},
    {"numClient", CUSTOMER},
    /* German */
    {"vorname", GIVEN}, {"Vorname", GIVEN}, {"nachname", FAMILY}, {"familienname", FAMILY},
    {"vollname", FULL}, {"ansprechpartner", FULL}, {"benutzername", NAME}, {"rufname", GIVEN},
    {"E-Mail-Adresse", EMAIL}, {"telefonnummer", PHONE}, {"handy", PHONE}, {"mobil", PHONE},
    {"firma", COMPANY}, {"arbeitgeber", COMPANY}, {"unternehmen", COMPANY}, {"beruf", JOB},
    {"berufsbezeichnung", JOB}, {"kundennummer", CUSTOMER}, {"kunden_nr", CUSTOMER},
    {"KundenID", CUSTOMER}, {"titel", TITLE},
    /* Spanish */
    {"nombre", NAME}, {"nombreCompleto", FULL}, {"apellido", FAMILY}, {"apellidos", FAMILY},
    {"correo", EMAIL}, {"teléfono", PHONE}, {"móvil", PHONE}, {"celular", PHONE},
    {"empresa", COMPANY}, {"empleador", COMPANY}, {"puesto", JOB}, {"cargo", TITLE},
    {"idCliente", CUSTOMER}, {"numero_cliente", CUSTOMER}, {"contacto", FULL},
    /* Portuguese */
    {"nome", NAME}, {"nomeCompleto", FULL}, {"sobrenome", FAMILY}, {"apelido", FAMILY},
    {"primeiroNome", GIVEN}, {"telefone", PHONE}, {"codigoCliente", CUSTOMER},
    /* Italian */
    {"cognome", FAMILY}, {"posta", EMAIL}, {"telefono", PHONE}, {"cellulare", PHONE},
    {"azienda", COMPANY}, {"società", COMPANY}, {"mansione", JOB}, {"qualifica", JOB},
    {"codiceCliente", CUSTOMER}, {"contatto", FULL},
    /* Dutch */
    {"naam", NAME}, {"voornaam", GIVEN}, {"achternaam", FAMILY}, {"telefoon", PHONE},
    {"mobiel", PHONE}, {"bedrijf", COMPANY}, {"werkgever", COMPANY}, {"functie", JOB},
    {"beroep", JOB}, {"klantnummer", CUSTOMER}, {"contactpersoon", FULL},
};

static const char *const silent[] = {
    /* about an address or number, not one */
    "emailVerified", "email_verified_at", "emailCount", "emailEnabled", "emailFormat", "emailHash",
    "emailStatus", "isEmailConfirmed", "emailUrl", "emailSubject", "email_text", "emailType",
    "phoneType", "phone_verified", "phoneStatus", "phoneCount", "phoneExtension", "phoneFormat",
    "phoneId", "phone_number_id", "mobileVerified", "phoneCode", "cellId", "mobileKey", "faxEnabled",
    "phonePrefix", "telFormat", "emailTemplateName",
    /* names of things */
    "vesselName", "fileName", "file_name", "productName", "portName", "countryName", "cityName",
    "hostName", "hostname", "domainName", "className", "tableName", "columnName", "fieldName",
    "eventName", "groupName", "roleName", "projectName", "repositoryName", "branchName", "tagName",
    "labelName", "planName", "serviceName", "serverName", "templateName", "variableName", "keyName",
    "bankName", "brandName", "carrierName", "terminalName", "facilityName", "codeListName",
    "chargeName", "nameSpace", "namespace", "streetName", "displayNameLocale", "nameType",
    "packageName", "moduleName", "typeName", "statusName", "categoryName", "courseName",
    "statementDescriptorName", "modelName", "deviceName", "appName", "departmentName", "bucketName",
    "full_repo_name", "nameservers", "filename", "longName", "shortName", "locationName",
    "properShippingName", "technicalName", "localName", "nodeName",
    /* numbers of things */
    "id", "ID", "_id", "uuid", "number", "no", "ref", "code", "clientId", "client_id", "orderId",
    "orderNumber", "bookingNumber", "invoiceNo", "customerCount", "customerType", "customer_since",
    "userId", "accountId", "account_number", "personId", "containerNumber", "trackingNumber",
    "serialNumber", "taxId", "orderRef", "partyCode", "contactId", "employeeNumber", "memberId",
    "passengerCount", "customerIdType", "productId", "externalId",
    /* companies' facts */
    "companySize", "companyId", "companyType", "companyUrl", "companyCount", "organizationId",
    "organization_url", "employerCount", "companyStatus", "businessType", "companyCode",
    /* jobs that are none, titles of things */
    "job", "jobId", "jobStatus", "jobCount", "jobs", "titleUrl", "titleCount", "positionCount",
    "positionId", "pageTitle", "bookTitle", "documentTitle", "roleId", "jobUrl", "subtitle",
    /* things */
    "vessel", "port", "voyage", "container", "product", "city", "country", "address", "street",
    "date", "createdAt", "updated_at", "price", "amount", "currency", "status", "type", "kind",
    "description", "message", "url", "html_url", "size", "count", "total", "latitude", "locale",
    "language", "version", "token", "state", "zip", "postalCode", "timestamp", "value", "data",
    "items", "result", "metadata", "enabled", "active", "color", "weight", "temperature",
    /* people as objects: the key alone is no claim to their name */
    "user", "contact", "owner", "agent", "shipper", "consignee", "author", "first",
    "last", "full", "display",
    /* odd keys */
    "", "-", "___", "123", "\xff\xfe", "😀", "名前", "имя", "a", "x1", "firstNam", "emial", "nmae",
    "$ref", "@type", "#", "emailphonename", "first name of the vessel that was seen there last",
};
/* clang-format on */

static struct cfd_key_claim read_key(const char *key)
{
    return cfd_key_read(cfd_bytes_str(key)).claim;
}

static bool is_claim(struct cfd_key_claim claim, enum what what)
{
    return claim.kind == claims[what].kind && claim.part == claims[what].part &&
           claim.strength == claims[what].strength;
}

static void print_claim(const char *key, struct cfd_key_claim claim)
{
    print_error("%s claims %s %s, strength %d\n", key, cfd_kind_name(claim.kind),
                cfd_part_name(claim.part), (int)claim.strength);
}

static void key_claims_its_kind(void **state)
{
    size_t wrong = 0;

    for (size_t i = 0; i < TEST_COUNT(claiming); i++) {
        struct cfd_key_claim claim = read_key(claiming[i].key);

        if (is_claim(claim, claiming[i].what))
            continue;
        print_claim(claiming[i].key, claim);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void key_of_something_else_claims_nothing(void **state)
{
    size_t wrong = 0;

    assert_true(TEST_COUNT(silent) > TEST_COUNT(claiming));
    for (size_t i = 0; i < TEST_COUNT(silent); i++) {
        struct cfd_key_claim claim = read_key(silent[i]);

        if (claim.kind == CFD_KIND_NONE && claim.part == CFD_PART_WHOLE &&
            (claim.strength == CFD_CLAIM_NONE || claim.strength == CFD_CLAIM_OTHER))
            continue;
        print_claim(silent[i], claim);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* ---- Spellings ---- */

enum spelling { CAMEL, PASCAL, SNAKE, KEBAB, SCREAMING, DOTTED, SPACED, SPELLING_COUNT };

static size_t put_word(char *out, const char *word, enum spelling spelling, bool is_first)
{
    static const char separators[SPELLING_COUNT] = {0, 0, '_', '-', '_', '.', ' '};
    size_t used = 0;

    if (!is_first && separators[spelling] != 0)
        out[used++] = separators[spelling];
    for (size_t i = 0; word[i] != '\0'; i++) {
        bool is_capital = spelling == SCREAMING ||
                          (i == 0 && (spelling == PASCAL || (spelling == CAMEL && !is_first)));

        out[used++] = (char)(is_capital ? toupper((unsigned char)word[i]) : word[i]);
    }
    return used;
}

static void spell(char out[128], const char *const *words, enum spelling spelling)
{
    size_t used = 0;

    for (size_t i = 0; words[i] != NULL; i++)
        used += put_word(out + used, words[i], spelling, i == 0);
    out[used] = '\0';
}

/* customerNumber, CustomerNumber, customer_number, customer-number, CUSTOMER_NUMBER,
 * customer.number and "customer number" are one key. */
static void prop_claim_is_the_same_in_every_spelling(void **state)
{
    static const struct {
        const char *words[5];
        enum what what;
    } cases[] = {
        {{"first", "name"}, GIVEN},
        {{"contact", "first", "name"}, GIVEN},
        {{"last", "name"}, FAMILY},
        {{"full", "name"}, FULL},
        {{"booking", "agent", "name"}, NOTHING},
        {{"company", "name"}, COMPANY},
        {{"job", "title"}, JOB},
        {{"email", "address"}, EMAIL},
        {{"work", "email", "address"}, EMAIL},
        {{"phone", "number"}, PHONE},
        {{"home", "phone"}, PHONE},
        {{"customer", "number"}, CUSTOMER},
        {{"numero", "cliente"}, CUSTOMER},
        {{"vessel", "name"}, NOTHING},
        {{"email", "verified"}, NOTHING},
        {{"phone", "number", "id"}, NOTHING},
        {{"company", "size"}, NOTHING},
        {{"client", "id"}, NOTHING},
    };
    char key[128];

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        for (int spelling = 0; spelling < SPELLING_COUNT; spelling++) {
            struct cfd_key_claim claim;

            spell(key, cases[i].words, (enum spelling)spelling);
            claim = read_key(key);
            if (cases[i].what == NOTHING ? claim.kind == CFD_KIND_NONE
                                         : is_claim(claim, cases[i].what))
                continue;
            print_claim(key, claim);
            fail();
        }
}

static void prop_digits_and_marks_around_change_nothing(void **state)
{
    static const char *const forms[] = {"%s1", "%s_2", "_%s", "%s[]", "$%s",
                                        "%s ", " %s",  "1%s", "%s-",  "#%s"};
    char key[128];

    for (size_t i = 0; i < TEST_COUNT(claiming); i++)
        for (size_t form = 0; form < TEST_COUNT(forms); form++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            (void)snprintf(key, sizeof(key), forms[form], claiming[i].key);
#pragma GCC diagnostic pop
            if (!is_claim(read_key(key), claiming[i].what))
                fail_msg("'%s' is not read as %s is", key, claiming[i].key);
        }
}

/* ---- Bounds ---- */

static void long_key_claims_nothing(void **state)
{
    char key[CFD_KEY_READ_MAX_BYTES + 2];

    memset(key, '_', sizeof(key));
    memcpy(key, "email", 5);
    assert_true(is_claim(cfd_key_read(cfd_bytes_of(key, CFD_KEY_READ_MAX_BYTES)).claim, EMAIL));
    assert_int_equal(cfd_key_read(cfd_bytes_of(key, CFD_KEY_READ_MAX_BYTES + 1)).claim.kind,
                     CFD_KIND_NONE);
    memset(key, 'a', sizeof(key));
    assert_int_equal(cfd_key_read(cfd_bytes_of(key, CFD_KEY_READ_MAX_BYTES)).claim.kind,
                     CFD_KIND_NONE);
}

static void key_of_many_words_claims_nothing(void **state)
{
    assert_true(is_claim(read_key("a_b_c_d_e_f_g_email"), EMAIL));
    assert_int_equal(read_key("a_b_c_d_e_f_g_h_email").kind, CFD_KIND_NONE);
    assert_int_equal(read_key("aBCDEFGHIJKLMNOPaBaBaBaBaBaBaBemail").kind, CFD_KIND_NONE);
}

static void key_of_any_bytes_is_read(void **state)
{
    uint8_t key[80];
    uint32_t random = 1;

    for (unsigned round = 0; round < 200000; round++) {
        size_t len = 0;

        random = random * 1664525u + 1013904223u;
        for (len = 0; len < (random >> 8) % sizeof(key); len++) {
            random = random * 1664525u + 1013904223u;
            key[len] = (uint8_t)(random >> 24);
        }
        (void)cfd_key_read(cfd_bytes_of(key, len));
    }
    assert_int_equal(cfd_key_read(cfd_bytes_of(NULL, 0)).claim.kind, CFD_KIND_NONE);
}

/* ---- Contexts ---- */

static void key_says_what_its_object_is_about(void **state)
{
    static const struct {
        const char *key;
        enum cfd_context context;
    } cases[] = {
        {"user", CFD_CONTEXT_PERSON},
        {"contact", CFD_CONTEXT_PERSON},
        {"contacts", CFD_CONTEXT_PERSON},
        {"customer", CFD_CONTEXT_PERSON},
        {"bookingAgent", CFD_CONTEXT_PERSON},
        {"consignee", CFD_CONTEXT_PERSON},
        {"billing_contact", CFD_CONTEXT_PERSON},
        {"ansprechpartner", CFD_CONTEXT_PERSON},
        {"notifyParty", CFD_CONTEXT_PERSON},
        {"name", CFD_CONTEXT_NAME},
        {"fullName", CFD_CONTEXT_PERSON},
        {"company", CFD_CONTEXT_EMPLOYER},
        {"employer", CFD_CONTEXT_EMPLOYER},
        {"job", CFD_CONTEXT_JOB},
        {"occupation", CFD_CONTEXT_JOB},
        {"profile", CFD_CONTEXT_WRAPPER},
        {"contactDetails", CFD_CONTEXT_WRAPPER},
        {"data", CFD_CONTEXT_WRAPPER},
        {"vessel", CFD_CONTEXT_THING},
        {"product", CFD_CONTEXT_THING},
        {"departurePort", CFD_CONTEXT_THING},
        {"repository", CFD_CONTEXT_THING},
        {"team", CFD_CONTEXT_THING},
        {"bankAccount", CFD_CONTEXT_WRAPPER},
        {"address", CFD_CONTEXT_NEUTRAL},
        {"foo", CFD_CONTEXT_NEUTRAL},
        {"", CFD_CONTEXT_NEUTRAL},
        {"7", CFD_CONTEXT_NEUTRAL},
        {"userCount", CFD_CONTEXT_NEUTRAL},
        {"contactUrl", CFD_CONTEXT_NEUTRAL},
        {"email", CFD_CONTEXT_NEUTRAL},
        {"status", CFD_CONTEXT_NEUTRAL},
    };

    for (size_t i = 0; i < TEST_COUNT(cases); i++)
        if (read_key(cases[i].key).context != cases[i].context)
            fail_msg("%s is about %d", cases[i].key, (int)read_key(cases[i].key).context);
}

static struct cfd_key_claim read_inside(const char *key, enum cfd_context context)
{
    struct cfd_key_reading reading = cfd_key_read(cfd_bytes_str(key));

    return cfd_key_in_context(&reading, context);
}

static void context_decides_general_keys(void **state)
{
    assert_true(is_claim(read_inside("name", CFD_CONTEXT_NEUTRAL), NAME));
    assert_true(is_claim(read_inside("name", CFD_CONTEXT_PERSON), NAME));
    assert_true(is_claim(read_inside("name", CFD_CONTEXT_WRAPPER), NAME));
    assert_true(is_claim(read_inside("name", CFD_CONTEXT_EMPLOYER), COMPANY));
    assert_true(is_claim(read_inside("nom", CFD_CONTEXT_EMPLOYER), COMPANY));
    assert_true(is_claim(read_inside("name", CFD_CONTEXT_JOB), JOB));
    assert_true(is_claim(read_inside("title", CFD_CONTEXT_JOB), JOB));
    assert_true(is_claim(read_inside("first", CFD_CONTEXT_NAME), GIVEN));
    assert_true(is_claim(read_inside("given", CFD_CONTEXT_NAME), GIVEN));
    assert_true(is_claim(read_inside("last", CFD_CONTEXT_NAME), FAMILY));
    assert_true(is_claim(read_inside("family", CFD_CONTEXT_NAME), FAMILY));
    assert_true(is_claim(read_inside("full", CFD_CONTEXT_NAME), FULL));
    assert_true(is_claim(read_inside("display", CFD_CONTEXT_NAME), FULL));
}

static void context_decides_nothing_else(void **state)
{
    assert_int_equal(read_inside("name", CFD_CONTEXT_THING).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("name", CFD_CONTEXT_THING).strength, CFD_CLAIM_OTHER);
    assert_int_equal(read_inside("first", CFD_CONTEXT_PERSON).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("first", CFD_CONTEXT_THING).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("last", CFD_CONTEXT_NEUTRAL).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("first_seen", CFD_CONTEXT_NAME).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("lastLogin", CFD_CONTEXT_NAME).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("", CFD_CONTEXT_NAME).kind, CFD_KIND_NONE);
    assert_int_equal(read_inside("count", CFD_CONTEXT_NAME).kind, CFD_KIND_NONE);
    assert_true(is_claim(read_inside("title", CFD_CONTEXT_PERSON), TITLE));
    assert_true(is_claim(read_inside("title", CFD_CONTEXT_EMPLOYER), TITLE));
    for (int context = 0; context <= CFD_CONTEXT_THING; context++) {
        assert_true(is_claim(read_inside("firstName", (enum cfd_context)context), GIVEN));
        assert_true(is_claim(read_inside("email", (enum cfd_context)context), EMAIL));
        assert_true(is_claim(read_inside("phone", (enum cfd_context)context), PHONE));
        assert_true(is_claim(read_inside("customerId", (enum cfd_context)context), CUSTOMER));
        assert_int_equal(read_inside("vesselName", (enum cfd_context)context).kind, CFD_KIND_NONE);
        assert_int_equal(read_inside("id", (enum cfd_context)context).kind, CFD_KIND_NONE);
    }
}

/* What a key says of the object it opens does not depend on where it stands. */
static void context_of_a_key_stays_inside_others(void **state)
{
    for (int context = 0; context <= CFD_CONTEXT_THING; context++) {
        assert_int_equal(read_inside("name", (enum cfd_context)context).context, CFD_CONTEXT_NAME);
        assert_int_equal(read_inside("user", (enum cfd_context)context).context,
                         CFD_CONTEXT_PERSON);
        assert_int_equal(read_inside("vessel", (enum cfd_context)context).context,
                         CFD_CONTEXT_THING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_claims_its_kind),
        cmocka_unit_test(key_of_something_else_claims_nothing),
        cmocka_unit_test(prop_claim_is_the_same_in_every_spelling),
        cmocka_unit_test(prop_digits_and_marks_around_change_nothing),
        cmocka_unit_test(long_key_claims_nothing),
        cmocka_unit_test(key_of_many_words_claims_nothing),
        cmocka_unit_test(key_of_any_bytes_is_read),
        cmocka_unit_test(key_says_what_its_object_is_about),
        cmocka_unit_test(context_decides_general_keys),
        cmocka_unit_test(context_decides_nothing_else),
        cmocka_unit_test(context_of_a_key_stays_inside_others),
    };

    return cmocka_run_group_tests_name("key_claim", tests, NULL, NULL);
}
