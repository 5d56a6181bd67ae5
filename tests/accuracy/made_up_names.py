# SPDX-License-Identifier: Apache-2.0
"""The people of the accuracy test: names that stand in no table, coined or rare, made up.

test_disjoint.py holds that none of them is in a table or in what the tables are made from. Names in
another script are written `written=romanised`; the romanised form makes the mail address.
"""

import collections

Culture = collections.namedtuple(
    'Culture', 'tag language country given family is_family_first', defaults=(False,))


def words(text):
    return tuple(word.strip() for word in text.split(','))


CULTURES = (
    Culture('de', 'de', 'DE',
            words('Ruthwulf, Wendmute, Gundwine, Ortrike, Ortheim, Hildram, Irmbrande, '
                  'Hartmunda, Reinmute, Dietgardis, Adelram, Gundbrande, Irmrike, Ruthrike, '
                  'Hartrike, Reinheim, Hartram, Wendram, Hartbrande, Gundgardis, Gerhardis, '
                  'Wendwulf'),
            words('Waldmeyer, Buchenacker, Wiesenbrock, Moorbruch, Haselacker, Kaltenkamp, '
                  'Eckenschlag, Krähenschlag, Lüttkamp, Fürstenkötter, Buchenkamp, Wiesenbruch, '
                  'Dornbrock, Brinkenloh, Wiesenkötter, Quastrode, Buchenbruch, Haselbruch, '
                  'Buchensiep, Habichtloh, Krähensiep, Haselmeyer, Kaltenacker, Quastmeyer, '
                  'Brinkenbrock, Waldhövel, Eckenbruch, Erlenacker, Haselrode, Krähenacker, '
                  'Fürstensiep, Quastbruch, Habichtkötter, Quastwisch')),
    Culture('en', 'en', 'GB',
            words('Averil, Wynstan, Merrin, Aldous, Brannock, Corwen, Elowyn, Faelan, Hestrel, '
                  'Jorvick, Kesley, Lorrimer, Maddern, Norrey, Peverel, Rosmer, Tamsyn, Ullock, '
                  'Wenlock, Zennor, Aldreth, Brenley, Caddow, Darnley, Emlyn, Kerensa, Lowenna, '
                  'Marrack, Jowan, Elestren, Branok, Talwyn, Meryasek'),
            words('Ashlesham, Hawkwardine, Penhollow, Emberlathe, Oldlathe, Whitenthwaite, '
                  'Penersby, Rushersleigh, Emberwickham, Marlersleigh, Embercombe, Brackcombe, '
                  'Oldwickham, Hawkhollow, Hawkbottom, Ashcombe, Crowenthwaite, Ashersleigh, '
                  'Penstoke, Whithollow, Rushlesham, Ashenthwaite, Brackersleigh, Ashingdale, '
                  'Thorncombe, Penwickham, Wickwickham, Rushlathe, Marlwickham, Grimslesham, '
                  'Whitlathe, Coldingdale, Crowersby, Holmhollow')),
    Culture('fr', 'fr', 'FR',
            words('Aubeline, Thibaude, Garance, Ondine, Solveigne, Gwendal, Enguerrand, Isaure, '
                  'Philomène, Théodule, Cyprienne, Anaclet, Fulberte, Ysaline, Corentine, '
                  'Amaurie, Bérangère, Clothaire, Evremond, Hermeline, Josselinde, Landeline, '
                  'Mahaut, Odeline, Perrinelle, Tancrède, Valdemire, Aliénor, Gontrane'),
            words('Mardureville, Beausarrade, Beaucourvoin, Valthouars, Grandfoucault, '
                  'Noirdureville, Champfoucault, Marsarrade, Villepertuis, Clairdureville, '
                  'Rochesarrade, Grandbrissac, Villedrieux, Noirblanquet, Hautbrissac, '
                  'Villecambert, Villelavergne, Fontlavergne, Valsarrade, Clairthouars, '
                  'Noirthouars, Noirsarrade, Montdrieux, Champquillier, Grandpertuis, '
                  'Fontquillier, Valcambert, Noirpertuis, Rochebrissac, Villedureville, '
                  'Champbrissac, Boiscourvoin, Rocheblanquet, Clairblanquet')),
    Culture('es', 'es', 'ES',
            words('Marcegardo, Gumegardo, Elvisinda, Romundo, Marcesinda, Aldebresca, Roteodo, '
                  'Hilderinda, Hildesinda, Bririnda, Leofonsa, Elvimundo, Marcerinda, '
                  'Marceteodo, Neredalia, Triteodo, Hildefonsa, Rogoberto, Elviteodo, '
                  'Nereteodo, Romara, Aldegardo'),
            words('Oladobal, Robrezuaga, Eduizuaga, Cabrermiche, Villargüelles, Garracedilla, '
                  'Hostaquireda, Salacedilla, Quintaztarán, Eduigoitia, Eduilarraga, Benidobal, '
                  'Saladobal, Quintarmiche, Salazuaga, Benigoitia, Quintagoitia, Jauremendaro, '
                  'Robrequireda, Eduidobal, Urredobal, Olalarraga, Eduiquireda, Garraquireda, '
                  'Irimendaro, Hostarmiche, Villaztarán, Salalarraga, Mendizuaga, Benizuaga, '
                  'Olacedilla, Urrergüelles, Beniquireda, Garragoitia')),
    Culture('pt', 'pt', 'BR',
            words('Juravanir, Orismira, Cecildisa, Cecinildo, Ivaldisa, Genivalvaldina, '
                  'Lucimundo, Ivacleide, Neyvalda, Lucisandra, Florivanir, Belavaldina, '
                  'Adalzete, Orismundo, Ivamira, Neyzete, Genivalnildo, Hermivanir, '
                  'Hermicleide, Raivanir, Hermisandra, Lucinildo'),
            words('Figueinhosa, Novainhães, Vilhessande, Gouveistinha, Ribasçal, Figueinhães, '
                  'Vilhenhães, Pinhessande, Aguiarimbrado, Salderval, Taveiranhães, Cavalheçal, '
                  'Cavalheredo, Saldeçal, Mosqueilhosa, Ribasredo, Pinheçal, Lameiredo, '
                  'Aguiarilhosa, Salderedo, Cavalhenhães, Barrombrado, Taveirassande, '
                  'Vilhelhosa, Novairedo, Aguiarissande, Taveiraredo, Barrolhosa, Figueissande, '
                  'Novaiçal')),
    Culture('it', 'it', 'IT',
            words('Brizisandro, Fiondetta, Lorendetta, Dorimira, Nereziella, Quiriberta, '
                  'Maruvolfo, Brizimira, Adalsandro, Fiosandro, Ortiero, Loresandro, Orziella, '
                  'Briziberta, Marumira, Rosmsandro, Neretiero, Orsandro, Adalmira, Rosmziella, '
                  'Clenilda, Ermensandro'),
            words('Scarghetti, Montegliani, Fossastrelli, Tramonlunga, Roccarotto, '
                  'Bellastrelli, Tramonzzolari, Pasquanudo, Montelunga, Castilunga, '
                  'Quartastrelli, Gambanudo, Roccastrelli, Roccandreani, Scarmbruni, '
                  'Zamstrelli, Pasquaghetti, Tramongliani, Gambagliani, Scarzzolari, '
                  'Tramonvecchio, Bellandreani, Fossagliani, Castiforcari, Scarndreani, '
                  'Monterotto, Fossandreani, Vallegliani, Lonzandreani, Vallerotto, Fossalunga, '
                  'Pasqualunga, Vallevecchio, Fossambruni')),
    Culture('nl', 'nl', 'NL',
            words('Diederick, Everdine, Fokelien, Gijsbrecht, IJsbrand, Jorrit, Klasina, '
                  'Machteld, Nanning, Oeds, Pietertje, Rixt, Sietske, Tjallie, Ubbo, Ymkje, '
                  'Zwaantje, Heilke, Douwina, Gerlof, Jelmer, Wiebrecht, Abeltje, Sjoerdtje, '
                  'Tjitske, Luitzen, Hylkje, Eelkje, Bauwina'),
            words('Zandbroeks, Sluiboersma, Zandwouders, Rijsdorpstra, Bruggedrecht, '
                  'Sluikampen, Waterschaap, Oudkampen, Bruggelingen, Veenhoekstee, Oudhoekstee, '
                  'Veenschaap, Bruggewouders, Duinboersma, Terpbroeks, Rijsboersma, Duinbroeks, '
                  'Polderwouders, Terpdrecht, Hoogelingen, Rijswouders, Bruggeschaap, '
                  'Rijsdrecht, Poldersluizen, Rijsveldema, Hoogedrecht, Oudlingen, '
                  'Haverhoekstee, Terpkampen, Meerslingen, Waterwouders, Sluihoekstee, '
                  'Duinschaap, Veenlingen')),
    Culture('pl', 'pl', 'PL',
            words('Bogdalena, Czcibora, Dobrosława, Gniewomir, Jarogniew, Krzesława, Ludomiła, '
                  'Mirogniewa, Niegosława, Przybysława, Radogost, Sulisław, Świętopełk, '
                  'Tęgomir, Unisława, Wszebora, Zbysława, Żelisława, Dobrogost, Siemowit, '
                  'Ziemowita, Bożydara, Chwalibóg, Godzimir, Lubomiła, Sędzimir, Witosława, '
                  'Zdobysław'),
            words('Rozdrowiczak, Modrzośnicki, Szczerybała, Trzciniłowicz, Pszczowiczak, '
                  'Brzeźowiczak, Trzcinośnicki, Niedźwaniuk, Modrzuchelski, Chrobybała, '
                  'Pszczaniuk, Jastrzybała, Żółwońskiak, Rozdrośnicki, Szczerońskiak, '
                  'Żółwuchelski, Niedźwońskiak, Trzcinejczuk, Krzywiłowicz, Niedźwybała, '
                  'Rozdrejczuk, Chrobowniak, Jastrzowniak, Chrobowiczak, Szczeruchelski, '
                  'Modrzońskiak, Jastrzękalski, Wierzchiłowicz, Leszczowiczak, Trzcinowiczak, '
                  'Jastrzejczuk, Niedźwowiczak, Wierzchowniak, Jastrzońskiak')),
    Culture('cz', 'en', 'CZ',
            words('Blahomil, Čestislava, Dobromila, Horymír, Jaroměr, Krasomila, Ladoběj, '
                  'Mnata, Neklan, Oldřicha, Přibyslava, Rostislava, Svatobor, Těchobud, '
                  'Unislav, Věnceslava, Zbyhněv, Žitomíra, Drahoslav, Ctislav, Libomír, '
                  'Budivoj, Slavěna'),
            words('Mrázkánský, Kaplíkovec, Rákosešický, Zvoníkovec, Třebůvka, Třebešický, '
                  'Pohaníkovec, Zvonětička, Čmelalouš, Jeřábalouš, Třebalouš, Dubinětička, '
                  'Dubinovičný, Třebovičný, Pohanánský, Jeřábětička, Vrabčíkovec, Dubinešický, '
                  'Čmelánský, Jeřábešický, Dubiníkovec, Dubinánský, Lískovešický, Zvonešický, '
                  'Pohanětička, Březoůvka, Skřivousek, Skřivovičný, Čmelůvka, Třebanda')),
    Culture('hr', 'en', 'HR',
            words('Radomira, Tvrtbojka, Hrvodragka, Milimirka, Slavidragka, Boridragka, '
                  'Krasnobojka, Zvonivoja, Hrvogoja, Negidragka, Negiljuba, Zvonidragka, '
                  'Borimirka, Zvonibojka, Dragiljuba, Vukislava, Zvonimirka, Radodragka, '
                  'Krasnomira, Negimira'),
            words('Hrastanjić, Drenanjić, Cvitkodanić, Vrbanulinić, Cvitkešević, Rakitulinić, '
                  'Drenulinić, Krušulinić, Bukovulinić, Hrastulinić, Hrastodanić, '
                  'Rakitovljević, Hrastiškić, Jagnanjić, Rakitodanić, Rakitanjić, Krušešević, '
                  'Medvulinić, Medviškić, Dreninčević, Liskovljević, Smrekiškić, Smrekešević, '
                  'Liskarović, Golubinčević, Dreniškić, Vrbananjić, Krušarović, Bukovovljević, '
                  'Smrekinčević')),
    Culture('fi', 'fi', 'FI',
            words('Viljatar, Sinituuli, Rautanna, Kainotuuli, Tähtiorvokki, Päivävuokko, '
                  'Ainovuokko, Ainonna, Lempiorvokki, Ilmatuuli, Ilmaorvokki, Tähtituuli, '
                  'Mielituuli, Viljakka, Viljavuokko, Mielimielu, Lempikka, Orvomielu, Ilmakki, '
                  'Sinivuokko'),
            words('Petäjäviitamo, Tervanmäenpääkkö, Tervankangasvirta, Karhukangasvirta, '
                  'Kalliorantanperä, Karhusuonpää, Tervansuonpää, Vuorimäenpääkkö, '
                  'Vuoriperälahti, Haukisaarelo, Rapakoskela-aho, Metsäkoskela-aho, '
                  'Vuorisaarelo, Vuorirantanperä, Ojanviitamo, Niittyperälahti, '
                  'Niittymäenpääkkö, Lampiperälahti, Haukiniskavaara, Suoniskavaara, '
                  'Karhumäenpääkkö, Karhuniskavaara, Niittysuonpää, Ylikoskela-aho, '
                  'Lampiniskavaara, Ojankoskela-aho, Lampikoskela-aho, Lampisaarelo, '
                  'Tervanviitamo, Kallioviitamo')),
    Culture('se', 'sv', 'SE',
            words('Bergestina, Fridbrandis, Ingebrandis, Embrandis, Solsten, Ulvlögard, '
                  'Ragnlaug, Berveigh, Alfmundis, Gudmundis, Torbjörna, Jorgestina, Torveigh, '
                  'Alfveigh, Ragnsten, Ingehildis, Solhildis, Torlaug, Alfsten, Vendeveigh'),
            words('Björkvassberg, Grönstigsköld, Malgårdhfelt, Eklundqvisth, Sjötornlöf, '
                  'Tallrudebeck, Nordgranström-ask, Björkrudebeck, Almkvistman, Gröntornlöf, '
                  'Tallstigsköld, Malvassberg, Tallvassberg, Almrudebeck, Nordrudebeck, '
                  'Vintertornlöf, Sjöstigsköld, Tallkvistman, Almgranström-ask, '
                  'Vintergranström-ask, Dalhielmar, Forstornlöf, Dalstigsköld, Lindrudebeck, '
                  'Maltornlöf, Ulvkvistman, Dalgårdhfelt, Ulvstigsköld, Dalsvärdh, '
                  'Almlundqvisth')),
    Culture('hu', 'en', 'HU',
            words('Ajtonka, Bendegúz, Csenger, Dalárda, Füzike, Gyöngyvirág, Hajnácska, '
                  'Ibolyka, Kincső, Lelle, Magor, Nyeste, Oguzka, Rozmaring, Sárfi, Tuzson, '
                  'Ugron, Villő, Zsombor, Keve, Szovárd, Tarhos, Ürmöske'),
            words('Cserlombházi, Hegyfalussy, Szálasfalussy, Orgolombházi, Tölgyhátéri, '
                  'Kékencsárdási, Patakihegyaljai, Csercsárdási, Bakonyvidéki, Hegycsárdási, '
                  'Rétcsárdási, Orgokeszi, Rétszentandrási, Bakonycsárdási, Szálascsárdási, '
                  'Vadashátéri, Ligetvidéki, Szálasfáyné, Bakonyfalussy, Vadasfalussy, '
                  'Dobófáyné, Forráshátéri, Dobószentandrási, Nádasfáyné, Hegykeszi, '
                  'Dobóhegyaljai, Dobókeszi, Patakiszentandrási, Dobóvidéki, Cserhegyaljai'),
            is_family_first=True),
    Culture('tr', 'tr', 'TR',
            words('Yurtekinay, Nurgünsu, Nurperihan, Erperihan, Sevperihan, Ilkayahan, '
                  'Ayşirinay, Aygünsu, Tangünsu, Güldağalp, Güldilber, Özkayahan, Beykutalp, '
                  'Yurkayahan, Yurkutalp, Beydilber, Beysevin, Gölgünsu, Gülsevin, Özsevin'),
            words('Uzunkırlangıç, Taşyamaçlı, Ovakavaklıgil, Bozbulutgil, Yeşiltepelioğlu, '
                  'Boztepelioğlu, Sarıtepelioğlu, Taşormanlıgil, Taşbulutgil, Akçeşmeli, '
                  'Ovaçeşmeli, Egeyamaçlı, Taşköprücü, Taştepelioğlu, Karabulutgil, Egeköprücü, '
                  'Gökdereoğlu, Çamköprücü, Akormanlıgil, Ovaormanlıgil, Çamdereoğlu, '
                  'Bozormanlıgil, Egetepelioğlu, Kızılkavaklıgil, Çamormanlıgil, '
                  'Karakavaklıgil, Demiryamaçlı, Çamçeşmeli, Ovayamaçlı, Yeşilormanlıgil')),
    Culture('ar', 'fr', 'MA',
            words('Bahijeddine, Dhikra, Fouziyya, Ghaliba, Hafsatou, Istabraq, Jumanah, '
                  'Khuzayma, Lujayna, Mukhlisa, Nawwaf, Qutayba, Rayhanah, Sufyana, Thurayyah, '
                  'Uqbah, Yaqeen, Zuhdi, Haydara, Mutazza, Aws, Muzna, Shaddad, Tawaddud'),
            words('Elsafsafi, Bousafsafi, Bentaznakhti, Elzemmouchi, Boutazrouti, Elmezroua, '
                  'Boucharrouqi, Bouqasimiyeh, Eldabbaghine, Bensafsafi, Bencharrouqi, '
                  'Bouzemmouchi, Benqasimiyeh, Bensherqamli, Bendabbaghine, Elkhattarba, '
                  'Elcharrouqi, Elqasimiyeh, Boudabbaghine, Bousherqamli, Eltaznakhti, '
                  'Benghanjawi, Elhawwarin, Benmezroua, Benzemmouchi, Elsherqamli, Boughanjawi, '
                  'Boukhattarba, Boumezroua, Boutaznakhti')),
    Culture('in', 'en', 'IN',
            words('Prajvardhini, Kirtvardhini, Satprabhati, Tejansika, Prajketana, Induamrita, '
                  'Nishlochana, Rudisheka, Devndrika, Prajisheka, Kirtansika, Nishansika, '
                  'Harieshvari, Bhavketana, Satlochana, Induvardhini, Jayansika, Satsantosha, '
                  'Chitansika, Tejketana, Prajlochana, Tejamrita, Vajprabhati, Satvardhini'),
            words('Venkishetty, Venkapalli, Kanduvelkar, Ghatishetty, Venkupudi, '
                  'Sunderankarath, Sunderuvelkar, Pathampatti, Aravavakkam, Malaishetty, '
                  'Kandampatti, Chelanoori, Chelankarath, Venkodiyath, Thirampatti, '
                  'Pathankarath, Namanoori, Ranguvelkar, Aravampatti, Dhanavakkam, Chelekarwal, '
                  'Bhandampatti, Pathishetty, Venkampatti, Namodiyath, Aravupudi, Ranganoori, '
                  'Bhandupudi, Namishetty, Pathodiyath, Thiruvelkar, Bhandapalli, Ghatuvelkar, '
                  'Kandankarath')),
    Culture('yo', 'en', 'NG',
            words('Folajimiwo, Tanijimiwo, Olajimiwo, Ifekunmibi, Adebowaleke, Olurinsola, '
                  'Adetoyosi, Folabowaleke, Ayotoyosi, Omodunsimi, Folawapelumi, Ayobowaleke, '
                  'Olusanmike, Olujimiwo, Foladunsimi, Olutoyosi, Oluwapelumi, Adedunsimi, '
                  'Adejimiwo, Ifewapelumi, Olawapelumi, Tanisanmike, Ayokunmibi, Omorinsola'),
            words('Bamderinto, Faderinto, Aladerinto, Oyesanwolu, Adebisuyi, Akitundeyi, '
                  'Adekotuni, Bambisuyi, Ogunkotuni, Ojewumigbe, Bamgbolade, Ogunbisuyi, '
                  'Akilekanmi, Akiderinto, Bamwumigbe, Akikotuni, Akigbolade, Adewumigbe, '
                  'Adederinto, Oyegbolade, Alagbolade, Falekanmi, Ogunsanwolu, Ojetundeyi, '
                  'Alalekanmi, Fabisuyi, Akiwumigbe, Oyewumigbe, Ogunderinto, Adelekanmi')),
    Culture('ak', 'en', 'GH',
            words('Kwabenaa, Afiafi, Esinam, Sedinam, Elikplim, Dzifa, Mawuena, Senyo, Nhyira, '
                  'Obrempong, Akosuaba, Yayraba, Kekeli, Edinam, Selorm, Makafui, Enyonam, '
                  'Kafui, Delali, Etornam, Wundow, Tsotsoo, Naakai, Borketey'),
            words('Agyekumhene, Asamanin, Boakyewaa, Dankwabea, Frempomaa, Gyamerah, '
                  'Nkansahene, Ofosuhene, Sekyiwaa, Tawiahene, Yirenkyiwa, Amoakohene, '
                  'Kyeremateng-Ofori, Adjeikumhene, Atuahene-Bio, Badukwaa, Dzokotoe, Agbezuge, '
                  'Kpodzro, Tsikudo, Amegashie, Dogbevi, Klutsey, Fiagbedzi, Gbedemah-Kle')),
    Culture('vi', 'en', 'SG',
            words('Khuê Tước, Nhã Trâm, Ngự Bình, Trầm Tích, Diệp Khuynh, Mộc Nhiên'),
            words('Ngạc, Giáng, Xầm'),
            is_family_first=True),
    Culture('zh', 'zh', 'CN',
            words('砚舟=Yanzhou, 澜意=Lanyi, 晏清禾=Yanqinghe, 霁月=Jiyue, 叙白=Xubai, 望舒=Wangshu, '
                  '予墨=Yumo, 觅荷=Mihe, 听澜=Tinglan, 秉钧=Bingjun, 怀瑾=Huaijin, 疏桐=Shutong, 扶摇=Fuyao, '
                  '攸宁=Youning, 景湛=Jingzhan, 漱石=Shushi'),
            words('亓官=Qiguan, 麴=Qu, 澹台=Tantai, 濮阳=Puyang, 宰父=Zaifu, 令狐=Linghu, 第五=Diwu, '
                  '皇甫=Huangfu, 公冶=Gongye, 拓跋=Tuoba, 赫连=Helian, 钟离=Zhongli, 闻人=Wenren, '
                  '东郭=Dongguo, 漆雕=Qidiao, 壤驷=Rangsi, 夹谷=Jiagu, 呼延=Huyan, 端木=Duanmu'),
            is_family_first=True),
    Culture('ja', 'ja', 'JP',
            words('澄乃芽=Suminome, 蒼杜=Aoto, 紡希=Tsumugiki, 千颯=Chihaya, 凪沙紀=Nagisaki, 桐悟=Tohgo, '
                  '澪奈=Reona, 惺太郎=Seitaro, 暁登=Akito, 篤磨=Atsuma, 楓花音=Fuukane, 瑛璃=Eiri, '
                  '灯里菜=Akarina, 柊斗=Shuto, 琴乃葉=Kotonoha, 皐輔=Kosuke, 弦志=Genshi'),
            words('蛇走=Jahashiri, 月見里=Yamanashi, 四十物=Aimono, 八月朔日=Hozumi, 薬袋=Minai, '
                  '一尺八寸=Kamatsuka, 小鳥遊=Takanashi, 百目鬼=Domeki, 鶏冠井=Kaideno, 丁嵐=Atarashi, '
                  '御手洗瀬=Mitaraise, 波羅蜜=Haramitsu, 笑福=Shofuku, 雲母坂=Kirarazaka, 鰐渕=Wanibuchi, '
                  '樹神谷=Kodamaya, 嘉悦崎=Kaetsuzaki, 辺銀=Pengin, 水卜川=Miurakawa, 凡井=Bonni, '
                  '釈迦郡=Shakagori, 栗花落=Tsuyuri'),
            is_family_first=True),
    Culture('ko', 'en', 'KR',
            words('다온슬=Daonseul, 가람솔=Garamsol, 해든=Haedeun, 미르찬=Mireuchan, 슬아린=Seurarin, '
                  '윤슬비=Yunseulbi, 벼리온=Byeorion, 누리결=Nurigyeol, 도담휘=Dodamhwi, 새론별=Saeronbyeol, '
                  '휘겸=Hwigyeom, 라온제=Raonje, 여울빛=Yeoulbit, 하랑솔=Harangsol, 시누림=Sinurim, '
                  '초아름=Choareum'),
            words('망절=Mangjeol, 어금=Eogeum, 소봉=Sobong, 강전=Gangjeon, 장곡=Janggok, 궉=Gwok, 묵=Muk, '
                  '독고=Dokgo, 제갈=Jegal, 황보=Hwangbo, 동방=Dongbang, 선우=Seonu, 남궁=Namgung, '
                  '사공=Sagong, 서문=Seomun'),
            is_family_first=True),
    Culture('el', 'el', 'GR',
            words('Αγλαΐτσα=Aglaitsa, Βρισηίδα=Vrisiida, Γλυκόφιλη=Glykofili, '
                  'Δροσοστάλα=Drosostala, Ευρυκλεία=Evrykleia, Θεοφίλαχτος=Theofilachtos, '
                  'Ιππολύτη=Ippolyti, Καλλιρρόη=Kallirroi, Λαοδάμας=Laodamas, '
                  'Μυρσινιώ=Myrsinio, Νικηφορία=Nikiforia, Ορσαλία=Orsalia, Πανωραία=Panoraia, '
                  'Ροδάνθη=Rodanthi, Σεβαστιανή=Sevastiani, Τηλεμαχία=Tilemachia, '
                  'Φιλανθία=Filanthia, Χρυσοβαλάντης=Chrysovalantis, Αριστοτιμία=Aristotimia, '
                  'Ευδαίμων=Evdaimon'),
            words('Ανεμογιάννης=Anemogiannis, Βαρκατζής=Varkatzis, Γλαροκαβάλης=Glarokavalis, '
                  'Δενδρολίβανος=Dendrolivanos, Ελαιοπερίδης=Elaioperidis, '
                  'Ζωγραφάκος=Zografakos, Θυμαρόπουλος=Thymaropoulos, Καραβομύτης=Karavomytis, '
                  'Λιναρδάτογλου=Linardatoglou, Μελισσοφάγος=Melissofagos, Νεροκούρη=Nerokouri, '
                  'Ξυλοπόρτη=Xyloporti, Ορφανουδάκογλου=Orfanoudakoglou, Πετρολάδης=Petroladis, '
                  'Ροδοστάλιδου=Rodostalidou, Σταφυλοπάτης=Stafylopatis, '
                  'Τριανταφυλλόγλου=Triantafylloglou, Φυκιαρίδης=Fykiaridis, '
                  'Χαλικιόπουλος-Μάντζος=Chalikiopoulos-Mantzos, Ψαρομπάς=Psarompas')),
    Culture('ru', 'ru', 'RU',
            words('Благовида=Blagovida, Велеслава=Veleslava, Горазд=Gorazd, Добрыня=Dobrynya, '
                  'Евлампий=Yevlampiy, Звенислава=Zvenislava, Истислав=Istislav, '
                  'Калерия=Kaleriya, Любомысл=Lyubomysl, Милорада=Milorada, Нектарий=Nektariy, '
                  'Остромир=Ostromir, Пересвета=Peresveta, Ратибор=Ratibor, '
                  'Световида=Svetovida, Тихомира=Tikhomira, Феоктист=Feoktist, '
                  'Харитина=Kharitina, Яромила=Yaromila, Беломира=Belomira'),
            words('Берёзкинский=Beryozkinsky, Вертолётов=Vertolyotov, Громовержин=Gromoverzhin, '
                  'Дубравник=Dubravnik, Ежевикина=Yezhevikina, Журавлёнкова=Zhuravlyonkova, '
                  'Зимородкин=Zimorodkin, Ивоговский=Ivogovsky, Косогоров=Kosogorov, '
                  'Ледоходова=Ledokhodova, Мухоловский=Mukholovsky, Незабудько=Nezabudko, '
                  'Окунцов=Okuntsov, Подснежникова=Podsnezhnikova, Родниковец=Rodnikovets, '
                  'Сухоцветов=Sukhotsvetov, Тростинкин=Trostinkin, Угольцева=Ugoltseva, '
                  'Хмелевцев=Khmelevtsev, Черемшин=Cheremshin, Шиповников=Shipovnikov, '
                  'Яблочкинский=Yablochkinsky')),
    Culture('uk', 'en', 'UA',
            words('Богуслава=Bohuslava, Вишена=Vyshena, Гордислав=Hordyslav, '
                  'Дзвенимира=Dzvenymyra, Житомир=Zhytomyr, Златоус=Zlatous, Колодар=Kolodar, '
                  'Лелекас=Lelekas, Мирослад=Myroslad, Недан=Nedan, Орися=Orysia, '
                  'Позвізд=Pozvizd, Русудана=Rusudana, Святополка=Sviatopolka, '
                  'Цвітана=Tsvitana, Щедрогост=Shchedrohost, Ясновид=Yasnovyd'),
            words('Вербохліб=Verbokhlib, Гайворонець=Haivoronets, Джерельчук=Dzherelchuk, '
                  'Жовтоніг=Zhovtonih, Калиногляд=Kalynohliad, Ластовецький=Lastovetskyi, '
                  'Маківчан=Makivchan, Непийтютюн=Nepyitiutiun, Очеретюк=Ocheretiuk, '
                  'Перекотип=Perekotyp, Рибоконь=Rybokon, Соловʼюк=Soloviuk, Трирог=Tryroh, '
                  'Хвилинський=Khvylynskyi, Чорнобровенко=Chornobrovenko, Шелестюк=Shelestiuk')),
    Culture('ara', 'en', 'AE',
            words('تيماء=Taymaa, غيداء=Ghaydaa, لُجين=Lujain, رُواء=Ruwaa, صفوان=Safwaan, '
                  'مُهلّب=Muhallab, أُسيد=Usaid, جُمان=Jumaan, خُزيمة=Khuzaimah, '
                  'سلسبيل=Salsabeel, قصيّ=Qusayy, يَعرُب=Yaarub, عُروة=Urwah, وضّاح=Waddah, '
                  'هُذيل=Hudhayl, نُهى=Nuhaa'),
            words('الغضنفري=Alghadanfari, الزعفرانيّ=Alzaafarani, البنفسجي=Albanafsaji, '
                  'المرجاني=Almarjani, الخيزران=Alkhayzaran, السنديان=Alsindyan, '
                  'الكهرماني=Alkahramani, الياسميني=Alyasmini, القرنفلي=Alqaranfuli, '
                  'الأرجواني=Alurjuwani, الفيروزي=Alfayruzi, العندليب=Alandalib, '
                  'البيلساني=Albaylasani, الرمّاني=Alrummani')),
    Culture('he', 'en', 'IL',
            words('נטעם=Netaam, שקדיאל=Shkediel, ליאדן=Liadan, עומריה=Omriya, צורית=Tzurith, '
                  'רזיאלה=Razielah, יעראל=Yaarel, כרמיאלה=Karmiela, הדסיה=Hadasiya, '
                  'תמרור=Tamrur, גפניה=Gafniya'),
            words('חרצית=Hartzit, אלומניק=Alumnik, גבעוליאן=Givolian, דולביץ=Dolbitz, '
                  'ערבתי=Aravti, סביונובסקי=Savyonovsky, רימונאי=Rimonai, נרקיסון=Narkison, '
                  'תאנתי=Teenati, ברושבאום=Broshbaum, צאליק=Tzeelik, קידרון=Kidron')),
    Culture('hi', 'en', 'IN',
            words('प्रणिका=Pranika, अन्वित=Anvit, ईशानवी=Ishanvi, चिरंतन=Chirantan, '
                  'तोरलिका=Toralika, दिव्यांशी=Divyanshi, ध्रुविका=Dhruvika, रुद्रांश=Rudransh, '
                  'वैखरी=Vaikhari, शाश्वती=Shashwati, हर्षिल=Harshil, ओजस्विता=Ojaswita'),
            words('कदंबरे=Kadambare, गुलमोहरकर=Gulmoharkar, चंपावत्स=Champavats, '
                  'टेसूवाला=Tesuwala, पलाशिया=Palashia, बकुलपुरी=Bakulpuri, मोगरेवाल=Mograwal, '
                  'रजनीगंधे=Rajnigandhe, शिरीषकर=Shirishkar, हरसिंगारे=Harsingare, '
                  'कचनारिया=Kachnaria, अमलतासी=Amaltasi')),
    Culture('ka', 'en', 'GR',
            words('თამთაია=Tamtaia, ლილეანა=Lileana, მზექალა=Mzekala, ბადრისა=Badrisa, '
                  'ვეფხიანა=Vepkhiana, ნარგილე=Nargile, ზვიადგული=Zviadguli, ალუდიკო=Aludiko'),
            words('არჭვაძიშვილი=Archvadzishvili, ბზიკაურელი=Bzikaureli, '
                  'თხმელიძური=Tkhmelidzuri, კუნელაიშვილი=Kunelaishvili, '
                  'ნაძვიანიძე=Nadzvianidze, წიფლაშვილია=Tsiplashvilia, იფნარიძე=Ipnaridze, '
                  'რცხილაური=Rtskhilauri')),
    Culture('th', 'en', 'SG',
            words('ปุณณดา=Punnada, ธาราทิพย์วดี=Tharathipwadi, กวิสรากุล=Kawisarakul, '
                  'ชลันธรณ์=Chalanthon, ณิชาปวีณ์=Nichapawee, วรัญภัทร=Waranphat, '
                  'อัญมณีกร=Anyamaneekon, ภาสวิชญ์=Phatsawit'),
            words('ดอกรักเรืองชัย=Dokrakrueangchai, พวงชมพูกุล=Phuangchomphukun, '
                  'จามจุรีรัตน์=Chamchurirat, ลั่นทมทิพย์=Lanthomthip, บุหงาวงศ์=Bungawong, '
                  'สารภีสกุล=Saraphisakun, การเวกวณิช=Karawekwanit, ปีบทองคำ=Piptongkham')),)
