# SPDX-License-Identifier: Apache-2.0
"""What stands beside a name in the accuracy test: jobs, employers, phones, and what is nobody.

Titles stand in no list of titles as a whole; their head nouns (manager, Leiter) are words of the
language, so RARE_TITLES have heads that no list of ours holds. Phones: # is any digit, N is 2 to 9.
Numbers that a country keeps for fiction are used where it has some (Ofcom, Arcep, the
Bundesnetzagentur, PTS, ACMA, NANP); elsewhere the plan's own lengths and prefixes.
"""

from made_up_names import words

TITLES = {
    'en': words('Quay Planning Manager, Head of Reefer Claims, Lead Demurrage Analyst, '
                'Deputy Gate Supervisor, Senior Lashing Engineer, Drayage Contracts Director, '
                'Chief Stowage Officer, VP Hinterland Sales, Bunker Desk Coordinator, '
                'Junior Transit Clerk'),
    'de': words('Leiterin Containerdispo, Sachbearbeiterin Zollversand, Geschäftsführer Nordhäfen, '
                'Referentin Gefahrgutrecht, Disponent Kühlverkehre, Teamleiter Stauplanung, '
                'Ingenieurin Umschlagtechnik, Assistent der Hafenleitung'),
    'fr': words('Directrice des escales, Responsable du fret réfrigéré, Chef de quai adjoint, '
                'Comptable surestaries, Ingénieur manutention portuaire, Gérante de dépôt, '
                'Technicien scellés, Assistante transit maritime'),
    'es': words('Jefa de patio de contenedores, Director de escalas, Responsable de precintos, '
                'Ingeniera de estiba, Técnico de frío marítimo, Encargado de muelle, '
                'Gerente de demoras, Analista de tránsitos'),
    'pt': words('Gerente de pátio reefer, Diretora de escalas, Analista de sobrestadia, '
                'Coordenador de lacres, Engenheira de estiva, Supervisor de cais'),
    'it': words('Direttrice scali, Responsabile banchina nord, Ingegnere di stivaggio, '
                'Impiegato controstallie, Addetta sigilli, Consulente noli'),
    'nl': words('Hoofd kadeplanning, Medewerker douanezegels, Manager koelvervoer, '
                'Directeur achterland, Planner stuwage, Adviseur overliggeld'),
    'pl': words('Kierowniczka nabrzeża, Specjalista ds. plomb, Dyrektor ds. zawinięć, '
                'Inżynier sztauowania, Koordynatorka przestojów'),
    'fi': words('Laituripäällikkö, Sinettivastaava, Ahtausinsinööri, Kylmäkuljetusten '
                'suunnittelija'),
    'sv': words('Kajplaneringschef, Handläggare plombering, Stuveriingenjör, '
                'Ansvarig för kyltransporter, Kontorschef norra hamnen'),
    'tr': words('Rıhtım planlama müdürü, Soğuk zincir uzmanı, İstif mühendisi, Mühür sorumlusu'),
    'ja': words('岸壁計画部長, 冷凍貨物担当課長, 封印管理主任, 積付技師'),
    'zh': words('码头计划经理, 冷藏箱主管, 铅封管理专员, 配载工程师'),
    'el': words('Διευθύντρια προβλήτας, Υπεύθυνος σφραγίδων, Μηχανικός στοιβασίας'),
    'ru': words('Начальник причала, Инженер по укладке, Менеджер по пломбам'),
}
RARE_TITLES = words('Wharfinger Emeritus, Ballast Whisperer, Keeper of the Tide Tables, '
                    'Rope Alchemist, Evening Lamplighter, Deichgräfin, Fährprophetin, Hafenbarde, '
                    'Luthière de bord, Crieur des marées, Farolero segundo, '
                    'Guardiana delle chiuse, Havenbaken-luisteraar')

# Coined: no dictionary word, no firm. The mail domain of a firm is the coined part under .example.
FIRM_PARTS = words('Orvessa, Klintholme, Quorvane, Belmarisk, Tandrupel, Hesterwyck, Ulvarike, '
                   'Zephrano, Maldivette, Corrundel, Prystavik, Ganolfi, Wexmoore, Ilvaresse, '
                   'Drostberg, Fennimarsk, Jolvanter, Karsholme, Lyndoval, Ambrisk, Ostermarv, '
                   'Thalvegen, Ruxandor, Sablewyn, Vintaroque, Yestrill, Navimbra, Equorest, '
                   'Brontavel, Cassowyr, Dulvorne, Gryffmar, Halcyvane, Imbrevik, Jastrande, '
                   'Kelvoria, Lorquest, Mirvanta, Nostrovel, Oxenvard')
