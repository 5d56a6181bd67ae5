# SPDX-License-Identifier: Apache-2.0
"""The shapes of bodies in the accuracy test: each a function of (draw, person) to one record.

A key is clear when it, its column, its type or its attribute's name says the kind; ambiguous when
it says something general (name, title, role, owner); else there is no key. Hard negatives stand in
the records and in bodies of their own (`without_people`, `firms_and_vacancies`).
"""

import lists
from writer import Inner, Mark


def mark(kind, key_class='clear'):
    return lambda text: Mark(text, kind, key_class)


def fields(person, key_class='clear'):
    """The person's values by kind, marked with one class."""
    def made(kind, text):
        return Mark(text, kind, key_class)
    return {
        'given': made('person_name', person.given), 'family': made('person_name', person.family),
        'full': made('person_name', person.full), 'email': made('email', person.email),
        'phone': made('phone', person.phone), 'plus': made('phone', person.phone_plus),
        'employer': made('employer', person.employer), 'title': made('job_title', person.title),
        'id': made('customer_id', person.customer_id),
    }


def general(text):
    """A hard negative under a general key."""
    return Mark(text, 'none', 'ambiguous')


def flat(*keys):
    """A shape with one key a field; '' leaves the field out; `~key` is an ambiguous key."""
    order = ('id', 'given', 'family', 'full', 'email', 'phone', 'employer', 'title')

    def shape(draw, person):
        record = {'createdAt': draw.day(), 'department': draw.one(lists.DEPARTMENTS)}
        clear, vague = fields(person), fields(person, 'ambiguous')
        for key, field in zip(keys, order):
            if key:
                record[key.lstrip('~')] = vague[field] if key[0] == '~' else clear[field]
        record.update(balance=draw.digits('###.##'), city=draw.one(lists.CITIES),
                      token=draw.hex(32))
        return record
    return shape


def nested(draw, person):
    f = fields(person)
    return {'id': draw.hex(24), 'customer': {
        'number': draw.digits('########'),
        'contact': {'name': {'first': f['given'], 'last': f['family']}},
        'employment': {'company': {'name': f['employer']}, 'jobTitle': f['title']},
        'communication': {'emails': [f['email']], 'phones': [f['phone']]}},
        'vessel': {'name': general(draw.one(lists.VESSELS))}}


def typed_values(draw, person):
    f = fields(person)
    return {'name': Mark(person.full, 'person_name', 'ambiguous'), 'contacts': [
        {'type': 'email', 'value': f['email']}, {'type': 'phone', 'value': f['phone']},
        {'type': 'url', 'value': 'https://www.example.org/' + draw.hex(6)}]}


def attributes(draw, person):
    f = fields(person)
    return {'Username': draw.hex(12), 'Attributes': [
        {'Name': 'given_name', 'Value': f['given']}, {'Name': 'family_name', 'Value': f['family']},
        {'Name': 'email', 'Value': f['email']}, {'Name': 'phone_number', 'Value': f['plus']},
        {'Name': 'company', 'Value': f['employer']},
        {'Name': 'locale', 'Value': person.country}]}


def columns(draw, person):
    f = fields(person)
    return {'columns': ['id', 'first_name', 'last_name', 'email', 'phone', 'company', 'job_title',
                        'port'],
            'rows': [[draw.hex(8), f['given'], f['family'], f['email'], f['phone'], f['employer'],
                      f['title'], draw.one(lists.PORTS)]]}


def header_row(draw, person):
    f = fields(person)
    return {'range': 'A1:F2', 'values': [
        ['Full name', 'E-mail', 'Phone', 'Employer', 'Position', 'Since'],
        [f['full'], f['email'], f['phone'], f['employer'], f['title'], draw.day()]]}


def by_email(draw, person):
    f = fields(person)
    return {'members': {Mark(person.email, 'email', 'none'): {
        'displayName': f['full'], 'role': general(draw.one(lists.ROLES)), 'phone': f['phone']}}}


