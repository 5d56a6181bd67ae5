/* SPDX-License-Identifier: Apache-2.0
 * The words of keys, of job titles and of legal forms, each table sorted by bytes.
 *
 * Written for this project from the vocabulary of published APIs; tests/unit/test_word.c holds that
 * the tables are sorted and that no word stands twice. */
#include "core/classify/word.h"

#include <string.h>

struct word_row {
    const char *word;
    unsigned char meaning;
};

/* Short names, so that a row is a row. */
enum {
    NAME = CFD_WORD_NAME,
    GIVEN = CFD_WORD_GIVEN,
    FAMILY = CFD_WORD_FAMILY,
    GIVEN_NAME = CFD_WORD_GIVEN_NAME,
    FAMILY_NAME = CFD_WORD_FAMILY_NAME,
    FULL = CFD_WORD_FULL,
    FULL_NAME = CFD_WORD_FULL_NAME,
    USER_NAME = CFD_WORD_USER_NAME,
    EMAIL = CFD_WORD_EMAIL,
    PHONE = CFD_WORD_PHONE,
    CUSTOMER = CFD_WORD_CUSTOMER,
    CUSTOMER_ID = CFD_WORD_CUSTOMER_ID,
    NUMBER = CFD_WORD_NUMBER,
    ID = CFD_WORD_ID,
    PERSON = CFD_WORD_PERSON,
    EMPLOYER = CFD_WORD_EMPLOYER,
    JOB = CFD_WORD_JOB,
    JOB_TITLE = CFD_WORD_JOB_TITLE,
    POSITION = CFD_WORD_POSITION,
    TITLE = CFD_WORD_TITLE,
    WRAPPER = CFD_WORD_WRAPPER,
    THING = CFD_WORD_THING,
    PORTRAIT = CFD_WORD_PORTRAIT,
    QUALIFIER = CFD_WORD_QUALIFIER,
};

