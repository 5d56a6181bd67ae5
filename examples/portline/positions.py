# SPDX-License-Identifier: Apache-2.0
"""Job titles of Portline's customers, in the language of the employer or in English."""

ENGLISH_SHARE = 0.3

TITLES = {
    "english": "Logistics Manager, Freight Forwarder, Head of Procurement, Customs Broker, "
               "Export Coordinator, Supply Chain Analyst, Managing Director, "
               "Documentation Clerk, Senior Buyer, Warehouse Supervisor, VP Operations, "
               "Chartering Broker, Fleet Engineer, Accounts Payable Officer, Import Specialist, "
               "Reefer Technician",
    "french": "Responsable logistique, Chef de quai, Directrice des achats, Agent de transit, "
              "Déclarant en douane, Gérant, Affréteur, Assistante commerciale, Ingénieur méthodes",
    "german": "Leiter Seefracht, Disponentin, Geschäftsführer, Zolldeklarant, Einkäuferin, "
              "Sachbearbeiter Export, Prokurist, Abteilungsleiterin Logistik, Schiffsmakler, "
              "Speditionskaufmann",
    "dutch": "Expediteur, Hoofd Inkoop, Douanedeclarant, Bedrijfsleider, Planner zeevracht, "
             "Directeur, Medewerker export, Magazijnchef",
    "spanish": "Jefe de tráfico, Directora de operaciones, Agente de aduanas, "
               "Encargado de almacén, Responsable de compras, Gerente, "
               "Coordinadora de exportación, Consignatario",
    "portuguese": "Gerente de logística, Despachante aduaneiro, Diretora comercial, Comprador, "
                  "Coordenador de exportação, Analista de comércio exterior, Chefe de armazém",
    "italian": "Responsabile spedizioni, Direttrice acquisti, Spedizioniere doganale, "
               "Impiegato import, Amministratore delegato, Capo magazzino, Agente marittimo",
    "swedish": "Speditör, Inköpschef, Verkställande direktör, Tulldeklarant, Lagerchef, "
               "Exportkoordinator, Skeppsmäklare",
    "icelandic": "Framkvæmdastjóri, Innkaupastjóri, Tollmiðlari, Verkstjóri, Flutningastjóri, "
                 "Þjónustufulltrúi",
    "finnish": "Toimitusjohtaja, Huolitsija, Ostopäällikkö, Varastoesimies, Vientisihteeri, "
               "Laivameklari",
    "polish": "Kierownik spedycji, Agent celny, Dyrektor zakupów, Specjalistka ds. eksportu, "
              "Prezes zarządu, Magazynier, Spedytor morski",
    "czech": "Vedoucí logistiky, Celní deklarant, Jednatel, Nákupčí, Dispečerka, Skladník, "
             "Obchodní ředitelka",
    "hungarian": "Ügyvezető igazgató, Szállítmányozó, Vámügyintéző, Beszerzési vezető, "
                 "Raktárvezető, Exportreferens",
    "turkish": "Lojistik Müdürü, Gümrük Müşaviri, Satın Alma Uzmanı, Genel Müdür, "
               "İhracat Sorumlusu, Depo Şefi, Gemi Acentesi",
    "greek": "Διευθυντής Εφοδιασμού, Εκτελωνιστής, Υπεύθυνη Προμηθειών, Ναυτιλιακός Πράκτορας, "
             "Διευθύνων Σύμβουλος, Υπάλληλος Εξαγωγών",
    "russian": "Начальник отдела логистики, Экспедитор, Генеральный директор, "
               "Менеджер по закупкам, Таможенный брокер, Главный бухгалтер, Диспетчер",
    "ukrainian": "Менеджер з логістики, Директор, Митний брокер, Експедитор, Начальник складу, "
                 "Фахівець зі збуту",
    "romanian": "Director de achiziții, Șef de depozit, Comisionar vamal, Administrator, "
                "Coordonator transport, Referent export",
    "arabic": "مدير العمليات, مسؤول المشتريات, مخلص جمركي, المدير العام, منسق الشحن, "
              "أمين المستودع",
    "hebrew": "מנהל לוגיסטיקה, עמיל מכס, מנכ\"ל, רכזת יצוא, קניינית, מנהל מחסן",
    "persian": "مدیر بازرگانی, کارشناس گمرک, مدیر عامل, مسئول خرید, سرپرست انبار",
    "hindi": "रसद प्रबंधक, सीमा शुल्क अधिकारी, महाप्रबंधक, निर्यात समन्वयक, क्रय प्रमुख",
    "chinese": "物流经理, 报关员, 总经理, 采购主管, 海运操作员, 出口专员, 仓库主任",
    "japanese": "営業部長, 通関士, 代表取締役, 物流課長, 輸出担当, 倉庫主任, 購買係長",
    "korean": "물류팀장, 관세사, 대표이사, 구매과장, 수출담당, 해운영업부장",
    "vietnamese": "Trưởng phòng Xuất nhập khẩu, Giám đốc, Nhân viên chứng từ, Khai báo hải quan, "
                  "Quản lý kho, Điều phối vận tải",
    "indonesian": "Manajer Logistik, Direktur, Staf Ekspor, Kepala Gudang, PPJK, "
                  "Koordinator Armada",
}


def _split(listing):
    return [title.strip() for title in listing.split(",")]


PARSED = {language: _split(titles) for language, titles in TITLES.items()}


def draw_position(rng, culture):
    """Draw a job title for someone employed by a company of that culture."""
    is_english = culture not in PARSED or rng.random() < ENGLISH_SHARE
    return rng.choice(PARSED["english" if is_english else culture])