def graphql(draw, person):
    f = fields(person)
    return {'data': {'customers': {'edges': [{'cursor': draw.hex(16), 'node': {
        'id': draw.hex(20), 'firstName': f['given'], 'lastName': f['family'], 'email': f['email'],
        'phone': f['phone'], 'company': {'name': f['employer']}}}],
        'pageInfo': {'hasNextPage': False}}}}


def generic(draw, person):
    f = fields(person, 'ambiguous')
    return {'id': draw.below(100000), 'name': f['full'], 'title': f['title'],
            'email': Mark(person.email, 'email', 'clear'), 'organization': f['employer'],
            'project': {'name': general(draw.one(lists.BANDS))},
            'labels': [{'name': general(draw.one(lists.LABELS))}]}


def name_alone(draw, person):
    return {'ticket': draw.below(9000), 'title': general(draw.one(lists.WORK_TITLES)),
            'author': {'name': Mark(person.full, 'person_name', 'ambiguous')},
            'repository': {'name': general(draw.one(lists.REPOSITORIES))}}


def role_keys(draw, person):
    vague = mark('person_name', 'ambiguous')
    return {'order': draw.digits('N#######'), 'assignedTo': vague(person.full),
            'approved_by': vague(person.full), 'owner': general(draw.one(lists.LOGINS)),
            'status': draw.one(lists.TEXTS)}


def people_list(draw, person):
    return {'event': draw.one(lists.TEXTS),
            'attendees': [Mark(person.full, 'person_name', 'ambiguous')],
            'tags': [draw.one(lists.LABELS), draw.one(lists.PRODUCTS)]}


def labels(draw, person):
    return {'options': [{'id': draw.below(900), 'text': Mark(person.full, 'person_name', 'none')},
                        {'id': draw.below(900), 'text': draw.one(lists.TEXTS)}]}


def field_numbers(draw, person):
    f = fields(person, 'none')
    return {'field1': f['full'], 'field2': f['email'], 'field3': f['phone'],
            'field4': f['employer'], 'field5': f['title'], 'field6': draw.one(lists.PORTS),
            'field7': draw.digits('################')}


def bare_rows(draw, person):
    f = fields(person, 'none')
    return [[draw.below(90000), f['full'], f['email'], f['plus'], draw.one(lists.CITIES)],
            [draw.below(90000), draw.one(lists.PRODUCTS), draw.hex(16),
             draw.digits('4006381######'),
             draw.one(lists.CITIES)]]


def in_string(draw, person):
    f = fields(person)
    inner = {'first_name': f['given'], 'last_name': f['family'], 'email': f['email'],
             'phone': f['phone'], 'company': f['employer']}
    if draw.below(4) == 0:
        inner = {'body': Inner(inner)}
    return {'topic': 'customer.updated', 'offset': draw.below(10 ** 6), 'payload': Inner(inner)}


def jcard(draw, person):
    f = fields(person)
    return ['vcard', [['version', {}, 'text', '4.0'], ['fn', {}, 'text', f['full']],
                      ['email', {}, 'text', f['email']],
                      ['tel', {'type': 'work'}, 'text', f['phone']],
                      ['org', {}, 'text', f['employer']], ['title', {}, 'text', f['title']]]]


def fhir(draw, person):
    f = fields(person)
    return {'resourceType': 'Practitioner', 'id': draw.hex(10),
            'name': [{'use': 'official', 'family': f['family'], 'given': [f['given']]}],
            'telecom': [{'system': 'phone', 'value': f['phone']},
                        {'system': 'email', 'value': f['email']}]}


def scim(draw, person):
    f = fields(person)
    return {'userName': draw.one(lists.LOGINS),
            'title': Mark(person.title, 'job_title', 'ambiguous'),
            'name': {'givenName': f['given'], 'familyName': f['family'], 'formatted': f['full']},
            'emails': [{'value': f['email'], 'type': 'work', 'primary': True}],
            'phoneNumbers': [{'value': f['plus'], 'type': 'work'}],
            'active': True}


