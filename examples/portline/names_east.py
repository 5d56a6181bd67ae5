# SPDX-License-Identifier: Apache-2.0
"""First and family names of central, eastern and south-eastern Europe for Portline's customers.

Written as in names_west.py; Cyrillic and Greek are romanised by the tables of romanise.py.
"""

EAST = {
    "polish": {
        "men": "Łukasz, Paweł, Michał, Grzegorz, Wojciech, Zbigniew, Bartłomiej, Rafał, "
               "Mirosław, Jędrzej, Sławomir, Krzysztof, Przemysław, Błażej, Dariusz, Ryszard",
        "women": "Małgorzata, Żaneta, Agnieszka, Bożena, Elżbieta, Wioletta, Zuzanna, Łucja, "
                 "Róża, Jadwiga, Kinga, Mirosława, Danuta, Katarzyna, Grażyna, Urszula",
        "family": "Wiśniewski/Wiśniewska, Zieliński/Zielińska, Wójcik, Dąbrowski/Dąbrowska, "
                  "Łęcki/Łęcka, Gołąb, Żuraw, Szczęsny/Szczęsna, Mróz, Brzęczyk, Kądziołka, "
                  "Świerczewski/Świerczewska, Jabłoński/Jabłońska, Ptaszyński/Ptaszyńska, "
                  "Krawczyk, Ostrowski/Ostrowska, Cieślak, Ździebło, Pękala, "
                  "Rogoziński/Rogozińska, Śledź, Tomczak, Wróbel, Chrząszcz, "
                  "Sikora-Nowicki/Sikora-Nowicka, Bąk, Górecki/Górecka, Kościelny/Kościelna",
    },
    "czech": {
        "men": "Jiří, Ondřej, Vojtěch, Matěj, Zdeněk, Tomáš, Bořivoj, Lukáš, Přemysl, Štěpán, "
               "Radomír, Květoslav, Čestmír, Aleš, Dušan, Miloš",
        "women": "Božena, Lenka, Kateřina, Štěpánka, Zdeňka, Věra, Jiřina, Alžběta, Markéta, "
                 "Růžena, Ludmila, Drahomíra, Květa, Šárka, Žofie, Anežka",
        "family": "Dvořák/Dvořáková, Černý/Černá, Procházka/Procházková, Řezníček/Řezníčková, "
                  "Šťastný/Šťastná, Kučera/Kučerová, Veselý/Veselá, Horáček/Horáčková, "
                  "Růžička/Růžičková, Žák/Žáková, Čapek/Čapková, Vaněk/Vaňková, Hájek/Hájková, "
                  "Němec/Němcová, Pospíšil/Pospíšilová, Švec/Švecová, Kříž/Křížová, "
                  "Bílek/Bílková, Zelenka/Zelenková, Martínek/Martínková, Říha/Říhová, "
                  "Tichý/Tichá, Ďurica/Ďuricová, Sýkora/Sýkorová, Lišák/Lišáková, "
                  "Mlynář/Mlynářová",
    },
    "hungarian": {
        "men": "Gergő, Zoltán, Győző, Ödön, László, Bálint, Örs, Szabolcs, Lőrinc, Ákos, Dezső, "
               "Mátyás, Ferenc, Csongor, Jenő, Árpád",
        "women": "Erzsébet, Zsófia, Ágnes, Ildikó, Enikő, Csilla, Boglárka, Réka, Zsuzsanna, "
                 "Piroska, Tünde, Hajnalka, Noémi, Gyöngyi, Sára, Emőke",
        "family": "Szűcs, Kővári, Nagy-Erdős, Tóth, Bárány, Hegedűs, Gyulai, Fehér, Csordás, "
                  "Királyfi, Vörös, Szőke, Ökrös, Lakatos, Máté, Zsoldos, Jászai, Kerekes, "
                  "Petőházi, Révész, Sárközi, Üveges, Bődi, Dömötör, Ernyei, Hunyadfi, "
                  "Somogyvári, Tűzkő",
    },
    "turkish": {
        "men": "Çağrı, İlker, Oğuzhan, Ümit, Yiğit, Şahin, Görkem, Tuğrul, Barış, Kıvanç, Özgür, "
               "Serdar, Doğan, Hüseyin, Işık, Volkan",
        "women": "Ayşegül, Büşra, Çiğdem, Gülşah, İpek, Şebnem, Özlem, Yıldız, Nurgül, Tuğba, "
                 "Dilârâ, Müge, Hatice, Pınar, Sümeyye, Zübeyde",
        "family": "Yıldırım, Öztürk, Çelikkol, Şimşek, Güneş, Kılıçoğlu, Aydoğan, İnanç, "
                  "Bozkurt, Ağaoğlu, Taşdemir, Ünlü, Demircioğlu, Çakır, Erdoğmuş, Gökçe, "
                  "Karadağ, Özkan, Sarıkaya, Tekneci, Uğurlu, Yağcı, Işıklar, Dağlı, "
                  "Büyükyazıcı, Köprülü, Şengül, Deniz",
    },
    "greek": {
        "men": "Γιώργος, Δημήτρης, Παναγιώτης, Θεόδωρος, Αλέξανδρος, Σπύρος, Ευάγγελος, Χρήστος, "
               "Στέλιος, Νικηφόρος, Λεωνίδας, Μάρκος, Ηρακλής, Ιάσονας, Φώτης, Ορέστης",
        "women": "Ελένη, Αικατερίνη, Παρασκευή, Δέσποινα, Βασιλική, Χρυσούλα, Ευτυχία, Ζωή, "
                 "Αγγελική, Φωτεινή, Θάλεια, Καλλιόπη, Ουρανία, Νεφέλη, Μυρτώ, Στέλλα",
        "family": "Παπαδόπουλος/Παπαδοπούλου, Γεωργίου, Αντωνόπουλος/Αντωνοπούλου, Μακρής/Μακρή, "
                  "Ξενάκης/Ξενάκη, Θεοδωρίδης/Θεοδωρίδου, Βλάχος/Βλάχου, Οικονόμου, Ζαφειρίου, "
                  "Καραμήτρος/Καραμήτρου, Χατζηγιάννης/Χατζηγιάννη, Λαμπράκης/Λαμπράκη, "
                  "Πετρόπουλος/Πετροπούλου, Σταυρίδης/Σταυρίδου, Δρακόπουλος/Δρακοπούλου, "
                  "Ψαρράς/Ψαρρά, Φραγκούλης/Φραγκούλη, Ρούσσος/Ρούσσου, Τσιμπούκης/Τσιμπούκη, "
                  "Μπαλτάς/Μπαλτά, Ιωαννίδης/Ιωαννίδου, Κοντογιάννης/Κοντογιάννη, Αθανασίου",
    },
    "russian": {
        "men": "Дмитрий, Алексей, Сергей, Фёдор, Михаил, Юрий, Геннадий, Арсений, Владислав, "
               "Ярослав, Тимофей, Игорь, Захар, Евгений, Родион, Пётр",
        "women": "Екатерина, Светлана, Наталья, Ксения, Людмила, Анастасия, Юлия, Галина, "
                 "Зинаида, Варвара, Полина, Елизавета, Любовь, Дарья, Таисия, Надежда",
        "family": "Соколов/Соколова, Лебедев/Лебедева, Журавлёв/Журавлёва, Щербаков/Щербакова, "
                  "Мельников/Мельникова, Цветков/Цветкова, Тихомиров/Тихомирова, Юдин/Юдина, "
                  "Хомяков/Хомякова, Белозёров/Белозёрова, Чернышёв/Чернышёва, "
                  "Громыхин/Громыхина, Достоевцев/Достоевцева, Рыбаков/Рыбакова, "
                  "Заречный/Заречная, Ясенев/Ясенева, Плотников/Плотникова, Ершов/Ершова, "
                  "Воскресенский/Воскресенская, Кузнечихин/Кузнечихина, Шаповалов/Шаповалова, "
                  "Островой/Островая, Ильин/Ильина, Голубев/Голубева",
    },
    "ukrainian": {
        "men": "Олексій, Тарас, Богдан, Андрій, Сергій, Остап, Мирослав, Володимир, Юрій, "
               "Василь, Ігор, Ярема, Данило, Назар, Євген, Григорій",
        "women": "Олена, Оксана, Соломія, Ірина, Наталія, Ганна, Мар’яна, Людмила, Христина, "
                 "Уляна, Злата, Вікторія, Стефанія, Катерина, Єлизавета, Леся",
        "family": "Шевчук, Коваленко, Бондаренко, Ткачук, Мельниченко, Гриценко, "
                  "Вишневський/Вишневська, Паламарчук, Задорожній/Задорожня, Лисенко, Мороз, "
                  "Чорновол, Іваненко, Дорошенко, Кравець, Яремчук, Підгірний/Підгірна, "
                  "Сагайдак, Щербина, Жук, Хмара, Юхименко, Галицький/Галицька, Євтушок, "
                  "Стельмах, Їжакевич, Рибалко, Пасічник",
    },
    "romanian": {
        "men": "Ștefan, Ionuț, Răzvan, Cătălin, Mihai, Dragoș, Sorin, Bogdan, Laurențiu, "
               "Costică, Nicușor, Valentin, Emil, Vicențiu, Petru, Dănuț",
        "women": "Mădălina, Ileana, Ștefania, Brândușa, Ioana, Raluca, Lăcrămioara, Ruxandra, "
                 "Anca, Simona, Cătălina, Doina, Luminița, Sânziana, Viorica, Crenguța",
        "family": "Ionescu, Țepeneag, Mureșan, Bălan, Crăciunescu, Drăgulescu, Ștefănescu, "
                  "Vlăduțescu, Moldovanu, Rădulescu, Pâslaru, Câmpeanu, Lupașcu, Nițescu, "
                  "Oprișan, Sălceanu, Tănase, Ungureanu, Zărnescu, Făgărășanu, Grigorescu, "
                  "Hângănuț, Iliescu-Popa, Jianu",
    },
}