/* clang-format off */
static const struct word_row words[] = {
    { "absender", PERSON }, { "account", WRAPPER }, { "achternaam", FAMILY_NAME },
    { "action", THING }, { "adressemail", EMAIL }, { "agent", PERSON }, { "airport", THING },
    { "album", THING }, { "ansprechpartner", FULL_NAME }, { "answer", THING },
    { "apelido", FAMILY_NAME }, { "apellido", FAMILY_NAME }, { "app", THING },
    { "applicant", PERSON }, { "application", THING }, { "arbeitgeber", EMPLOYER },
    { "article", THING }, { "artist", THING }, { "assignee", PERSON }, { "at", QUALIFIER },
    { "attachment", THING }, { "attendee", PERSON }, { "attn", PERSON }, { "attribute", WRAPPER },
    { "auteur", PERSON }, { "author", PERSON }, { "autor", PERSON }, { "avatar", PORTRAIT },
    { "avg", QUALIFIER },
    { "azienda", EMPLOYER }, { "bank", THING }, { "basic", WRAPPER }, { "bedrijf", EMPLOYER },
    { "beneficiary", PERSON }, { "benutzer", PERSON }, { "benutzername", USER_NAME },
    { "beroep", JOB_TITLE }, { "berth", THING }, { "beruf", JOB_TITLE },
    { "berufsbezeichnung", JOB_TITLE }, { "body", WRAPPER }, { "book", THING },
    { "booking", THING }, { "bookingparty", PERSON }, { "branch", THING }, { "brand", THING },
    { "building", THING }, { "buque", THING }, { "business", EMPLOYER }, { "button", THING },
    { "buyer", PERSON }, { "calendar", THING }, { "candidate", PERSON }, { "card", THING },
    { "cardholder", PERSON }, { "cargo", TITLE }, { "carrier", THING },
    { "categories", THING }, { "category", THING }, { "cell", PHONE }, { "cellphone", PHONE },
    { "cellulare", PHONE }, { "celular", PHONE }, { "channel", THING }, { "child", PERSON },
    { "christian", GIVEN }, { "cities", THING }, { "città", THING }, { "city", THING },
    { "ciudad", THING }, { "class", QUALIFIER }, { "client", PERSON }, { "cliente", CUSTOMER },
    { "clientnumber", CUSTOMER_ID }, { "cluster", THING }, { "code", ID },
    { "codicecliente", CUSTOMER_ID }, { "codigocliente", CUSTOMER_ID },
    { "cognome", FAMILY_NAME }, { "collaborator", PERSON }, { "color", THING },
    { "colour", THING }, { "column", THING }, { "commit", THING }, { "committer", PERSON },
    { "commodity", THING }, { "companies", EMPLOYER }, { "company", EMPLOYER },
    { "companyname", EMPLOYER }, { "complete", FULL }, { "completename", FULL_NAME },
    { "confirmed", QUALIFIER }, { "consignee", PERSON }, { "contact", PERSON },
    { "contactname", FULL_NAME }, { "contacto", FULL_NAME }, { "contactperson", FULL_NAME },
    { "contactpersoon", FULL_NAME }, { "container", THING }, { "contatto", FULL_NAME },
    { "content", WRAPPER }, { "corporation", EMPLOYER }, { "correo", EMAIL },
    { "count", QUALIFIER }, { "countries", THING }, { "country", THING }, { "coupon", THING },
    { "courriel", EMAIL }, { "course", THING }, { "created", QUALIFIER }, { "creator", PERSON },
    { "currencies", THING }, { "currency", THING }, { "custid", CUSTOMER_ID },
    { "custno", CUSTOMER_ID }, { "customer", CUSTOMER }, { "customercode", CUSTOMER_ID },
    { "customerid", CUSTOMER_ID }, { "customerno", CUSTOMER_ID }, { "customernr", CUSTOMER_ID },
    { "customernumber", CUSTOMER_ID }, { "customerref", CUSTOMER_ID }, { "data", WRAPPER },
    { "database", THING }, { "dataset", THING }, { "date", QUALIFIER }, { "deleted", QUALIFIER },
    { "department", THING }, { "deployment", THING }, { "desc", QUALIFIER },
    { "description", QUALIFIER }, { "designation", JOB_TITLE }, { "destinataire", PERSON },
    { "detail", WRAPPER }, { "device", THING }, { "dimension", THING }, { "dipendente", PERSON },
    { "discount", THING }, { "display", FULL }, { "displayname", FULL_NAME },
    { "division", THING }, { "document", THING }, { "domain", THING }, { "driver", PERSON },
    { "ecosystem", THING }, { "edge", WRAPPER }, { "editor", PERSON }, { "email", EMAIL },
    { "emailaddress", EMAIL }, { "emailadresse", EMAIL }, { "emailid", EMAIL }, { "emailtype", QUALIFIER },
    { "empfänger", PERSON }, { "empleado", PERSON }, { "empleador", EMPLOYER },
    { "employee", PERSON }, { "employer", EMPLOYER }, { "employername", EMPLOYER },
    { "employeur", EMPLOYER }, { "employé", PERSON }, { "empresa", EMPLOYER },
    { "enabled", QUALIFIER }, { "entities", WRAPPER }, { "entity", WRAPPER },
    { "entreprise", EMPLOYER }, { "entries", WRAPPER }, { "entry", WRAPPER }, { "enum", THING },
    { "environment", THING }, { "equipment", THING }, { "event", THING },
    { "expires", QUALIFIER }, { "expéditeur", PERSON }, { "extension", QUALIFIER },
    { "facilities", THING }, { "facility", THING }, { "familienname", FAMILY_NAME },
    { "family", FAMILY }, { "familyname", FAMILY_NAME }, { "fax", PHONE }, { "faxnumber", PHONE },
    { "feature", THING }, { "field", THING }, { "file", THING }, { "film", THING },
    { "firm", EMPLOYER }, { "firma", EMPLOYER }, { "firmenname", EMPLOYER }, { "first", GIVEN },
    { "firstname", GIVEN_NAME }, { "flag", QUALIFIER }, { "fname", GIVEN_NAME },
    { "fonction", JOB_TITLE }, { "font", THING }, { "fore", GIVEN }, { "forename", GIVEN_NAME },
    { "form", THING }, { "format", QUALIFIER }, { "forwarder", PERSON }, { "full", FULL },
    { "fullname", FULL_NAME }, { "functie", JOB_TITLE }, { "function", TITLE },
    { "funktion", JOB_TITLE }, { "game", THING }, { "gebruiker", PERSON }, { "general", WRAPPER },
    { "given", GIVEN }, { "givenname", GIVEN_NAME }, { "gravatar", PORTRAIT },
    { "group", THING }, { "gsm", PHONE },
    { "guest", PERSON }, { "hafen", THING }, { "handle", USER_NAME }, { "handy", PHONE },
    { "hash", QUALIFIER }, { "haven", THING }, { "holder", PERSON }, { "holiday", THING },
    { "host", THING }, { "html", QUALIFIER }, { "icon", THING }, { "id", ID },
    { "idcliente", CUSTOMER_ID }, { "identity", WRAPPER }, { "image", THING }, { "index", THING },
    { "individual", PERSON }, { "info", WRAPPER }, { "information", WRAPPER },
    { "interlocuteur", FULL_NAME }, { "invoice", THING }, { "item", WRAPPER }, { "job", JOB },
    { "jobfunction", JOB_TITLE }, { "jobposition", JOB_TITLE }, { "jobrole", JOB_TITLE },
    { "jobtitle", JOB_TITLE }, { "key", ID }, { "kind", QUALIFIER }, { "klant", CUSTOMER },
    { "klantid", CUSTOMER_ID }, { "klantnummer", CUSTOMER_ID }, { "kunde", CUSTOMER },
    { "kunden", CUSTOMER }, { "kundenid", CUSTOMER_ID }, { "kundennr", CUSTOMER_ID },
    { "kundennummer", CUSTOMER_ID }, { "label", THING }, { "land", THING }, { "lang", QUALIFIER },
    { "language", THING }, { "last", FAMILY }, { "lastname", FAMILY_NAME }, { "lead", PERSON },
    { "legal", FULL }, { "length", QUALIFIER }, { "lesson", THING }, { "level", THING },
    { "license", THING }, { "limit", QUALIFIER }, { "line", THING }, { "link", QUALIFIER },
    { "lname", FAMILY_NAME }, { "locale", QUALIFIER }, { "location", THING },
    { "login", USER_NAME }, { "maiden", FAMILY }, { "mail", EMAIL }, { "mailaddress", EMAIL },
    { "mailadresse", EMAIL }, { "mailid", EMAIL }, { "make", THING }, { "manager", PERSON },
    { "mansione", JOB_TITLE }, { "max", QUALIFIER }, { "measure", THING },
    { "medewerker", PERSON }, { "member", PERSON }, { "membre", PERSON }, { "menu", THING },
    { "message", QUALIFIER }, { "method", THING }, { "metric", THING }, { "milestone", THING },
    { "min", QUALIFIER }, { "mitarbeiter", PERSON }, { "mitglied", PERSON }, { "mobiel", PHONE },
    { "mobil", PHONE }, { "mobile", PHONE }, { "mobilenumber", PHONE }, { "mobilephone", PHONE },
    { "model", THING }, { "module", THING }, { "movie", THING }, { "movil", PHONE },
    { "msisdn", PHONE }, { "móvil", PHONE }, { "naam", NAME }, { "nachname", FAMILY_NAME },
    { "name", NAME }, { "namespace", THING }, { "namn", NAME }, { "nave", THING },
    { "navire", THING }, { "network", THING }, { "nickname", USER_NAME }, { "no", NUMBER },
    { "node", WRAPPER }, { "nom", NAME }, { "nombre", NAME }, { "nombrecompleto", FULL_NAME },
    { "nomcomplet", FULL_NAME }, { "nomdefamille", FAMILY_NAME }, { "nome", NAME },
    { "nomecompleto", FULL_NAME }, { "nomedebattesimo", GIVEN_NAME }, { "notify", PERSON },
    { "nr", NUMBER }, { "num", NUMBER }, { "number", NUMBER }, { "numclient", CUSTOMER_ID },
    { "numero", NUMBER }, { "numeroclient", CUSTOMER_ID }, { "numerocliente", CUSTOMER_ID },
    { "nummer", NUMBER }, { "numéro", NUMBER }, { "numérocliente", CUSTOMER_ID },
    { "número", NUMBER }, { "occupation", JOB_TITLE }, { "office", THING }, { "option", THING },
    { "order", THING }, { "organisation", EMPLOYER }, { "organisationname", EMPLOYER },
    { "organization", EMPLOYER }, { "organizationname", EMPLOYER }, { "owner", PERSON },
    { "package", THING }, { "page", THING }, { "parameter", THING }, { "parent", PERSON },
    { "participant", PERSON }, { "parties", PERSON }, { "party", PERSON },
    { "passenger", PERSON }, { "patient", PERSON }, { "payee", PERSON }, { "payer", PERSON },
    { "payload", WRAPPER }, { "payment", THING }, { "pays", THING }, { "people", PERSON },
    { "permission", THING }, { "person", PERSON }, { "persona", PERSON }, { "personal", WRAPPER },
    { "personname", FULL_NAME }, { "personne", PERSON }, { "pessoa", PERSON }, { "phone", PHONE },
    { "phoneno", PHONE }, { "phonenumber", PHONE }, { "phonetype", QUALIFIER }, { "place", THING }, { "plan", THING },
    { "plugin", THING }, { "pod", THING }, { "port", THING }, { "portable", PHONE },
    { "porto", THING }, { "position", POSITION }, { "posta", EMAIL }, { "poste", JOB_TITLE },
    { "prefix", QUALIFIER }, { "prenom", GIVEN_NAME }, { "price", THING },
    { "primeironome", GIVEN_NAME }, { "private", QUALIFIER }, { "prodotto", THING },
    { "product", THING }, { "producto", THING }, { "produit", THING },
    { "profession", JOB_TITLE }, { "professional", JOB }, { "profile", WRAPPER },
    { "project", THING }, { "properties", WRAPPER }, { "property", WRAPPER },
    { "prospect", PERSON }, { "prénom", GIVEN_NAME }, { "pseudo", USER_NAME },
    { "public", QUALIFIER }, { "puerto", THING }, { "puesto", JOB_TITLE },
    { "qualifica", JOB_TITLE }, { "question", THING }, { "queue", THING }, { "rank", QUALIFIER },
    { "rate", QUALIFIER }, { "receiver", PERSON }, { "recipient", PERSON }, { "record", WRAPPER },
    { "ref", ID }, { "reference", ID }, { "region", THING }, { "release", THING },
    { "repo", THING }, { "repository", THING }, { "required", QUALIFIER },
    { "response", WRAPPER }, { "result", WRAPPER }, { "reviewer", PERSON }, { "rol", TITLE },
    { "role", TITLE }, { "room", THING }, { "route", THING }, { "rufname", GIVEN_NAME },
    { "rufnummer", PHONE }, { "runner", THING }, { "ruolo", JOB_TITLE }, { "rôle", TITLE },
    { "schema", THING }, { "schiff", THING }, { "schip", THING }, { "scope", THING },
    { "screenname", USER_NAME }, { "season", THING }, { "second", FAMILY }, { "seller", PERSON },
    { "sender", PERSON }, { "server", THING }, { "service", THING }, { "setting", THING },
    { "ship", THING }, { "shipper", PERSON }, { "shipping", THING }, { "signatory", PERSON },
    { "site", THING }, { "size", QUALIFIER }, { "sobrenome", FAMILY_NAME },
    { "societa", EMPLOYER }, { "societe", EMPLOYER }, { "società", EMPLOYER },
    { "société", EMPLOYER }, { "song", THING }, { "sort", QUALIFIER }, { "source", THING },
    { "spouse", PERSON }, { "stad", THING }, { "stade", THING }, { "stadt", THING },
    { "staff", PERSON }, { "state", THING }, { "station", THING }, { "status", QUALIFIER },
    { "stellenbezeichnung", JOB_TITLE }, { "step", THING }, { "street", THING },
    { "student", PERSON }, { "subject", QUALIFIER }, { "subscriber", PERSON },
    { "suffix", QUALIFIER }, { "supervisor", PERSON }, { "sur", FAMILY },
    { "surname", FAMILY_NAME }, { "survey", THING }, { "table", THING }, { "tag", THING },
    { "target", THING }, { "task", THING }, { "tax", THING }, { "teacher", PERSON },
    { "team", THING }, { "tel", PHONE }, { "telefon", PHONE }, { "telefone", PHONE },
    { "telefonnummer", PHONE }, { "telefono", PHONE }, { "telefoon", PHONE },
    { "telephone", PHONE }, { "telephonenumber", PHONE }, { "telno", PHONE },
    { "teléfono", PHONE }, { "template", THING }, { "tenant", PERSON }, { "terminal", THING },
    { "text", QUALIFIER }, { "theme", THING }, { "time", QUALIFIER }, { "titel", TITLE },
    { "title", TITLE }, { "titolo", TITLE }, { "titre", TITLE }, { "titulo", TITLE },
    { "topic", THING }, { "total", QUALIFIER }, { "town", THING }, { "traveler", PERSON },
    { "traveller", PERSON }, { "type", THING }, { "téléphone", PHONE }, { "título", TITLE },
    { "unit", THING }, { "unternehmen", EMPLOYER }, { "updated", QUALIFIER },
    { "uri", QUALIFIER }, { "url", QUALIFIER }, { "user", PERSON }, { "username", USER_NAME },
    { "usuario", PERSON }, { "utente", PERSON }, { "utilisateur", PERSON },
    { "valid", QUALIFIER }, { "value", WRAPPER }, { "variable", THING },
    { "verified", QUALIFIER }, { "vessel", THING }, { "ville", THING }, { "visible", QUALIFIER },
    { "vollname", FULL_NAME }, { "voornaam", GIVEN_NAME }, { "vor", GIVEN },
    { "vorname", GIVEN_NAME }, { "voyage", THING }, { "webhook", THING },
    { "website", QUALIFIER }, { "werkgever", EMPLOYER }, { "whatsapp", PHONE }, { "work", JOB },
    { "workflow", THING }, { "workposition", JOB_TITLE },
};

