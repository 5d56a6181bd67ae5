# SPDX-License-Identifier: Apache-2.0
"""First and family names of Asia and Africa for Portline's made-up customers.

Written as in names_west.py; scripts without a table in romanise.py carry their romanised spelling.
"""

WORLD = {
    "arabic": {
        "men": "أحمد=Ahmed, خالد=Khalid, يوسف=Youssef, عبد الرحمن=Abdulrahman, طارق=Tareq, "
               "حسين=Hussein, سعيد=Saeed, مصطفى=Mustafa, ناصر=Nasser, زياد=Ziad, رشيد=Rashid, "
               "عمر=Omar, باسم=Bassem, فيصل=Faisal, هاني=Hany, ماجد=Majed",
        "women": "فاطمة=Fatima, نور=Nour, ليلى=Layla, عائشة=Aisha, هدى=Huda, سلمى=Salma, "
                 "رانيا=Rania, مريم=Maryam, دينا=Dina, أمل=Amal, زينب=Zainab, ياسمين=Yasmin, "
                 "سارة=Sara, خديجة=Khadija, ريم=Reem, وفاء=Wafaa",
        "family": "الحداد=Al-Haddad, المنصوري=Al Mansoori, بن علي=Ben Ali, القحطاني=Al-Qahtani, "
                  "الشريف=El Sherif, النجار=Al-Najjar, العمري=Al-Omari, خليل=Khalil, "
                  "الزهراني=Al-Zahrani, بو عزيزي=Bouazizi, الفاروق=El-Farouk, حمدان=Hamdan, "
                  "الكعبي=Al Kaabi, درويش=Darwish, صالح=Saleh, الخطيب=Al-Khatib, "
                  "بنجلون=Benjelloun, السيد=El-Sayed, عبد الله=Abdullah, الرفاعي=Al-Rifai, "
                  "قاسم=Qasim, المرزوقي=Marzouki, ياسين=Yassin, البحري=Al-Bahri",
    },
    "hebrew": {
        "men": "יובל=Yuval, אורי=Ori, נדב=Nadav, עמית=Amit, איתן=Eitan, גלעד=Gilad, רועי=Roi, "
               "שחר=Shahar, דורון=Doron, עידו=Ido, אלון=Alon, זאב=Zeev",
        "women": "נועה=Noa, תמר=Tamar, שירה=Shira, מיכל=Michal, יעל=Yael, רונית=Ronit, ענת=Anat, "
                 "הדס=Hadas, אורלי=Orly, טליה=Talia, דפנה=Dafna, גלית=Galit",
        "family": "לוי=Levy, פרידמן=Friedman, ביטון=Biton, בן-חיים=Ben-Haim, שפירא=Shapira, "
                  "אזולאי=Azoulay, כץ=Katz, גולן=Golan, מזרחי=Mizrahi, רוזנברג=Rosenberg, "
                  "אברהמי=Avrahami, דגן=Dagan, צור=Tzur, חדד=Hadad, ירקוני=Yarkoni, סגל=Segal, "
                  "עמר=Amar, נחמיאס=Nahmias, פלד=Peled, שקד=Shaked",
    },
    "persian": {
        "men": "رضا=Reza, کامران=Kamran, بهرام=Bahram, داریوش=Dariush, سیاوش=Siavash, "
               "فرهاد=Farhad, آرش=Arash, پیمان=Peyman, جواد=Javad, خسرو=Khosrow, شهرام=Shahram, "
               "نیما=Nima",
        "women": "شیرین=Shirin, پریسا=Parisa, مهناز=Mahnaz, نسرین=Nasrin, گلناز=Golnaz, "
                 "لاله=Laleh, آزاده=Azadeh, فرشته=Fereshteh, ژاله=Zhaleh, مینا=Mina, "
                 "سپیده=Sepideh, ناهید=Nahid",
        "family": "احمدی=Ahmadi, کریمیان=Karimian, نوروزی=Norouzi, شیرازی‌زاده=Shirazizadeh, "
                  "تهرانی=Tehrani, جعفری=Jafari, فراهانی=Farahani, مرادی=Moradi, "
                  "پورحسن=Pourhassan, دریایی=Daryaei, گلستانی=Golestani, خانی=Khani, "
                  "رستمی=Rostami, صدری=Sadri, یزدانی=Yazdani, بندری=Bandari",
    },
    "hindi": {
        "men": "राजेश=Rajesh, अमित=Amit, सुरेश=Suresh, विक्रम=Vikram, प्रदीप=Pradeep, "
               "अर्जुन=Arjun, संजय=Sanjay, देवेंद्र=Devendra, मनोज=Manoj, हरीश=Harish, "
               "कृष्ण=Krishna, रोहन=Rohan, गौरव=Gaurav, निखिल=Nikhil, अशोक=Ashok, यश=Yash",
        "women": "प्रिया=Priya, सुनीता=Sunita, अनन्या=Ananya, मीनाक्षी=Meenakshi, काव्या=Kavya, "
                 "रेखा=Rekha, शालिनी=Shalini, नेहा=Neha, पूजा=Pooja, लक्ष्मी=Lakshmi, "
                 "सीमा=Seema, गीता=Geeta, दीपिका=Deepika, ज्योति=Jyoti, अंजलि=Anjali, "
                 "वंदना=Vandana",
        "family": "शर्मा=Sharma, वर्मा=Verma, गुप्ता=Gupta, अग्रवाल=Agarwal, मिश्रा=Mishra, "
                  "त्रिपाठी=Tripathi, चौहान=Chauhan, पटेल=Patel, जोशी=Joshi, सक्सेना=Saxena, "
                  "यादव=Yadav, मल्होत्रा=Malhotra, श्रीवास्तव=Srivastava, देशपांडे=Deshpande, "
                  "कुलकर्णी=Kulkarni, भट्ट=Bhatt, ठाकुर=Thakur, चतुर्वेदी=Chaturvedi, नायर=Nair, "
                  "बनर्जी=Banerjee, राठौड़=Rathore, सिन्हा=Sinha, मेहता=Mehta, अय्यर=Iyer",
    },
    "chinese": {
        "men": "伟明=Weiming, 建国=Jianguo, 志强=Zhiqiang, 浩然=Haoran, 子轩=Zixuan, 文博=Wenbo, 俊杰=Junjie, "
               "海涛=Haitao, 宇航=Yuhang, 立新=Lixin, 国栋=Guodong, 磊=Lei, 天佑=Tianyou, 嘉豪=Jiahao, "
               "振华=Zhenhua, 明远=Mingyuan",
        "women": "晓燕=Xiaoyan, 丽娜=Lina, 雨桐=Yutong, 静怡=Jingyi, 秀英=Xiuying, 美玲=Meiling, 欣悦=Xinyue, "
                 "婷婷=Tingting, 佳慧=Jiahui, 雪梅=Xuemei, 芳=Fang, 梦瑶=Mengyao, 春兰=Chunlan, 诗涵=Shihan, "
                 "玉珍=Yuzhen, 紫萱=Zixuan",
        "family": "王=Wang, 李=Li, 张=Zhang, 刘=Liu, 陈=Chen, 杨=Yang, 赵=Zhao, 黄=Huang, 周=Zhou, 吴=Wu, "
                  "徐=Xu, 孙=Sun, 胡=Hu, 朱=Zhu, 林=Lin, 何=He, 郭=Guo, 罗=Luo, 梁=Liang, 宋=Song, "
                  "郑=Zheng, 谢=Xie, 欧阳=Ouyang, 司徒=Situ, 吕=Lyu, 邓=Deng, 许=Xu, 沈=Shen, 曹=Cao, "
                  "蒋=Jiang",
    },
    "japanese": {
        "men": "翔太=Shota, 健一=Kenichi, 大輔=Daisuke, 拓也=Takuya, 浩=Hiroshi, 悠斗=Yuto, 隆=Takashi, "
               "誠=Makoto, 慎一郎=Shinichiro, 亮=Ryo, 雄介=Yusuke, 秀樹=Hideki, 和夫=Kazuo, 直人=Naoto, "
               "さとし=Satoshi, 龍之介=Ryunosuke",
        "women": "美咲=Misaki, 陽子=Yoko, さくら=Sakura, 恵子=Keiko, 由美=Yumi, 千夏=Chinatsu, 直美=Naomi, "
                 "明日香=Asuka, 彩花=Ayaka, 智子=Tomoko, ひかり=Hikari, 真理子=Mariko, 結衣=Yui, 香織=Kaori, "
                 "遥=Haruka, 久美子=Kumiko",
        "family": "佐藤=Sato, 高橋=Takahashi, 渡辺=Watanabe, 伊藤=Ito, 小林=Kobayashi, 加藤=Kato, "
                  "吉田=Yoshida, 松本=Matsumoto, 井上=Inoue, 清水=Shimizu, 斎藤=Saito, 長谷川=Hasegawa, "
                  "石川=Ishikawa, 藤田=Fujita, 岡本=Okamoto, 中島=Nakajima, 西村=Nishimura, 三浦=Miura, "
                  "上野=Ueno, 原田=Harada, 柴田=Shibata, 森田=Morita, 宮崎=Miyazaki, 大塚=Otsuka, "
                  "浜口=Hamaguchi, 港谷=Minatoya",
    },
    "korean": {
        "men": "민준=Min-jun, 서준=Seo-jun, 지훈=Ji-hoon, 현우=Hyun-woo, 성민=Sung-min, 동현=Dong-hyun, "
               "준호=Jun-ho, 영수=Young-soo, 태윤=Tae-yoon, 상훈=Sang-hoon, 재현=Jae-hyun, 승우=Seung-woo, "
               "기범=Ki-bum, 우진=Woo-jin, 도윤=Do-yoon, 병철=Byung-chul",
        "women": "지은=Ji-eun, 서연=Seo-yeon, 민지=Min-ji, 수빈=Su-bin, 하은=Ha-eun, 유진=Yu-jin, "
                 "은영=Eun-young, 미경=Mi-kyung, 혜진=Hye-jin, 소영=So-young, 나래=Na-rae, 지혜=Ji-hye, "
                 "영희=Young-hee, 수아=Su-ah, 다은=Da-eun, 정숙=Jung-sook",
        "family": "김=Kim, 이=Lee, 박=Park, 최=Choi, 정=Jung, 강=Kang, 조=Cho, 윤=Yoon, 장=Jang, 임=Lim, "
                  "한=Han, 오=Oh, 서=Seo, 신=Shin, 권=Kwon, 황=Hwang, 안=Ahn, 송=Song, 류=Ryu, 홍=Hong, "
                  "남궁=Namgung, 제갈=Jegal, 문=Moon, 배=Bae",
    },
    "vietnamese": {
        "men": "Văn Hùng, Đức Anh, Quốc Bảo, Minh Khôi, Hữu Phước, Tuấn Kiệt, Thành Đạt, "
               "Xuân Trường, Công Vinh, Đình Trọng, Gia Huy, Hoàng Long, Nhật Minh, Thế Sơn, "
               "Trọng Nghĩa, Việt Dũng",
        "women": "Thị Hồng, Thu Hằng, Ngọc Ánh, Mỹ Duyên, Bích Phượng, Thanh Tâm, Kim Oanh, "
                 "Diễm Quỳnh, Khánh Linh, Thùy Dương, Bảo Trân, Cẩm Tú, Hải Yến, Lan Hương, "
                 "Phương Thảo, Tuyết Mai",
        "family": "Nguyễn, Trần, Lê, Phạm, Huỳnh, Hoàng, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, "
                  "Dương, Lý, Trịnh, Đinh, Lương, Mạc, Tạ, Quách, Châu, Thái",
    },
    "indonesian": {
        "men": "Budi, Agus, Rizky, Wahyu, Dwi, Hendra, Bambang, Yusuf, Eko, Fajar, Surya, "
               "Slamet, Joko, I Made, Taufik, Gunawan",
        "women": "Siti, Dewi, Putri, Ratna, Indah, Ayu, Sri, Wulan, Fitri, Nurul, Kartika, Rini, "
                 "Lestari, Ni Luh, Maya, Yuliana",
        "family": "Santoso, Wijaya, Hidayat, Nasution, Simanjuntak, Setiawan, Kusuma, Siregar, "
                  "Halim, Pratama, Wibowo, Saputra, Hutapea, Rahardjo, Suryadi, Mulyani, Tanoto, "
                  "Sihombing, Purnomo, Handayani, Adiputra, Manurung, Lubis, Susanto",
    },
    "yoruba": {
        "men": "Adébáyọ̀, Olúwaṣeun, Babatúndé, Káyọ̀dé, Fẹ́mi, Adéwálé, Ọláolúwa, Akínwándé, "
               "Dàpọ̀, Gbénga, Rótìmí, Ṣọlá, Táíwò, Kẹ́hìndé, Adékúnlé, Ìdòwú",
        "women": "Fúnmiláyọ̀, Yétúndé, Títílayọ̀, Ọmọlará, Adéọlá, Ìyábọ̀, Mojísọ́lá, Bọ́lánlé, "
                 "Fọláṣadé, Ṣadé, Rónkẹ́, Tèmítọ́pẹ́, Abímbọ́lá, Dúpẹ́, Mọ́rẹ́nikẹ́, Olúfúnkẹ́",
        "family": "Adéyẹmí, Ògúnlẹ́yẹ, Ọlátúnjí, Akíntọ́lá, Balógun, Ọ̀ṣúnṣàmí, "
                  "Awólọ́wọ̀-Ìjẹ̀bú, Fálànà, Oyèdélé, Adégbóyèga, Ọdúkọ̀yà, Bámgbóṣé, Ṣówándé, "
                  "Ẹkúndayọ̀, Odùyá, Ajíbádé, Láwal, Adésànyà, Owólabí, Ọmọ́tọ́ṣọ̀",
    },
}