FIRM_FORMS = {
    'DE': ('% GmbH', '% Logistik GmbH & Co. KG', '% AG', 'Spedition %'),
    'GB': ('% Ltd', '% & Sons Limited', '% Holdings plc', '% Marine'),
    'FR': ('% SARL', 'Transports %', '% SAS', 'Groupe %'),
    'ES': ('% S.L.', 'Transportes % S.A.', 'Grupo %', 'Hermanos %'),
    'BR': ('% Ltda.', '% Comércio e Logística S.A.', 'Grupo %'),
    'IT': ('% S.r.l.', 'Officine % S.p.A.', 'Fratelli %'),
    'NL': ('% B.V.', 'Rederij %', '% Groep'),
    'PL': ('% sp. z o.o.', 'Zakłady % S.A.', '% Spedycja'),
    'CZ': ('% s.r.o.', '% a.s.', 'Strojírny %'),
    'HR': ('% d.o.o.', '% d.d.', 'Brodogradilište %'),
    'FI': ('% Oy', '% Oyj', 'Konepaja %'),
    'SE': ('% AB', '% Rederi AB', '%gruppen'),
    'HU': ('% Kft.', '% Zrt.', '% Szállítmányozás'),
    'TR': ('% A.Ş.', '% Lojistik Ltd. Şti.', '% Denizcilik'),
    'JP': ('株式会社%', '%運輸株式会社', '%商事'),
    'CN': ('%有限公司', '%物流集团'),
    'KR': ('주식회사 %', '%물류'),
    'GR': ('% Α.Ε.', 'Ναυτιλιακή %'),
    'RU': ('ООО «%»', 'АО «%»'),
    'UA': ('ТОВ «%»', '% Логістика'),
}
FIRM_FORMS_ELSEWHERE = ('%', '% Inc.', '% Pte. Ltd.', '% Analytics', '% Freight', '% LLC',
                        '% Group')
MAIL_HOSTS = words('posthaus.example, brevkassen.example, mail.example.org, hey.example, '
                   'courrier.example, postbox.example.com, pošta.example')
ROLE_BOXES = words('info, sales, support, no-reply, booking, accounts, office, hr, billing, '
                   'dispatch')

PHONES = {  # country: international writings, national writings
    'US': (('+1 312-555-01##', '+1 (713) 555-01##', '+120655501##', '1-617-555-01##'),
           ('(312) 555-01##', '713-555-01##', '206.555.01##', '617 555 01##', '31255501##')),
    'CA': (('+1 604 555 01##', '+1-613-555-01##'), ('(604) 555-01##', '613-555-01##')),
    'GB': (('+44 20 7946 0###', '+44 (0)113 496 0###', '0044 113 496 0###', '+442079460###'),
           ('020 7946 0###', '(0113) 496 0###')),
    'DE': (('+49 30 23125###', '+49 (0)40 66969-###', '+49 171 39200##', '0049 69 90009###'),
           ('030 23125-###', '040/66969###', '0171 39200##', '(0221) 4710-###')),
    'FR': (('+33 1 99 00 ## ##', '+33261910###', '+33 (0)4 65 71 ## ##'),
           ('01 99 00 ## ##', '02.61.91.##.##', '02619100##')),
    'ES': (('+34 91 0## ## ##', '+34 612 ### ###', '+34910######'),
           ('91 0## ## ##', '612 ### ###', '932######')),
    'PT': (('+351 21 0## ## ##', '+351 912 ### ###'), ('210 ### ###', '912 ### ###')),
    'IT': (('+39 010 246 ####', '+39 347 ### ####'), ('010 246####', '347 ### ####', '040/36####')),
    'NL': (('+31 20 799 ####', '+31 6 2### ####', '+31 (0)10 200 ####'),
           ('020-799 ####', '06-2#######', '010 200 ####')),
    'BE': (('+32 2 555 ## ##', '+32 470 ## ## ##'), ('02 555 ## ##', '0470/##.##.##')),
    'CH': (('+41 44 668 ## ##', '+41 79 5## ## ##'), ('044 668 ## ##', '079 5## ## ##')),
    'AT': (('+43 1 2675 ####', '+43 664 N######'), ('01 2675####', '0664/N######')),
    'PL': (('+48 58 500 ## ##', '+48 501 ### ###'), ('58 500 ## ##', '501-###-###', '501 ### ###')),
    'CZ': (('+420 220 ### ###', '+420 601 ### ###'), ('220 ### ###', '601 ### ###')),
    'HR': (('+385 1 480 ####', '+385 91 2## ####'), ('01 480 ####', '091 2## ####')),
    'HU': (('+36 1 2## ####', '+36 30 2## ####'), ('06 1 2## ####', '06-30/2##-####')),
    'FI': (('+358 9 2312 ####', '+358 40 5## ####'), ('09 2312 ####', '040 5## ####')),
    'SE': (('+46 31 390 06 ##', '+46 70 174 06 ##', '+46 8 465 004 ##'),
           ('031-390 06 ##', '070-174 06 ##', '08-465 004 ##')),
    'NO': (('+47 22 98 ## ##', '+47 406 ## ###'), ('22 98 ## ##', '406 ## ###')),
    'DK': (('+45 33 1# ## ##', '+45 40 ## ## ##'), ('33 1# ## ##', '40 ## ## ##')),
    'IE': (('+353 1 6N# ####', '+353 85 N## ####'), ('01 6N# ####', '085 N## ####')),
    'GR': (('+30 210 4## ####', '+30 694 N## ####'), ('210 4## ####', '694 N## ####')),
    'TR': (('+90 212 2## ## ##', '+90 532 N## ## ##'), ('0212 2## ## ##', '0532 N## ## ##')),
    'RU': (('+7 495 2##-##-##', '+7 (916) ###-##-##'), ('8 (495) 2##-##-##', '8 916 ###-##-##')),
    'UA': (('+380 44 2## ## ##', '+380 67 ### ## ##'), ('(044) 2##-##-##', '067 ### ## ##')),
    'IL': (('+972 3 5## ####', '+972 52-N##-####'), ('03-5######', '052-N##-####')),
    'AE': (('+971 4 3## ####', '+971 50 N## ####'), ('04 3## ####', '050 N## ####')),
    'IN': (('+91 22 2### ####', '+91 98200 #####', '+91-9820######'),
           ('022 2### ####', '98200 #####')),
    'SG': (('+65 63## ####', '+65 91## ####'), ('63## ####', '91## ####')),
    'CN': (('+86 21 5### ####', '+86 138 0### ####'),
           ('021-5#######', '138 0### ####', '1380#######')),
    'JP': (('+81 3 5### ####', '+81 90 N### ####'),
           ('03-5###-####', '090-N###-####', '045-2##-####')),
    'KR': (('+82 2 7## ####', '+82 10 4### ####'), ('02-7##-####', '010-4###-####')),
    'NG': (('+234 803 N## ####',), ('0803 N## ####', '0803N######')),
    'GH': (('+233 24 N## ####',), ('024 N## ####',)),
    'MA': (('+212 522 2#####', '+212 661 ######'), ('05 22 2# ## ##', '0661-######')),
    'BR': (('+55 11 95555 0###', '+55 21 2### ####'), ('(11) 95555-0###', '(21) 2###-####')),
    'AU': (('+61 2 5550 ####', '+61 491 570 15N'),
           ('(02) 5550 ####', '0491 570 15N', '(07) 7010 ####')),
}

