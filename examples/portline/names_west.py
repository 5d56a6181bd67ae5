# SPDX-License-Identifier: Apache-2.0
"""First and family names of western and northern Europe for Portline's made-up customers.

One culture is a dict of comma lists. A family name may have two forms, `man/woman`; an entry may
carry its romanised spelling after `=`, else romanise.py derives it.
"""

WEST = {
    "english": {
        "men": "Oliver, Alistair, Declan, Graham, Rhys, Malcolm, Desmond, Trevor, Callum, Nigel, "
               "Ewan, Gareth, Rupert, Fergus, Lachlan, Seán=Sean, Clive, Bradley",
        "women": "Harriet, Imogen, Bronwen, Philippa, Maeve, Rosalind, Tamsin, Fiona, Gwyneth, "
                 "Siân=Sian, Heather, Beatrice, Zoë=Zoe, Kirsty, Aisling, Wendy, Joanna, "
                 "Chloë=Chloe",
        "family": "Ashworth, Blackwood, Carrington, Dunmore, Ellsworth, Fairweather, Greenhalgh, "
                  "Hathersage, Ironside, Kingsley-Burke, Lockhart, MacAllister, Northcott, "
                  "O’Sullivan=O'Sullivan, Pemberton, Quarmby, Ravenscroft, Standish, Thackeray, "
                  "Underhill, Vickers, Wetherby, Yardley, O'Rourke, FitzGerald, Llewellyn, "
                  "McIntyre, Penhaligon, Trelawny, Winterbourne",
    },
    "french": {
        "men": "Étienne, Loïc, François, Thibault, Gaël, Benoît, Jean-Luc, Rémi, Aurélien, "
               "Cédric, Yannick, Fabrice, Jérôme, Mathéo, Gérard, Baptiste, Noël, Ludovic",
        "women": "Hélène, Anaïs, Maëlle, Clémence, Aurélie, Océane, Marie-Laure, Solène, "
                 "Bénédicte, Joëlle, Françoise, Éloïse, Sylvie, Capucine, Noémie, Gaëlle, "
                 "Mireille, Célestine",
        "family": "Lefèvre, Bélanger, Charpentier, Dufresne, de La Tour, Gauthier-Brunet, "
                  "Hébrard, Jacquemin, Kerguélen, Laforêt, Marchandeau, Noirot, Ouvrard, "
                  "Péridier, Quémeneur, Roussel, Saint-Clair, Thévenot, Vasseur, "
                  "d’Aubigny=d'Aubigny, Beauchêne, Coëtlogon, Delacourt, Évrard, Fontanel, "
                  "Guérin, Leclercq, Montreuil, Prévost, Sénéchal",
    },
    "german": {
        "men": "Jürgen, Björn, Günther, Matthias, Torsten, Jörg, Ansgar, Wolfgang, Hans-Peter, "
               "Klaas, Rüdiger, Uwe, Götz, Florian, Henning, Lüder, Sönke, Friedrich",
        "women": "Käthe, Jördis, Annegret, Silke, Ulrike, Bärbel, Heike, Wiebke, Dörte, "
                 "Elfriede, Antje, Mareike, Sabine, Rosemarie, Grit, Anne-Kathrin, Gisela, Frauke",
        "family": "Müller, Schröder, Großmann, Kühnel, von Rantzau, Jäger, Brüggemann, Petersen, "
                  "Wölfle, Hinrichsen, Strauß, Kröger, Lüdemann, zur Mühlen, Oltmanns, Weiß, "
                  "Böttcher, Fährmann, Harms, Quast, Ißleib, Dornbusch, Tiedemann-Röhl, Schäfer, "
                  "Ehlers, Nägele, Ruhnau, Süßmilch, Vollstedt, Zöllner",
    },
    "dutch": {
        "men": "Joost, Sjoerd, Thijs, Ruben, Cornelis, Pieter-Jan, Wouter, Bram, Gijs, Hendrik, "
               "Maarten, Casper, Daniël, Willem, Jeroen, Koen, Raphaël, Teun",
        "women": "Sanne, Femke, Marijke, Lieke, Anneloes, Noor, Roos, Zoë, Mieke, Tineke, Loïs, "
                 "Saskia, Margriet, Ilse, Jolanda, Heleen, Fenna, Geertje",
        "family": "van der Meer, de Vries, van den Broek, Bakker, Hoekstra, "
                  "van ’t Hof=van 't Hof, Dijkstra, Zandvliet, Kuijpers, te Velde, Mulder, "
                  "Postma, van Rossem, Scheepmaker, Veenstra, ter Horst, Wijnberg, Brouwer, "
                  "Coppens, den Ouden, Geelhoed, IJsselstein, Koningsveld, Loohuis, Noordhoek, "
                  "op de Beeck, Reijnders, Sluijter, Tromp, Zeeman",
    },
    "spanish": {
        "men": "José, Íñigo, Andrés, Joaquín, Ramón, Álvaro, Iván, Martín, Jesús, Nicolás, "
               "Adrián, Germán, Víctor, Raúl, Sebastián, Gonzalo, Óscar, Luis Ángel",
        "women": "María José, Begoña, Inés, Lucía, Rocío, Ángela, Verónica, Concepción, Itziar, "
                 "Montserrat, Noelia, Mónica, Estefanía, Ximena, Pilar, Sofía, Araceli, Belén",
        "family": "García Peña, Muñoz Ibáñez, Rodríguez, Fernández Acuña, López de Haro, Núñez, "
                  "Castañeda Ríos, Domínguez, Echeverría, Quiñones, Sánchez Vidal, Vázquez, "
                  "Zúñiga, Gómez Arce, Márquez, Ordóñez, Pérez Luján, Ybarra, Avellaneda, "
                  "Bermúdez, Cárdenas, Del Río, Escudero, Figueroa, Guzmán Lara, Hinojosa, "
                  "Jiménez, Landaluce, Montaña, Oñate",
    },
    "portuguese": {
        "men": "João, Antônio, Luís, Gonçalo, Tomé, Fábio, Estêvão, Vítor, Rogério, Sérgio, "
               "Caetano, Otávio, Edimar, Simão, Nélson, Márcio, Thiago, Zeferino",
        "women": "Conceição, Inês, Flávia, Luísa, Assunção, Patrícia, Débora, Lígia, Thaís, "
                 "Fátima, Letícia, Mônica, Rosângela, Iolanda, Benedita, Márcia, Natércia, Sônia",
        "family": "da Conceição, Gonçalves, dos Santos, Magalhães, Araújo, Simões, Guimarães, "
                  "de Sá, Falcão, Brandão, Leitão, Esteves, Moutinho, Vasconcelos, Queirós, "
                  "Calçada, Faustino, do Ó, Peixoto, Sepúlveda, Lourenço, Rebêlo, Tavares, "
                  "Seixas, Aragão, Bragança, Cotrim, Damião, Figueirêdo, Valadão",
    },
    "italian": {
        "men": "Niccolò, Gianluca, Raffaele, Calogero, Giosuè, Ettore, Matteo, Salvatore, "
               "Pier Paolo, Vincenzo, Fabrizio, Leonardo, Amedeo, Rocco, Tommaso, Ugo, Corrado, "
               "Livio",
        "women": "Chiara, Ludovica, Maria Pia, Ornella, Giuditta, Serena, Niccolina, Beatrice, "
                 "Filomena, Ginevra, Ilaria, Loredana, Noemi, Rosalba, Silvana, Tiziana, "
                 "Vittoria, Zoè",
        "family": "D’Angelo=D'Angelo, Bevilacqua, Caputo, De Santis, Esposito, Fioravanti, "
                  "Guerrazzi, Iacovelli, Lo Presti, Marchetti, Nicolò, Ottaviani, Pellegrino, "
                  "Quaranta, Ricciardi, Sanfilippo, Tedeschi, Uccello, Vaccaro, Zanetti, "
                  "Dell’Acqua=Dell'Acqua, Forlì, Calò, Muscarà, Di Stefano, Zappalà, Cangemi, "
                  "Brambilla, Solinas, Tempesta",
    },
    "swedish": {
        "men": "Åke, Björn, Gösta, Håkan, Sören, Lars-Erik, Anders, Jörgen, Mattias, Pär, Östen, "
               "Torbjörn, Viktor, Gunnar, Märten, Sixten, Göran, Ulf",
        "women": "Åsa, Märta, Ylva, Gunnel, Malin, Sölva, Ann-Sofie, Kerstin, Görel, Linnéa, "
                 "Birgitta, Tuva, Disa, Märit, Cecilia, Annélie, Signe, Hjördis",
        "family": "Sjöberg, Lindström, Åkesson, Bergqvist, Öberg, Nyström, Hägglund, Wallgren, "
                  "Söderlund, Ekdahl, af Strömfelt, Lövgren, Grönvall, Törnqvist, Hallström, "
                  "Rådberg, Skärgård, Forsmark, Björklund, Älgstrand, Dahlbäck, Fjällström, "
                  "Höglund, Källman, Mörk, Näslund, Palmér, Ståhl, Tännander, Ödman",
    },
    "icelandic": {
        "men": "Þórður, Sigurður, Ægir, Guðmundur, Ólafur, Hörður, Ísleifur, Kjartan, Snæbjörn, "
               "Eyþór, Friðrik, Sæmundur, Þorvaldur, Árni, Jökull, Bárður, Höskuldur, Ragnar",
        "women": "Guðrún, Þórdís, Sigríður, Ásta, Björk, Hrafnhildur, Ragnheiður, Æsa, Sólveig, "
                 "Steinunn, Ylfa, Ingibjörg, Dagný, Álfheiður, Þóra, Valgerður, Eyrún, Katrín",
        "family": "Jónsson/Jónsdóttir, Sigurðsson/Sigurðardóttir, Þorláksson/Þorláksdóttir, "
                  "Guðmundsson/Guðmundsdóttir, Ólafsson/Ólafsdóttir, Ægisson/Ægisdóttir, "
                  "Björnsson/Björnsdóttir, Hákonarson/Hákonardóttir, Þórðarson/Þórðardóttir, "
                  "Árnason/Árnadóttir, Eiríksson/Eiríksdóttir, Friðriksson/Friðriksdóttir, "
                  "Gíslason/Gísladóttir, Helgason/Helgadóttir, Ísleifsson/Ísleifsdóttir, "
                  "Kjartansson/Kjartansdóttir, Magnússon/Magnúsdóttir, Njálsson/Njálsdóttir, "
                  "Ragnarsson/Ragnarsdóttir, Snorrason/Snorradóttir, Tryggvason/Tryggvadóttir, "
                  "Úlfsson/Úlfsdóttir, Vésteinsson/Vésteinsdóttir, Önundarson/Önundardóttir",
    },
    "finnish": {
        "men": "Jyrki, Väinö, Päiviö, Eero, Yrjö, Tuomas, Heikki, Jyri-Pekka, Onni, Jukka-Pekka, "
               "Seppo, Ilmari, Antti, Kyösti, Reijo, Veikko, Olavi, Toivo",
        "women": "Päivi, Anna-Sisko, Tuulikki, Aino, Säde, Kaisa, Ritva, Hilkka, Lempi, "
                 "Marjatta, Outi, Pirkko, Sinikka, Terhi, Elviira, Irja, Tyyne, Anneli",
        "family": "Hämäläinen, Mäkinen, Väisänen, Lehtonen, Kääriäinen, Nieminen, Jääskeläinen, "
                  "Laakso, Yli-Hannula, Pöyhönen, Rantala, Seppälä, Törmänen, Korhonen, Äijälä, "
                  "Heikkilä, Kyllönen, Lämsä, Myllymäki, Ojanperä, Pääkkönen, Räsänen, "
                  "Saarelainen, Tähkäpää, Uotinen, Vähäkangas, Ylönen, Öhman, Kivimäki, Niskanen",
    },
}
