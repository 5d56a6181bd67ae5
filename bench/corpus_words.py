# SPDX-License-Identifier: Apache-2.0
"""The words that bench/corpus.py builds people, employers and things from; nobody here exists.

A name may carry its romanised spelling after `=`; mail addresses use that. Telephone patterns use
ranges that are reserved for films and books, or conspicuous blocks; # is a digit.
"""

from typing import NamedTuple


def words(text):
    return tuple(part.strip() for part in text.split(','))


class Locale(NamedTuple):
    """What a customer of one country looks like."""
    tag: str
    country: str
    zone: str
    currency: str
    phones: tuple
    given: tuple
    family: tuple
    positions: tuple
    departments: tuple
    firms: tuple     # % is the coined part
    streets: tuple   # # is the house number
    towns: tuple     # postcode pattern, blank or not, and the town, joined by |
    is_family_first: bool = False


LOCALES = (
    Locale('de-DE', 'DE', 'Europe/Berlin', 'EUR', ('+49 30 23125 ###', '040/66969###'),
           words('Ingeborg, Hartmut, Käte, Jörn, Sieglinde, Günter, Änne, Roland, Ortrud, Volkmar'),
           words('Brückner, Kahlweit, Möllering, Dreßler, Sandkuhl, Wühr, Ackerknecht, Pfälzer, '
                 'Rühmkorff, Stöver, Zirkwitz, von der Eltz'),
           words('Leiterin Einkauf, Sachbearbeiter Zoll, Geschäftsführer, Disponentin, '
                 'Prokurist, Leiter Qualitätssicherung, Buchhalterin'),
           words('Einkauf, Vertrieb Süd, Rechnungswesen, Qualität'),
           words('% Logistik GmbH, Spedition % GmbH & Co. KG, % Maschinenbau AG, %werke SE'),
           words('Lindenstraße #, Am Güterbahnhof #, Hafenweg #'),
           words('20###|Hamburg, 01###|Dresden, 79###|Lörrach, 50###|Köln')),
    Locale('en-GB', 'GB', 'Europe/London', 'GBP', ('+44 20 7946 0###', '01632 960###'),
           words('Winifred, Barnaby, Hester, Digby, Prudence, Alaric, Verity, Cuthbert, Elspeth, '
                 'Tobias'),
           words('Applegarth, Birkenshaw, Crowther-Hale, Duckworth, Entwistle, Fothergill, '
                 "O'Hanrahan, Micklethwaite, Oakenfold, Pettigrew, Snodgrass, Thistlewood"),
           words('Purchasing Manager, Head of Operations, Freight Coordinator, Finance Director, '
                 'Site Engineer, Company Secretary, Export Clerk'),
           words('Procurement, Operations, Finance, Export Desk'),
           words('% Haulage Ltd, % & Sons Limited, % Holdings plc, % Marine LLP'),
           words('# Mill Lane, # Quayside Road, # Old Brewery Yard'),
           words('HU# #QX|Hull, LS## #ZZ|Leeds, CF## #XA|Cardiff, BS# #QQ|Bristol')),
    Locale('en-US', 'US', 'America/Chicago', 'USD', ('+1 312-555-01##', '(713) 555-01##'),
           words('Darlene, Wendell, Loretta, Clifton, Marcy, Dwight, Tamika, Brock, Shawna, Leroy'),
           words('Abernathy, Bledsoe, Culpepper, Dunaway, Easterling, Gallegos-Reed, Hightower, '
                 'Kowalczyk, McCutcheon, Nakagawa, Pennington, Whitlock'),
           words('Vice President of Supply Chain, Account Executive, Procurement Specialist, '
                 'Warehouse Supervisor, Controller, Director of Logistics, Office Manager'),
           words('Supply Chain, Sales - Midwest, Accounting, Warehouse 4'),
           words('% Freight Inc., % Foods LLC, % Industries Corp., % Brothers Co.'),
           words('#00 Juniper Avenue, #0 Railyard Drive, #1 County Road 9'),
           words('60###|Chicago, 77###|Houston, 98###|Tacoma, 31###|Savannah')),
    Locale('fr-FR', 'FR', 'Europe/Paris', 'EUR', ('+33 1 99 00 ## ##', '02.61.91.##.##'),
           words('Ghislaine, Théophile, Maïwenn, Anselme, Eugénie, Gaëtan, Léonie, Rodolphe, '
                 'Zélie, Barthélemy'),
           words('Aubrée, Bruyère, Chauvelot, Desjonquères, Faÿ, Giraudet, L’Hostis=L Hostis, '
                 'Mézières, Poirrier, Quesnel, Trémoulet, du Plessis-Bar'),
           words('Directrice des achats, Responsable logistique, Comptable, Chef de projet, '
                 'Gérant, Ingénieure qualité, Assistante de direction'),
           words('Achats, Comptabilité, Qualité, Ventes export'),
           words('% Transports SARL, Établissements % SAS, % et Fils SA, Société %'),
           words('# rue de la Fonderie, # quai des Chargeurs, # allée des Érables'),
           words('76###|Le Havre, 13###|Marseille, 44###|Saint-Nazaire, 67###|Strasbourg')),
    Locale('es-ES', 'ES', 'Europe/Madrid', 'EUR', ('+34 910 00# ###', '96000####'),
           words('Leocadia, Hernán, Amparo, Íker, Remedios, Fermín, Nuria, Baltasar, Soledad, '
                 'Eulogio'),
           words('Arrizabalaga, Bermúdez Sanz, Cienfuegos, Ezquerra, Gandía, Iñarritu, '
                 'Lizárraga, Ordóñez, Peñalver, Recuenco, Urdaneta, Zubiri Caño'),
           words('Directora de compras, Jefe de almacén, Contable, Gerente, '
                 'Responsable de exportación, Ingeniero de calidad, Administrativa'),
           words('Compras, Almacén, Contabilidad, Exportación'),
           words('Transportes % S.L., % Hermanos S.A., Conservas % S.L.U., Grupo %'),
           words('Calle del Faro #, Avenida de los Astilleros #, Plaza Mayor #'),
           words('46###|Valencia, 48###|Bilbao, 11###|Algeciras, 15###|A Coruña')),
    Locale('it-IT', 'IT', 'Europe/Rome', 'EUR', ('+39 010 0000 ###', '040 000###'),
           words('Ornella, Ermanno, Loredana, Ubaldo, Mirella, Fulvio, Agnese, Ottavio, Carmela, '
                 'Nicolò'),
           words('Baccigalupo, Cattaneo-Riva, Delledonne, Fiorentini, Ghirardelli, Lucarelli, '
                 'Malvezzi, Pellegrinò, Quattrocchi, Sbragia, Tagliabue, D’Andrea=D Andrea'),
           words('Responsabile acquisti, Direttore commerciale, Impiegata amministrativa, '
                 'Amministratore delegato, Capo reparto, Addetto spedizioni, Geometra'),
           words('Acquisti, Amministrazione, Spedizioni, Qualità'),
           words('% Trasporti S.r.l., Fratelli % S.p.A., % Spedizioni S.a.s., Officine %'),
           words('Via dei Calafati #, Corso Colombo #, Piazza del Porto #'),
           words('16###|Genova, 34###|Trieste, 57###|Livorno, 20###|Milano')),
    Locale('nl-NL', 'NL', 'Europe/Amsterdam', 'EUR', ('+31 10 200 0# ##', '085-000####'),
           words('Wilhelmina, Jurriaan, Gerarda, Floris, Aafke, Lodewijk, Truus, Sybren, Jacoba, '
                 'Meindert'),
           words('van Aalst, Bloemendaal, ten Cate-Vos, Duijvestein, Eikelboom, de Graeff, '
                 'Hogenhout, van ’t Wout=van t Wout, Kloosterman, Nijboer, Ruijgrok, Zijlma'),
           words('Hoofd inkoop, Logistiek planner, Directeur, Boekhouder, Douanedeclarant, '
                 'Accountmanager, Projectleider'),
           words('Inkoop, Planning, Boekhouding, Douane'),
           words('% Transport B.V., Rederij % N.V., % Groep B.V., Gebroeders %'),
           words('Scheepmakerskade #, Oude Sluis #, Korenmolen #'),
           words('30## AB|Rotterdam, 10## ZX|Amsterdam, 43## KL|Vlissingen, 97## GH|Groningen')),
    Locale('pl-PL', 'PL', 'Europe/Warsaw', 'PLN', ('+48 58 500 0# ##', '500 000 ###'),
           words('Bożena, Zdzisław, Halina, Mieczysław, Grażyna, Bogusław, Żaneta, Wojciech, '
                 'Jolanta, Radosław'),
           words('Brzezicki, Czajkowska-Lis, Dąbrówka, Głąb, Jaźwiński, Krzemień, Łukomska, '
                 'Mąkosa, Piórkowski, Szczygieł, Śliwka, Wrzosek'),
           words('Kierownik zakupów, Specjalista ds. logistyki, Księgowa, Prezes zarządu, '
                 'Dyrektor handlowy, Inżynier jakości, Spedytor'),
           words('Zakupy, Logistyka, Księgowość, Jakość'),
           words('% Spedycja sp. z o.o., Zakłady % S.A., Przedsiębiorstwo % sp.j., % Polska'),
           words('ul. Portowa #, ul. Żeglarska #, al. Solidarności #'),
           words('80-###|Gdańsk, 81-###|Gdynia, 90-###|Łódź, 30-###|Kraków')),
    Locale('sv-SE', 'SE', 'Europe/Stockholm', 'SEK', ('+46 31 390 06 ##', '08-465 004 ##'),
           words('Birgitta, Torbjörn, Gunilla, Åke, Ingegärd, Hjalmar, Märta, Rune, Solveig, Öjvind'),
           words('Bergqvist, Dahlström, Ekelöf, Fagerlund, Grönvall, Hallqvist, Lagerbäck, '
                 'Nordenfelt, Rosenqvist, Sjöblad, Åkesson, Östergård'),
           words('Inköpschef, Logistikansvarig, Ekonomiassistent, Verkställande direktör, '
                 'Säljare, Kvalitetsingenjör, Speditör'),
           words('Inköp, Ekonomi, Försäljning, Kvalitet'),
           words('% Åkeri AB, AB % & Co, % Rederi AB, %gruppen AB'),
           words('Skeppsbrogatan #, Järnvägsgatan #, Norra Hamngatan #'),
           words('411 ##|Göteborg, 211 ##|Malmö, 252 ##|Helsingborg, 891 ##|Örnsköldsvik')),
    Locale('pt-BR', 'BR', 'America/Sao_Paulo', 'BRL', ('+55 11 95555 0###', '(21) 95555-0###'),
           words('Jussara, Ubiratan, Lindalva, Everaldo, Conceição, Jurandir, Iracema, Otávio, '
                 'Fabíola, Josué'),
           words('Assunção, Bittencourt, Calheiros, do Espírito Santo, Figueiró, Guimarães Leão, '
                 'Magalhães, Negreiros, Paranhos, Quintanilha, Vasconcelos, Ximenes'),
           words('Gerente de compras, Analista de logística, Contadora, Diretor comercial, '
                 'Supervisora de estoque, Despachante aduaneiro, Assistente financeiro'),
           words('Compras, Logística, Financeiro, Comércio exterior'),
           words('% Transportes Ltda., Cia. % S.A., Indústrias % Ltda., % Comércio ME'),
           words('Rua das Palmeiras #, Avenida Beira-Mar #, Travessa do Cais #'),
           words('110##-###|Santos, 200##-###|Rio de Janeiro, 883##-###|Itajaí, 400##-###|Salvador')),
    Locale('cs-CZ', 'CZ', 'Europe/Prague', 'CZK', ('+420 220 00# ###', '601 00# ###'),
           words('Božena, Vlastimil, Růžena, Bohumír, Zdeňka, Květoslav, Libuše, Řehoř, Drahomíra, '
                 'Čeněk'),
           words('Bartůněk, Čapková, Dřevo, Hlaváčková, Jiříček, Koudelka, Ledecký, Matoušková, '
                 'Nezbeda, Přibyl, Špačková, Žižka'),
           words('Vedoucí nákupu, Logistik, Účetní, Jednatel, Obchodní ředitelka, '
                 'Technik kvality, Celní deklarant'),
           words('Nákup, Účtárna, Kvalita, Doprava'),
           words('% Doprava s.r.o., % a synové a.s., Strojírny % a.s., % Trade s.r.o.'),
           words('Nádražní #, Přístavní #, Na Růžku #'),
           words('110 ##|Praha, 602 ##|Brno, 400 ##|Ústí nad Labem, 301 ##|Plzeň')),
    Locale('fi-FI', 'FI', 'Europe/Helsinki', 'EUR', ('+358 9 555 0###', '040 000 0###'),
           words('Tellervo, Kalervo, Hilkka, Urho, Sinikka, Väinö, Marjatta, Ilmari, Päivi, Jorma'),
           words('Ahtisalo, Hämeenoja, Jäppinen, Kekäläinen, Lyytikäinen, Mäkiranta, Nyyssölä, '
                 'Pöyhönen, Rautiola, Saarnivaara, Törrönen, Yli-Kuha'),
           words('Ostopäällikkö, Logistiikkasuunnittelija, Kirjanpitäjä, Toimitusjohtaja, '
                 'Myyntijohtaja, Laatuinsinööri, Huolitsija'),
           words('Osto, Talous, Myynti, Laatu'),
           words('% Kuljetus Oy, Veljekset % Ky, % Konepaja Oyj, %talo Oy'),
           words('Satamakatu #, Telakkatie #, Mäntykuja #'),
           words('00###|Helsinki, 33###|Tampere, 48###|Kotka, 90###|Oulu')),
    Locale('tr-TR', 'TR', 'Europe/Istanbul', 'TRY', ('+90 212 200 0# ##', '0501 000 0# ##'),
           words('Şükran, İlhan, Gülşen, Oğuzhan, Perihan, Tuğrul, Yıldız, Çetin, Nurcihan, Ümit'),
           words('Akçakoca, Bağdatlı, Çınaroğlu, Değirmenci, Gökçeoğlu, İnanç, Küçükoğlu, '
                 'Özgüner, Sarıkaya, Şenyurt, Tüfekçi, Yağcıoğlu'),
           words('Satın alma müdürü, Lojistik uzmanı, Muhasebeci, Genel müdür, '
                 'Satış temsilcisi, Kalite mühendisi, Gümrük müşaviri'),
           words('Satın alma, Muhasebe, Kalite, Dış ticaret'),
           words('% Lojistik A.Ş., % Denizcilik Ltd. Şti., % Gıda Sanayi A.Ş., % Kardeşler'),
           words('Liman Caddesi No: #, Çınar Sokak No: #, Tersane Yolu #'),
           words('34###|İstanbul, 35###|İzmir, 33###|Mersin, 16###|Bursa')),
    Locale('el-GR', 'GR', 'Europe/Athens', 'EUR', ('+30 21 0000 0###', '690 000 0###'),
           words('Ευανθία=Evanthia, Αριστείδης=Aristidis, Πολυξένη=Polyxeni, Σταμάτης=Stamatis, '
                 'Χρυσούλα=Chrysoula, Ηρακλής=Iraklis, Ασημίνα=Asimina, Φώτιος=Fotios, '
                 'Δέσποινα=Despoina, Λεωνίδας=Leonidas'),
           words('Αγγελόπουλος=Angelopoulos, Βλαχάκη=Vlachaki, Γιαννακόπουλος=Giannakopoulos, '
                 'Δρακάκη=Drakaki, Ζαφειρίου=Zafeiriou, Καραμήτρος=Karamitros, Λαμπράκη=Lampraki, '
                 'Μαυρίδης=Mavridis, Ξενάκη=Xenaki, Πετρόπουλος=Petropoulos, Σαρρής=Sarris, '
                 'Χατζηιωάννου=Chatziioannou'),
           words('Υπεύθυνη αγορών, Διευθυντής λογιστηρίου, Λογίστρια, Διευθύνων σύμβουλος, '
                 'Πωλητής, Μηχανικός ποιότητας, Εκτελωνιστής'),
           words('Αγορές, Λογιστήριο, Πωλήσεις, Ποιότητα'),
           words('% Μεταφορική Α.Ε., Αφοί % Ο.Ε., % Ναυτιλιακή Ε.Π.Ε., Όμιλος %'),
           words('Ακτή Μιαούλη #, Οδός Ναυαρίνου #, Πλατεία Λιμένος #'),
           words('185 ##|Πειραιάς, 546 ##|Θεσσαλονίκη, 262 ##|Πάτρα, 382 ##|Βόλος')),
    Locale('ja-JP', 'JP', 'Asia/Tokyo', 'JPY', ('+81 3 0000 0###', '045-000-0###'),
           words('節子=Setsuko, 勝彦=Katsuhiko, 千鶴=Chizuru, 義明=Yoshiaki, 美智代=Michiyo, 康雄=Yasuo, '
                 '弥生=Yayoi, 茂樹=Shigeki, 文江=Fumie, 恒一=Koichi'),
           words('磯部=Isobe, 榎本=Enomoto, 梶原=Kajiwara, 熊谷=Kumagai, 笹川=Sasagawa, '
                 '芹沢=Serizawa, 滝口=Takiguchi, 鳥居=Torii, 沼田=Numata, 堀越=Horikoshi, '
                 '三枝=Saegusa, 柳沢=Yanagisawa'),
           words('購買部長, 物流担当, 経理主任, 代表取締役, 営業課長, 品質管理技師, 通関士'),
           words('購買部, 経理部, 営業部, 品質管理課'),
           words('株式会社%, %運輸株式会社, %商事有限会社, %製作所'),
           words('港町#丁目, 本通り#番地, 新田#-2'),
           words('231-0###|横浜市中区, 650-0###|神戸市中央区, 455-0###|名古屋市港区, 812-0###|福岡市博多区'),
           is_family_first=True),
)