# Nobody: hard for a reader of names.
PRODUCTS = words('Bolt Seal Heavy, Nordic Walker Jacket, Emma Armchair, Apollo Twist Lock, '
                 'Café Grinder Pro, Henry Vacuum, Mary Jane Shoe, Louis Table Lamp, Oslo Desk, '
                 'Lashing Strap 5t, Victoria Sponge Tin, Johnson Valve, Bosch Rexroth Pump')
VESSELS = words('Emma Aurora, Cala Serena, Queen Philippa, Ever Glimmer, Morning Plover, '
                'MSC Halvorsen, Maersk Lindisfarne, Santa Rosalia, Cap San Vicente, '
                'Ludwig Hansen, Kapitan Borisov')
PORTS = words('Port of Antwerp-Bruges, Hamburg, Le Havre, San Antonio, Port Klang, Santa Cruz, '
              'Saint John, Jebel Ali, Puerto Limón, Long Beach, Georgetown, Port Elizabeth')
CITIES = words('San Francisco, Charlotte, Sofia, Florence, Santiago, Adelaide, Victoria, Lincoln, '
               'St. Petersburg, Houston, Madison, Sydney, Valencia, Odense')
REPOSITORIES = words('hello-world, Spoon-Knife, octo-utils, jenkins, linguist, Django, '
                     'apollo-server, Gaston, redis-client, mustache.java')
LABELS = words('good first issue, bug, Needs Review, wontfix, area/build, Help Wanted, '
               'Priority High')
DEPARTMENTS = words('Export Desk, Human Resources, Vertrieb Süd, Service Client, Ventas Norte, '
                    'Customs Clearance, Accounts Payable, Rechnungswesen, Atención al Cliente')
BANDS = words('Standard Plan, Gold Tier, Spring Campaign, Default Project, '
              'Weekly Report, Main Account')
WORK_TITLES = words('The Long Harbour, Return to Brixham, Annual Report 2025, Invoice Reminder, '
                    'Release Notes, Safety Bulletin No. 4, Welcome Aboard, Quarterly Forecast')
ROLES = words('admin, viewer, owner, editor, billing_manager, read-only, superuser, guest')
TEXTS = words('Delivery at gate three, Contract under review, Handle with care, Two copies by '
              'post, '
              'Temperature out of range, Payment received, Waiting for customs, Approved')
LOGINS = words('qvanthor77, mjalstrom, dev-bot, harbourcat, x_orlin_x, tkelv, deploykey')