def json_api(draw, person):
    f = fields(person)
    return {'data': [{'type': 'people', 'id': draw.digits('####'), 'attributes': {
        'first-name': f['given'], 'last-name': f['family'], 'email-address': f['email'],
        'phone-number': f['phone'], 'company-name': f['employer'], 'job-title': f['title']}}]}


def parties(draw, person):
    f = fields(person)
    return {'carrierBookingReference': draw.hex(12).upper(),
            'vessel': {'name': general(draw.one(lists.VESSELS))},
            'portOfLoading': {'name': general(draw.one(lists.PORTS))},
            'shipper': {'partyName': Mark(person.employer, 'employer', 'ambiguous'),
                        'partyContactDetails': [{
                            'name': Mark(person.full, 'person_name', 'ambiguous'),
                            'phone': f['plus'], 'email': f['email']}]}}


def billing(draw, person):
    f = fields(person)
    return {'id': 'ch_' + draw.hex(24), 'amount': draw.below(90000), 'billing_details': {
        'name': Mark(person.full, 'person_name', 'ambiguous'), 'email': f['email'],
        'phone': f['phone']},
        'lines': [{'name': general(draw.one(lists.PRODUCTS)), 'sku': draw.digits('SKU-#####'),
                   'ean': draw.digits('4006381######')}]}


def passengers(draw, person):
    title = draw.one(('MR', 'MRS', 'MS', 'DR'))
    clear = mark('person_name')
    return {'pnr': draw.hex(6).upper(), 'passengers': [
        {'passengerName': clear(f'{person.family.upper()}, {person.given} {title}')},
        {'contactEmail': Mark(person.email, 'email', 'clear')}]}


def headers(draw, person):
    return {'subject': draw.one(lists.WORK_TITLES), 'date': draw.day(),
            'from': Mark(f'{person.given} {person.family} <{person.email}>', 'email', 'none'),
            'replyTo': Mark(f'{draw.one(lists.ROLE_BOXES)}@'
                            f'{draw.one(lists.FIRM_PARTS).lower()}.example',
                            'email', 'none', is_role=True)}


def by_id(draw, person):
    f = fields(person)
    return {'accounts': {draw.digits('A-########'): {
        'fullName': f['full'], 'primaryEmail': f['email'], 'homePhone': f['phone']}}}


def masked(draw, person):
    """What is left tells one person from another no more."""
    clear = mark('none')
    return {'customerNumber': Mark(person.customer_id, 'customer_id', 'clear'),
            'email': clear(f'{person.email[0]}***@{person.email.split("@")[1]}'),
            'phone': clear('*** ** ' + person.phone[-2:]), 'firstName': clear('[redacted]'),
            'lastName': clear('xxxxxxxx'), 'digest': draw.hex(40)}


def department(draw, _):
    """A desk with a telephone and a mailbox of its own: findings, but nobody's name."""
    firm = draw.one(lists.FIRM_PARTS)
    return {'office': draw.one(lists.PORTS),
            'contactName': Mark(draw.one(lists.DEPARTMENTS), 'none', 'clear'),
            'contactEmail': Mark(f'{draw.one(lists.ROLE_BOXES)}@{firm.lower()}.example', 'email',
                                 'clear', is_role=True),
            'telephone': Mark(draw.digits('+49 30 23125###'), 'phone', 'clear')}


def firms_and_vacancies(draw, _):
    """Companies and jobs that are nobody's."""
    firm = draw.one(lists.FIRM_PARTS)
    return {'companyName': Mark(draw.one(lists.FIRM_FORMS_ELSEWHERE).replace('%', firm), 'none',
                                'clear'),
            'vatNumber': draw.digits('DE#########'), 'website': f'https://{firm.lower()}.example/',
            'vacancies': [{'jobTitle': Mark(draw.one(lists.TITLES['en']), 'none', 'clear'),
                           'location': draw.one(lists.CITIES), 'published': draw.day()}]}


