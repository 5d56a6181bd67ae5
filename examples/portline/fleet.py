# SPDX-License-Identifier: Apache-2.0
"""Portline's invented vessels and the ports it calls at: names that belong to no person."""

VESSELS = tuple(
    {"code": code, "name": name, "imo": f"IMO {imo}", "flag": flag, "capacityTeu": capacity}
    for code, name, imo, flag, capacity in (
        ("PLAU", "Portline Aurora", 9990013, "LR", 14_200),
        ("PLBO", "Portline Boreas", 9990025, "MH", 9_400),
        ("PLCA", "Portline Castor", 9990037, "PA", 6_800),
        ("PLDA", "Portline Danube", 9990049, "MT", 2_500),
        ("PLEI", "Portline Eider", 9990051, "CY", 1_100),
        ("PLGA", "Portline Gannet", 9990063, "SG", 4_300),
        ("PLHE", "Portline Heron", 9990075, "HK", 8_600),
        ("PLKE", "Portline Kestrel", 9990087, "LR", 18_800),
        ("PLME", "Portline Meridian", 9990099, "PA", 13_100),
        ("PLSO", "Portline Solstice", 9990104, "MH", 5_200),
    ))

PORTS = tuple(
    {"code": code, "name": name, "country": country, "timeZone": zone}
    for code, name, country, zone in (
        ("DEHAM", "Hamburg", "DE", "Europe/Berlin"),
        ("NLRTM", "Rotterdam", "NL", "Europe/Amsterdam"),
        ("BEANR", "Antwerpen", "BE", "Europe/Brussels"),
        ("SEGOT", "Göteborg", "SE", "Europe/Stockholm"),
        ("ESVLC", "València", "ES", "Europe/Madrid"),
        ("ITGOA", "Genova", "IT", "Europe/Rome"),
        ("GRPIR", "Piraeus", "GR", "Europe/Athens"),
        ("TRIST", "İstanbul", "TR", "Europe/Istanbul"),
        ("PLGDN", "Gdańsk", "PL", "Europe/Warsaw"),
        ("AEJEA", "Jebel Ali", "AE", "Asia/Dubai"),
        ("INNSA", "Nhava Sheva", "IN", "Asia/Kolkata"),
        ("CNSHA", "Shanghai", "CN", "Asia/Shanghai"),
        ("JPYOK", "Yokohama", "JP", "Asia/Tokyo"),
        ("KRPUS", "Busan", "KR", "Asia/Seoul"),
        ("VNSGN", "Cát Lái", "VN", "Asia/Ho_Chi_Minh"),
        ("USNYC", "New York", "US", "America/New_York"),
        ("BRSSZ", "Santos", "BR", "America/Sao_Paulo"),
        ("NGAPP", "Apapa", "NG", "Africa/Lagos"),
    ))

PORT_CODES = tuple(port["code"] for port in PORTS)
VESSEL_CODES = tuple(vessel["code"] for vessel in VESSELS)