static const char *const job_nouns[] = {
    "accountant", "acheteur", "acheteuse", "acquirente", "addetta", "addetto", "adjoint",
    "adjointe", "administrador", "administradora", "administrator", "adviser", "adviseur",
    "advisor", "agent", "analista", "analyst", "architect", "asesor", "asesora", "assistant",
    "assistent", "assistente", "assistentin", "associate", "attaché", "attachée", "attorney",
    "auditor", "beheerder", "berater", "beraterin", "bestuurder", "boekhouder", "broker",
    "buchhalter", "buchhalterin", "buyer", "captain", "ceo", "cfo", "chairman", "chairwoman",
    "chargé", "chargée", "chef", "chefe", "cheffe", "chief", "cio", "clerk", "commercial",
    "commerciale", "comprador", "compradora", "comptable", "conseiller", "conseillère",
    "consulente", "consultant", "contabile", "contable", "contador", "controller", "coo",
    "coordenador", "coordenadora", "coordinador", "coordinadora", "coordinator", "counsel", "cto",
    "designer", "despachante", "developer", "directeur", "director", "directora", "directrice",
    "direktor", "direktorin", "diretor", "diretora", "direttore", "direttrice", "dispatcher",
    "disponent", "disponentin", "doctor", "driver", "dyrektor", "déclarant", "déclarante",
    "einkäufer", "einkäuferin", "encargada", "encargado", "encarregado", "engenheira",
    "engenheiro", "engineer", "entwickler", "executive", "expert", "foreman", "forwarder",
    "founder", "gerente", "geschäftsführer", "geschäftsführerin", "gestionnaire", "gérant",
    "gérante", "head", "hoofd", "impiegata", "impiegato", "ingegnere", "ingeniera", "ingeniero",
    "ingenieur", "ingenieurin", "ingénieur", "ingénieure", "inkoper", "inspector", "intern",
    "jefa", "jefe", "juriste", "kauffrau", "kaufmann", "kierownik", "lawyer", "lead", "leader",
    "leiter", "leiterin", "manager", "medewerker", "medewerkster", "meister", "merchandiser",
    "müdür", "müdürü", "mühendis", "nurse", "officer", "operador", "operadora", "operator",
    "owner", "partner", "physician", "planner", "president", "professor", "programmer",
    "prokurist", "président", "présidente", "referent", "referentin", "representative",
    "researcher", "responsabile", "responsable", "sachbearbeiter", "sachbearbeiterin", "salesman",
    "salesperson", "scheduler", "scientist", "secretary", "specialist", "specjalista",
    "speditionskauffrau", "speditionskaufmann", "strategist", "superintendent", "supervisor",
    "teacher", "technician", "technicien", "technicienne", "trainee", "treasurer", "técnica",
    "técnico", "uzmanı", "vendedor", "vendedora", "verkaufsleiter", "vertriebsleiter",
    "vertriebsleiterin", "vp",
};