# Coined parts of employers' names: no dictionary word, no firm.
FIRM_PARTS = words('Nordkai, Velbora, Trissomar, Oskvane, Calderinga, Ruvenholt, Ambrelo, Quistane, '
                   'Pelvorra, Zandrick, Hovalto, Merrigaud, Taskelin, Udermont, Brinvalla, Ostrivar, '
                   'Lumacari, Fjelltorp, Gravetta, Sorrimbe, Kestravo, Wolmarind, Ebbesanto, '
                   'Dravonne, Ilkemara, Jastrovic, Yllanders, Norvaque, Aspiroza, Cobrandel')

SEGMENTS = words('gold, silver, standard, trial, strategic')
STATUSES = words('active, active, active, dormant, blocked')
TAGS = words('reefer, oversize, prepaid, weekly, b2b, audit-2026, partner, bulk, express, no-fax')
NOTES = ('Prefers a call before noon.', 'Invoice by post, two copies.', 'Renewal due in spring.',
         'Asked for a quote on 40 ft reefers.', 'Contract under review; see ticket 4471.',
         'Delivery at gate 3 only.')

# Things without people, for the clean corpus.
MATERIALS = words('galvanised steel, stainless steel, polyester, polypropylene, oak, aluminium, '
                  'recycled rubber, brass')
