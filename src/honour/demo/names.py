"""Names to invent people from, by heritage, and the towns, streets and animals of invented schools.

Lists of common names only; no real person is meant by any pair of them. Lists may grow at the end; any change
of a list changes the schools that seeds give.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heritage:
    key: str
    weight: int
    """How often, of the sum of all weights."""
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    """A pair `masculine/feminine` where the language has one."""
    ethnicities: tuple[str, ...]
    languages: tuple[str, ...]
    religions: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ENGLISH = Heritage(
    "English",
    44,
    _words(
        "Amelia Olivia Isla Ava Ivy Freya Florence Willow Elsie Evie Poppy Daisy Rosie Phoebe Matilda Evelyn Sienna "
        "Ella Harper Millie Emily Charlotte Sophia Isabelle Eliza Penelope Imogen Molly Esme Lottie Martha Nancy "
        "Darcie Maisie Robyn Beatrice Harriet Tilly Thea Lyla Bonnie Clara Edith Orla Annabelle Jessica Lucy Heidi "
        "Violet Ottilie Margot Hallie Lara Emilia Zoë Chloë Anaïs Mabel Delilah Ada Eleanor Georgia Lola Nellie"
    ),
    _words(
        "Oliver George Arthur Noah Leo Oscar Archie Henry Theo Freddie Jack Charlie Alfie Jacob Thomas Finley Lucas "
        "Isaac Teddy Ethan Logan Max Harrison James Edward Joshua Elijah Reuben Albie Ralph Hugo Louie Rory Toby "
        "Jude Frankie Stanley Ronnie Reggie Harvey Felix Jasper Barnaby Wilfred Ezra Sebastian Dexter Caleb Rupert "
        "Rowan Ellis Austin Elliot Nathaniel Sonny Ted Samuel Benjamin Joseph Daniel Matthew Zachary Blake"
    ),
    _words(
        "Sarah Emma Claire Rebecca Laura Gemma Rachel Kelly Victoria Katherine Lisa Joanne Hannah Natalie Samantha "
        "Nicola Kerry Amy Stacey Leanne Donna Karen Jennifer Helen Louise Kirsty Lindsey Tracey Melanie Heather "
        "Vanessa Abigail Danielle Michelle Zara Holly Jodie Amanda Alison Philippa Tamsin Caroline Suzanne Frances"
    ),
    _words(
        "David Paul Mark James Christopher Andrew Daniel Matthew Stephen Michael Richard Lee Simon Craig Adam Ben "
        "Robert Gareth Stuart Jonathan Peter Darren Kevin Neil Philip Gary Ian Nathan Scott Dean Ryan Luke Graham "
        "Timothy Martin Anthony Duncan Russell Alistair Jamie Shaun Carl Nigel Julian Adrian Howard Clive"
    ),
    _words(
        "Smith Jones Taylor Brown Wilson Thompson Walker Wright Robinson White Hughes Edwards Green Hall Wood Clarke "
        "Harris Lewis Turner Cooper Ward Hill Moore Baker Barker Carter Mitchell Parker Bennett Cook Shaw Bailey "
        "Marsh Fletcher Dawson Hobbs Pickering Wainwright Thorne Ashworth Bradshaw Whitlock Greaves Hartley Sutton "
        "Chambers Holloway Penfold Lockwood Fairclough Tyler Goodwin Bartlett Nash Cross Rowe Barton Pearce Frost "
        "Middleton Ellison Winter Stone Brooks Field Page Knight Marlow Swift Summers Blythe Kettle Haddock Tuck"
    ),
    ("WBRI", "WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "MWAS"),
    ("ENG",),
    ("Christian", "No religion", "No religion", "Not stated"),
)

OTHERS: tuple[Heritage, ...] = (
    Heritage(
        "Irish",
        4,
        _words("Aoife Niamh Saoirse Caoimhe Róisín Clodagh Sadhbh Ciara Maeve Éabha Sinéad Bríd"),
        _words("Oisín Cillian Tadhg Fionn Conor Darragh Seán Cathal Rían Eoin Pádraig Colm"),
        _words("Siobhán Gráinne Orla Bernadette Deirdre Aisling Maura Fionnuala Noreen Sinéad"),
        _words("Declan Brendan Ciarán Niall Fergus Eamonn Donal Kieran Liam Dermot"),
        ("O'Brien", "Murphy", "O'Sullivan", "Kelly", "Gallagher", "Ó Briain", "Doyle", "McCarthy", "Byrne", "Nolan"),
        ("WIRI",),
        ("ENG", "ENG", "GLE"),
        ("Roman Catholic", "No religion"),
    ),
    Heritage(
        "Welsh",
        3,
        _words("Cerys Seren Carys Ffion Nia Megan Angharad Mali Lowri Eira Gwen Siân"),
        _words("Rhys Dylan Gethin Owain Ioan Macsen Osian Iestyn Dafydd Emrys Tomos Steffan"),
        _words("Bethan Rhian Eleri Catrin Non Menna Mair Sioned Gwenllian Delyth"),
        _words("Gareth Huw Aled Geraint Ieuan Emyr Dewi Gwilym Alun Meirion"),
        ("Evans", "Davies", "Llewellyn", "Griffiths", "ap Rhys", "Morgan", "Price", "Pugh", "Bevan", "Vaughan"),
        ("WBRI",),
        ("ENG", "CYM"),
        ("No religion", "Christian"),
    ),
    Heritage(
        "Polish",
        6,
        _words("Zofia Zuzanna Maja Lena Oliwia Hanna Alicja Michalina Antonina Pola Małgosia Róża Jagoda Łucja"),
        _words("Łukasz Jakub Szymon Filip Antoni Wojciech Stanisław Kacper Mikołaj Paweł Bartosz Igor Tymon Miłosz"),
        _words("Agnieszka Katarzyna Małgorzata Joanna Ewelina Beata Dorota Iwona Justyna Magdalena Sylwia Renata"),
        _words("Piotr Krzysztof Tomasz Marcin Grzegorz Rafał Dariusz Paweł Sławomir Zbigniew Mariusz Andrzej"),
        (
            "Kowalski/Kowalska",
            "Nowak",
            "Wiśniewski/Wiśniewska",
            "Wójcik",
            "Zieliński/Zielińska",
            "Mazur",
            "Jabłoński/Jabłońska",
            "Sikora",
            "Pawłowski/Pawłowska",
            "Krawczyk",
            "Dąbrowski/Dąbrowska",
            "Wróbel",
        ),
        ("WOTH", "WEEU"),
        ("POL",),
        ("Roman Catholic",),
    ),
    Heritage(
        "Romanian",
        4,
        _words("Ioana Ștefania Daria Mara Ilinca Anastasia Bianca Crina Raluca Mădălina Irina Teodora"),
        _words("Andrei Ștefan Matei Luca Rareș Vlad Darius Răzvan Ionuț Cosmin Călin Tudor"),
        _words("Mihaela Elena Cristina Gabriela Simona Loredana Alina Roxana Oana Violeta"),
        _words("Gheorghe Adrian Florin Bogdan Cătălin Marius Sorin Dragoș Mihai Nicolae"),
        ("Popescu", "Ionescu", "Stănescu", "Dumitru", "Munteanu", "Țurcanu", "Moldovan", "Lupu", "Șerban", "Ungureanu"),
        ("WOTH", "WEEU"),
        ("RUM",),
        ("Orthodox", "Christian"),
    ),
    Heritage(
        "Punjabi",
        4,
        _words("Simran Jasleen Harleen Gurleen Amrit Kiran Mehar Anaya Japji Sehaj Avneet Prabhleen"),
        _words("Arjan Harjit Gurdeep Jaskaran Manveer Fateh Ranveer Sahib Angad Jovan Tegbir Kabir"),
        _words("Harpreet Manjit Rajinder Sukhdeep Baljit Parminder Ravinder Navdeep Kulwinder Inderjit"),
        _words("Gurpreet Jaswinder Balwinder Surinder Amarjit Kulvir Davinder Hardeep Mandeep Sukhvir"),
        ("Singh/Kaur", "Gill", "Dhillon", "Sandhu", "Sidhu", "Grewal", "Bains", "Dhaliwal", "Mann", "Bhogal"),
        ("AIND",),
        ("PAN", "ENG"),
        ("Sikh",),
    ),
    Heritage(
        "Gujarati",
        5,
        _words("Aanya Diya Riya Mira Ishani Kavya Anika Jiya Pooja Nisha Tara Saanvi"),
        _words("Aarav Dev Rohan Vivaan Krish Nikhil Dhruv Jay Arjun Kiaan Yash Veer"),
        _words("Priya Hetal Bhavna Jyoti Minal Rupal Sejal Kalpana Nita Dipti"),
        _words("Amit Jignesh Nilesh Rakesh Sanjay Bhavesh Hitesh Mukesh Kunal Vipul"),
        ("Shah", "Mistry", "Desai", "Parmar", "Chauhan", "Solanki", "Lad", "Trivedi", "Joshi"),
        ("AIND",),
        ("GUJ", "ENG"),
        ("Hindu", "Hindu", "Jain"),
    ),
    Heritage(
        "Pakistani",
        6,
        _words("Zainab Hafsa Maryam Inaya Aisha Eshal Minahil Aiza Fatima Anum Sana Noor"),
        _words("Muhammad Zakariya Hamza Ibrahim Mustafa Rayyan Haris Umar Zain Bilal Saad Ayaan"),
        _words("Shazia Nasreen Farzana Rukhsana Saima Uzma Samina Tahira Nadia Robina"),
        _words("Imran Tariq Asif Khalid Naveed Shahid Waqas Faisal Zahid Pervez"),
        ("Khan", "Hussain", "Malik", "Mahmood", "Iqbal", "Chaudhry", "Qureshi", "Akhtar", "Rafiq", "Butt"),
        ("APKN",),
        ("URD", "PNB", "ENG"),
        ("Muslim",),
    ),
    Heritage(
        "Bangladeshi",
        3,
        _words("Tasnim Sumaiya Nusrat Jannat Raisa Maliha Tahmina Anjum Sadia Lamisa"),
        _words("Mohammed Tanvir Rafi Samiul Nabil Mahir Tahmid Ishaq Arif Shafin"),
        _words("Rahima Shirin Nazma Salma Rehana Parvin Hasina Momena Ruksana Jahanara"),
        _words("Abdul Shofiq Mizanur Kamal Nurul Jamal Rashid Faruk Anwar Habibur"),
        ("Begum", "Rahman", "Uddin", "Miah", "Ahmed", "Choudhury", "Islam", "Haque", "Chowdhury", "Alam"),
        ("ABAN",),
        ("BNG", "ENG"),
        ("Muslim",),
    ),
    Heritage(
        "Turkish",
        3,
        _words("Elif Zeynep Defne Ayşe Nehir Asya Ecrin Çiğdem Gülsüm Beren İrem Öykü"),
        _words("Emir Yusuf Kerem Ömer Çağan Deniz Mert Ege Kuzey Efe Barış Tuğra"),
        _words("Fatma Emine Gülay Sevgi Hülya Özlem Nurcan Şengül Aylin Derya"),
        _words("Mehmet Mustafa Hakan Serkan Ümit Ozan Cengiz Tolga Erdoğan Uğur"),
        ("Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Aydın", "Öztürk", "Doğan", "Koç", "Güneş"),
        ("WOTH", "OOTH"),
        ("TUR",),
        ("Muslim", "No religion"),
    ),
    Heritage(
        "Nigerian",
        5,
        _words("Adaeze Temi Ifeoma Oluwaseun Chidera Tolani Amara Zikora Ebunoluwa Nkechi Damilola Ayomide"),
        _words("Tobi Chukwuemeka Olumide Kelechi Obinna Femi Ikenna Ayodele Uche Tunde Jidenna Oluwatobi"),
        _words("Folake Ngozi Yetunde Chinyere Bukola Funmilayo Obioma Titilayo Uchenna Adunni"),
        _words("Babatunde Emeka Segun Chinedu Adewale Kunle Ifeanyi Olufemi Nnamdi Gbenga"),
        ("Adeyemi", "Okafor", "Ogunleye", "Nwosu", "Balogun", "Eze", "Adebayo", "Okonkwo", "Obi", "Oyelaran"),
        ("BAFR",),
        ("YOR", "IBO", "ENG"),
        ("Christian",),
    ),
    Heritage(
        "Somali",
        3,
        _words("Hodan Ayaan Hibaq Sagal Ifrah Sahra Khadra Idil Deqa Ubah"),
        _words("Abdirahman Liban Guled Mahad Zakaria Bile Warsame Abdi Nuh Khalid"),
        _words("Fadumo Hawa Amina Sahro Halimo Ruqiya Zamzam Nimco Asha Shukri"),
        _words("Ahmed Hassan Yusuf Farah Jama Osman Cabdi Ismail Nuur Dahir"),
        ("Warsame", "Abdi", "Farah", "Jama", "Hersi", "Ali", "Nur", "Duale", "Mohamud", "Egal"),
        ("BAFR",),
        ("SOM",),
        ("Muslim",),
    ),
    Heritage(
        "Chinese",
        3,
        _words("Xinyi Yuhan Meilin Jiayi Ruoxi Wenxin Lihua Yan Siqi Anqi"),
        _words("Haoran Zihan Junjie Minghao Yichen Weijie Tianyu Kai Bowen Rui"),
        _words("Li Fang Xiaohong Mei Jing Ying Hui Xia Qing Yun"),
        _words("Wei Jun Ming Feng Hong Bo Guang Lei Tao Qiang"),
        ("Chen", "Wang", "Li", "Zhang", "Lin", "Wu", "Cheung", "Wong", "Zhao", "Xu"),
        ("CHNE",),
        ("CHI",),
        ("No religion", "Buddhist"),
    ),
    Heritage(
        "Vietnamese",
        2,
        _words("Thảo Linh Ngọc Hà Mai Trúc Quỳnh Vy"),
        _words("Minh Bảo Khôi Đức Hưng Phúc Tuấn Long"),
        _words("Hạnh Lan Hương Phượng Thủy Yến Bích Loan"),
        _words("Hùng Dũng Sơn Thành Quang Hải Tâm Vinh"),
        ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Vũ", "Bùi", "Hồ"),
        ("AOTH",),
        ("VIE",),
        ("Buddhist", "No religion"),
    ),
    Heritage(
        "Arabic",
        4,
        _words("Layla Salma Yasmin Rania Dina Hala Jana Lujain Reem Sabah Nour Tala"),
        _words("Omar Karim Yousef Ziad Tamer Sami Adam Faris Anas Rami Jad Walid"),
        _words("Huda Amal Samira Najwa Mona Rana Wafa Iman Suad Lina"),
        _words("Mahmoud Khaled Nabil Bassam Hisham Mazen Fouad Ayman Tarek Samir"),
        ("Haddad", "al-Masri", "Mansour", "Khalil", "El-Sayed", "Nasser", "Saleh", "Najjar", "Hamdan", "Aziz"),
        ("OOTH", "WOTH"),
        ("ARA",),
        ("Muslim", "Christian"),
    ),
    Heritage(
        "Ghanaian",
        2,
        _words("Akosua Abena Afia Esi Adwoa Efua Maame Araba Yaa Serwaa"),
        _words("Kwame Kofi Kojo Kwaku Yaw Nana Fiifi Ebo Kwabena Ekow"),
        _words("Ama Akua Comfort Mercy Gifty Patience Dede Vida Felicia Adjoa"),
        _words("Emmanuel Kwasi Nii Isaac Ebenezer Samuel Prince Kwadwo Paa Yeboah"),
        ("Mensah", "Owusu", "Boateng", "Asante", "Osei", "Agyeman", "Appiah", "Darko", "Quaye", "Ofori"),
        ("BAFR",),
        ("AKA", "ENG"),
        ("Christian",),
    ),
    Heritage(
        "Caribbean",
        3,
        _words("Aaliyah Keisha Tiana Shanice Naomi Makayla Kezia Amaya Zaria Jada"),
        _words("Malachi Tyrell Jahmal Micah Kymani Isaiah Nathan Khalil Tyrese Zion"),
        _words("Marcia Yvonne Sonia Beverley Claudette Jacqueline Sharon Cheryl Paulette Denise"),
        _words("Winston Delroy Leroy Errol Trevor Courtney Everton Dwight Carlton Clinton"),
        ("Campbell", "Francis", "Grant", "Bailey-James", "Gordon", "Henry", "Powell", "Reid", "Samuels", "Williams"),
        ("BCRB", "MWBC"),
        ("ENG",),
        ("Christian", "No religion"),
    ),
    Heritage(
        "Portuguese",
        2,
        _words("Beatriz Inês Leonor Matilde Mariana Conceição Lúcia Graça Íris Helena"),
        _words("João Tomás Afonso Duarte Gonçalo Simão Vasco Tiago Rúben Martim"),
        _words("Fernanda Sofia Teresa Lurdes Fátima Patrícia Sónia Carla Marta Cátia"),
        _words("António José Luís Rui Nuno Jorge Hélder Carlos Sérgio Bruno"),
        (
            "da Silva",
            "Ferreira",
            "Gonçalves",
            "dos Santos",
            "Araújo",
            "Magalhães",
            "Sousa",
            "Teixeira",
            "Ramos",
            "Leitão",
        ),
        ("WOTH",),
        ("POR",),
        ("Roman Catholic",),
    ),
    Heritage(
        "Ukrainian",
        2,
        _words("Oksana Solomiya Kateryna Zlata Polina Yaryna Daryna Myroslava"),
        _words("Bohdan Taras Ostap Nazar Danylo Mykola Yaroslav Artem"),
        _words("Olena Iryna Natalia Svitlana Tetiana Halyna Liudmyla Yuliia"),
        _words("Oleksandr Serhii Andriy Vasyl Viktor Dmytro Volodymyr Ihor"),
        ("Shevchenko", "Kovalenko", "Bondarenko", "Tkachenko", "Melnyk", "Marchenko", "Koval", "Savchuk"),
        ("WOTH", "WEEU"),
        ("UKR",),
        ("Orthodox", "Christian"),
    ),
)

HERITAGES: tuple[Heritage, ...] = (ENGLISH, *OTHERS)

WORD_NAMES: tuple[tuple[str, str], ...] = (
    ("Rose", "F"), ("Grace", "F"), ("Summer", "F"), ("Hope", "F"), ("Joy", "F"), ("April", "F"), ("May", "F"),
    ("Faith", "F"), ("Dawn", "F"), ("Mark", "M"), ("Will", "M"), ("Bill", "M"), ("Frank", "M"), ("Art", "M"),
    ("Jack", "M"), ("Miles", "M"), ("Christian", "M"),
)  # fmt: skip
"""Forenames that a sentence may use as a word; only children of the case NAME_IS_WORD bear one."""

KNOWN_AS: tuple[tuple[str, str, str], ...] = (
    ("Theodore", "Teddy", "M"), ("Elizabeth", "Betsy", "F"), ("Alexander", "Sasha", "M"), ("Margaret", "Peggy", "F"),
    ("Frederick", "Fred", "M"), ("Katherine", "Kitty", "F"), ("William", "Billy", "M"), ("Eleanor", "Nell", "F"),
    ("Oluwadamilare", "Dami", "M"), ("Chiamaka", "Amaka", "F"), ("Maximilian", "Milo", "M"), ("Josephine", "Posy", "F"),
    ("Aleksandra", "Ola", "F"), ("Abdurrahman", "Abdu", "M"), ("Rosalind", "Roz", "F"), ("Leonardo", "Nardo", "M"),
)  # fmt: skip
"""(legal, known as, sex)."""

# Patel is left out of the Gujarati surnames: the one family of that name is the case DAUGHTER_OF.

NICKNAMES: tuple[str, ...] = (
    "Bear", "Bean", "Pip", "Dot", "Boo", "Ziggy", "Mouse", "Sparky", "Bo", "Fizz", "Pickle", "Chip", "Tinks", "Jojo",
)  # fmt: skip

TRANSLITERATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("Muhammad", "Mohammed", "M", "Pakistani"), ("Yusuf", "Yousaf", "M", "Pakistani"),
    ("Aisha", "Ayesha", "F", "Pakistani"), ("Mohammed", "Mohamed", "M", "Bangladeshi"),
    ("Zaynab", "Zeinab", "F", "Arabic"), ("Yousef", "Youssef", "M", "Arabic"), ("Hussein", "Husayn", "M", "Arabic"),
    ("Oleksandr", "Alexander", "M", "Ukrainian"), ("Maryam", "Mariam", "F", "Somali"),
)  # fmt: skip
"""(as registered, as also written, sex, heritage)."""

ACCENTED: tuple[tuple[str, str, str], ...] = (
    ("Zoë", "F", "English"), ("Łukasz", "M", "Polish"), ("Chloë", "F", "English"), ("Anaïs", "F", "English"),
    ("Seán", "M", "Irish"), ("Róisín", "F", "Irish"), ("Ștefan", "M", "Romanian"), ("Ayşe", "F", "Turkish"),
    ("Inês", "F", "Portuguese"), ("Siân", "F", "Welsh"), ("Thảo", "F", "Vietnamese"), ("Ömer", "M", "Turkish"),
)  # fmt: skip

TOWNS: tuple[str, ...] = (
    "Brackenford", "Little Marden", "Oakhampton Vale", "Thornbury Cross", "Wexcombe", "Ashdown Hythe",
    "Millbrook Green", "Saltmarsh", "Castle Norby", "Great Finching", "Helmsworth", "Longmere", "Priorswick",
    "Stanbourne", "Westerleigh Bay",
)  # fmt: skip

SCHOOL_STEMS: tuple[str, ...] = (
    "Hollybrook", "Larkfield", "Willow Bank", "Merryhill", "Fernleigh", "Beechcroft", "Swallowdale", "Kingsmead",
    "Orchard Rise", "Primrose Lane", "Heathfield Down", "Riverside Park", "Brambleside", "St Aldwyn's", "Windmill Hill",
)  # fmt: skip

COUNCILS: tuple[tuple[str, str], ...] = (
    ("Eastmere County Council", "991"), ("Norland Council", "992"), ("Wessale Borough Council", "993"),
    ("Hartshire County Council", "994"), ("Marchester City Council", "995"),
)  # fmt: skip
"""Invented councils with numbers no council has."""

STREETS: tuple[str, ...] = (
    "Acacia Road", "Albion Street", "Badger Close", "Barley Mow Lane", "Bluebell Way", "Cannon Street", "Canal Walk",
    "Chapel Hill", "Chestnut Avenue", "Church Lane", "Cobbler's Row", "Cygnet Drive", "Dairy Court", "Elm Grove",
    "Falcon Rise", "Foundry Lane", "Gasworks Road", "Granary Close", "Hawthorn Crescent", "High Street", "Ivy Terrace",
    "Jubilee Gardens", "Kestrel Mews", "Laburnum Road", "Long Acre", "Maltings Yard", "Mill Lane", "Nightingale Road",
    "Old Forge Close", "Orchard Way", "Park View", "Peacock Place", "Quarry Road", "Queen Street", "Railway Cottages",
    "Rectory Lane", "Saddlers Way", "Station Road", "Tanner's Hill", "The Crescent", "Union Street", "Victoria Road",
    "Water Lane", "Wharf Street", "Windsor Drive", "Yew Tree Close", "Marigold Close", "Copper Beech Road",
)  # fmt: skip

ANIMALS: tuple[str, ...] = (
    "Owls", "Foxes", "Hedgehogs", "Badgers", "Robins", "Otters", "Squirrels", "Dolphins", "Rabbits", "Kingfishers",
    "Ladybirds", "Bumblebees", "Penguins", "Koalas", "Giraffes", "Tigers", "Pandas", "Puffins", "Seals", "Wrens",
    "Starlings", "Dormice", "Butterflies", "Turtles", "Zebras", "Kangaroos", "Meerkats", "Elephants", "Herons", "Swans",
    "Deer", "Hares", "Moles", "Newts", "Frogs", "Dragonflies", "Falcons", "Lynxes", "Beavers", "Cubs", "Lions",
    "Monkeys", "Parrots", "Toucans", "Lemurs", "Sloths", "Whales", "Starfish", "Crabs", "Swallows", "Skylarks",
)  # fmt: skip

NEARBY_SCHOOLS: tuple[str, ...] = (
    "Longmead Junior School", "St Hilda's Primary School", "Castlegate Junior School", "The Maltings Primary Academy",
    "Abbotsway Junior School", "Greenacres Primary School",
)  # fmt: skip

_UNDECOMPOSED = str.maketrans("łŁđĐıİøØ", "lLdDiIoO")


def plain(name: str) -> str:
    """The name in letters an English keyboard has: Łukasz becomes Lukasz, Nguyễn Nguyen."""
    text = unicodedata.normalize("NFD", name.translate(_UNDECOMPOSED))
    return "".join(char for char in text if not unicodedata.combining(char))


def gendered(surname: str, sex: str) -> str:
    """The form of a list's surname for a person: `Kowalski/Kowalska`, `Singh/Kaur`."""
    masculine, _, feminine = surname.partition("/")
    return feminine if feminine and sex == "F" else masculine