static const char *const legal_forms[] = {
    "a/s", "ab", "ad", "ag", "ao", "aps", "as", "asa", "aş", "bhd", "bv", "cia", "cie", "co",
    "compagnie", "company", "corp", "corporation", "cv", "dd", "dmcc", "doo", "eg", "eirl",
    "eood", "eurl", "ev", "fzc", "fzco", "fze", "fzllc", "gbr", "gmbh", "inc", "incorporated",
    "jsc", "kft", "kg", "kgaa", "kk", "lda", "limited", "llc", "llp", "lp", "ltd", "ltda", "mbh",
    "nv", "oao", "ohg", "ojsc", "oy", "oyj", "plc", "pt", "pte", "pty", "pvt", "sa", "sac", "sae",
    "sapi", "sarl", "sas", "sasu", "scl", "sdn", "se", "sl", "slu", "snc", "spa", "spol", "srl",
    "sro", "sàrl", "tbk", "ug", "unipessoal", "vof", "zoo", "zrt", "şti", "зао", "оао", "оод",
    "ооо", "有限会社", "有限公司", "株式会社",
};

static const char *const departments[] = {
    "abteilung", "afdeling", "buchhaltung", "departamento", "department", "dept", "desk",
    "dipartimento", "division", "département", "einkauf", "equipa", "equipo", "helpdesk",
    "hotline", "klantenservice", "kundendienst", "kundenservice", "office", "oficina",
    "operations", "recepción", "reception", "secretariat", "secrétariat", "segreteria",
    "sekretariat", "service", "services", "support", "team", "ufficio", "ventas", "vertrieb",
    "zentrale",
};
/* clang-format on */