GOODS = words('bolt seal, lashing strap, corner protector, dunnage bag, twist lock, desiccant pole, '
              'pallet jack, cargo net, ratchet, hose coupling, temperature logger, reefer plug')
CATEGORIES = words('lashing, sealing, packing, handling, cooling, safety')
COLORS = words('black, signal yellow, zinc, blue, natural, orange')
SENTENCES = ('Withstands salt spray and heat up to 80 degrees.', 'Sold in boxes of fifty.',
             'Fits ISO corner castings of all common makes.', 'Replaces the older short type.',
             'Tested to EN 12195-2; the certificate ships with every lot.',
             'Keep dry, and store below 30 °C.', 'Opens with a standard cutter.',
             'Not for lifting.', 'The coating is free of chromium (VI).')
VESSELS = words('Nordlicht, Cala Serena, Morning Plover, Halcyon Reach, Vega Stream, Aurora Borealis')
PORTS = words('DEHAM, NLRTM, BEANR, SEGOT, ESVLC, ITGOA, GRPIR, TRIST, AEJEA, INNSA, CNSHA, JPYOK, '
              'KRPUS, USNYC, BRSSZ, PLGDN')
COMMODITIES = words('machine parts, frozen fish, cotton yarn, ceramic tiles, green coffee, '
                    'used tyres, paper rolls, solar panels')
MILESTONES = words('gate in, loaded, departed, transhipped, arrived, discharged, gate out')