def without_people(draw, _):
    """Things that have a name, a title, a role, a number."""
    return {'vessel': {'name': general(draw.one(lists.VESSELS)), 'imo': draw.digits('9######')},
            'product': {'name': general(draw.one(lists.PRODUCTS)), 'price': draw.digits('##.##')},
            'repository': {'name': general(draw.one(lists.REPOSITORIES)),
                           'full_name': Mark('acme/' + draw.one(lists.REPOSITORIES), 'none',
                                             'clear')},
            'port': {'name': general(draw.one(lists.PORTS)), 'city': draw.one(lists.CITIES)},
            'name': general(draw.one(lists.BANDS)), 'title': general(draw.one(lists.WORK_TITLES)),
            'role': general(draw.one(lists.ROLES)), 'label': draw.one(lists.LABELS),
            'value': draw.digits(draw.one(('N#########', '20########', '###-###-###', '10.#.#.#',
                                           '978-3-16-######-#'))),
            'number': general(draw.digits('4006381######')), 'updated': draw.day()}


SHAPES = {
    'snake': flat('customer_id', 'first_name', 'last_name', '', 'email', 'phone_number',
                  'company_name', 'job_title'),
    'camel': flat('customerNumber', 'firstName', 'lastName', '', 'emailAddress', 'mobilePhone',
                  'employer', 'jobTitle'),
    'kebab': flat('customer-no', 'given-name', 'surname', 'full-name', 'e-mail', 'tel', 'company',
                  'job-title'),
    'short': flat('cust_no', 'fname', 'lname', '', '~eml', 'tel_no', '~co', '~pos'),
    'capitals': flat('CUSTOMER_ID', 'FIRST_NAME', 'LAST_NAME', '', 'EMAIL_ADDR', 'PHONE_NO',
                     'EMPLOYER_NAME', 'JOB_TITLE'),
    'german': flat('kundennummer', 'vorname', 'nachname', '', 'email_adresse', 'telefon_mobil',
                   'arbeitgeber', 'berufsbezeichnung'),
    'french': flat('numero_client', 'prenom', 'nom_de_famille', '', 'courriel', 'telephone',
                   'employeur', 'intitule_poste'),
    'spanish': flat('numeroCliente', 'nombres', 'apellidos', '', 'correoElectronico', 'telefono',
                    'empresa', '~cargo'),
    'portuguese': flat('codigoCliente', 'primeiroNome', 'sobrenome', 'nomeCompleto', 'email',
                       'celular', 'empresa', '~cargo'),
    'italian': flat('codiceCliente', '~nome', 'cognome', '', 'indirizzo_email', 'cellulare',
                    'azienda', 'qualifica'),
    'dutch': flat('klantnummer', 'voornaam', 'achternaam', '', 'emailadres', 'telefoonnummer',
                  'werkgever', 'functie'),
    'graph': flat('', 'givenName', 'surname', 'displayName', 'mail', 'businessPhone', 'companyName',
                  'jobTitle'),
    'nested': nested, 'typed values': typed_values, 'attributes': attributes, 'columns': columns,
    'header row': header_row, 'map by e-mail': by_email, 'graphql': graphql, 'generic': generic,
    'name alone': name_alone, 'role keys': role_keys, 'list of people': people_list,
    'labels': labels, 'field numbers': field_numbers, 'bare rows': bare_rows,
    'in a string': in_string, 'jcard': jcard, 'fhir': fhir, 'scim': scim, 'json:api': json_api,
    'parties': parties, 'billing': billing, 'passengers': passengers, 'mail headers': headers,
    'map by id': by_id, 'masked': masked, 'departments': department,
    'firms and vacancies': firms_and_vacancies, 'without people': without_people,
}