static int compare(struct cfd_bytes word, const char *row)
{
    size_t row_bytes = strlen(row);
    size_t shared = word.len < row_bytes ? word.len : row_bytes;
    int order = shared == 0 ? 0 : memcmp(word.ptr, row, shared);

    if (order != 0)
        return order;
    return word.len < row_bytes ? -1 : word.len > row_bytes;
}

static enum cfd_word find_word(struct cfd_bytes word)
{
    size_t low = 0;
    size_t high = sizeof(words) / sizeof(words[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(word, words[middle].word);

        if (order == 0)
            return (enum cfd_word)words[middle].meaning;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return CFD_WORD_UNKNOWN;
}

static int is_listed(struct cfd_bytes word, const char *const *list, size_t count)
{
    size_t low = 0;

    while (low < count) {
        size_t middle = low + (count - low) / 2;
        int order = compare(word, list[middle]);

        if (order == 0)
            return 1;
        if (order < 0)
            count = middle;
        else
            low = middle + 1;
    }
    return 0;
}

enum cfd_word cfd_word_of(struct cfd_bytes word)
{
    enum cfd_word meaning = find_word(word);

    if (meaning == CFD_WORD_UNKNOWN && word.len > 3 && word.ptr[word.len - 1] == 's')
        meaning = find_word(cfd_bytes_of(word.ptr, word.len - 1));
    return meaning;
}

int cfd_word_is_job(struct cfd_bytes word)
{
    return is_listed(word, job_nouns, sizeof(job_nouns) / sizeof(job_nouns[0]));
}

int cfd_word_is_legal_form(struct cfd_bytes word)
{
    return is_listed(word, legal_forms, sizeof(legal_forms) / sizeof(legal_forms[0]));
}

int cfd_word_is_department(struct cfd_bytes word)
{
    return is_listed(word, departments, sizeof(departments) / sizeof(departments[0]));
}
