"""Builds the labelled address corpus from parts: `python bench/build_address_corpus.py`.

Every string is made by a form (a way to write an address, or something in its stead) from parts: names, places, units,
phrases. The form gives the label, by RULES.md ("Address: what is one"). The three lots share no part: a name, place or phrase
of one is in no string of another. docs/addresses.md says what each lot was used for.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).parent.parent / "tests/unit/data/addresses_generated.csv"
COLUMNS: Final = ("lot", "form", "expected", "address_line", "city", "state", "postal_code", "country")
Fields = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Parts:
    """The words of one lot."""

    names: tuple[str, ...]
    suffixes: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    misspelt: tuple[tuple[str, str, str], ...]
    ordinals: tuple[str, ...]
    units: tuple[str, ...]
    highways: tuple[str, ...]
    closed: tuple[str, ...]
    unlucky: tuple[str, ...]
    po_box: tuple[str, ...]
    rural: tuple[str, ...]
    contract: tuple[str, ...]
    military: tuple[str, ...]
    puerto_rico: tuple[str, ...]
    puerto_rico_short: tuple[str, ...]
    foreign: tuple[str, ...]
    foreign_short: tuple[str, ...]
    placeholders: tuple[str, ...]
    soft: tuple[str, ...]
    vague: tuple[str, ...]
    facilities: tuple[str, ...]
    care: tuple[str, ...]
    general: tuple[str, ...]
    short: tuple[str, ...]
    formulas: tuple[str, ...]


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def places(text: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((p[0], p[1], p[2]) for line in lines(text) if (p := line.split("|")))


DEVELOPMENT: Final = Parts(
    names=lines("""
        Maple
        Oak Hill
        Kesselring
        Martin Luther King
        St Clair
        Van Buren
        O'Brien
        Saddle Creek
        Lincoln
        Fox Run
        De la Cruz
        Twin Oaks
        McAllister
        Summerfield
        Old Mill
        Stone Bridge
        Peach Tree
        Blue Heron
        Harvest Moon
        Ridge View"""),
    suffixes=lines("St\nAve\nRd\nDr\nLn\nCt\nBlvd\nWay\nPl\nTer\nCir\nPkwy\nStreet\nAvenue\nTrail\nLoop"),
    places=places("""
        Dayton|OH|45402
        Fresno|CA|93701
        Boise|ID|83702
        Erie|PA|16501
        Tampa|FL|33602
        El Paso|TX|79901
        St. Louis|MO|63101
        Salt Lake City|UT|84105
        New York|NY|10009
        Des Moines|IA|50309
        Fort Wayne|IN|46802
        Winston Salem|NC|27101
        North Las Vegas|NV|89030
        Mount Vernon|NY|10550
        Coeur d'Alene|ID|83814"""),
    misspelt=places(
        "Daytn|OH|45402\nFresnoo|CA|93701\nTampaa|FL|33602\nDes Moinse|IA|50309\nBoisse|ID|83702\nDaytno|OH|45402"
    ),
    ordinals=lines("5th\n21st\n42nd\n3rd\nFifth\nEleventh\nTwenty-First\n113th"),
    units=lines(
        "Apt {n}\n# {n}\n#{n}B\nUnit {n}\nSte {n}\nApartment {n}A\n{n}th Fl\nLot {n}\nBldg {n} Apt {m}\nRear\nFloor {n}\nTrlr {n}"
    ),
    highways=lines("""
        US Highway {n}
        State Route {n}
        County Road {n}
        FM {n}
        Highway {n} E
        Old US Highway {n}
        SR {n}
        N County Road {n} W
        Interstate {n} Frontage Rd
        State Highway {n}
        Loop {n}"""),
    closed=lines(
        "Broadway\nAvenue B\nThe Esplanade\nCamino Real\nCalle Ocho\nAvenue of the Stars\nVia Verde\nPaseo del Norte"
    ),
    unlucky=lines("""
        Failing St
        Homestead Rd
        Null St
        Blank Rd
        Pending Ct
        Jail St
        Prison Camp Rd
        Shelter Rock Rd
        No Name Rd
        Test Track Rd
        Ditto Ave
        None Such Ln
        Hospital Dr
        Courthouse Sq
        Mission St
        Refugee Rd
        Embassy Row
        Nowhere Rd
        Transit Rd
        Same St"""),
    po_box=lines("PO Box {m}\nP.O. Box {m}\nPOB {m}\nPost Office Box {m}\nP O Box {m}\nPO BOX #{m}\nP.O.Box {m}"),
    rural=lines("RR {n} Box {m}\nRural Route {n} Box {m}\nR.R. {n}, Box {m}A\nRFD {n} Box {m}\nRR{n} Box {m}"),
    contract=lines("HC {n} Box {m}\nHC0{n} Box {m}\nHighway Contract {n} Box {m}\nHCR {n} Box {m}\nH.C. {n} Box {m}"),
    military=lines("""
        PSC {m} Box {n}, APO AE 09012
        CMR {n} Box {m}, APO AE 09012
        Unit {m} Box {n}, APO AP 96278
        PSC {n} Box {m}, FPO AP 96620
        USS Nimitz, FPO AP 96620"""),
    puerto_rico=lines("""
        Urb Villa Blanca {n} Calle Rubi, Caguas PR 00725
        Calle Luna {m} Urb Mariolga, Caguas PR 00725
        Carr 172 Km {n}.5 Bo Certenejas, Cidra PR 00739
        Cond Plaza Apt {m}, San Juan PR 00907
        {m} Calle Sol, San Juan PR 00901
        HC 0{n} Box {m}, Caguas PR 00725
        Urb Las Flores B-{n} Calle 3, Ponce PR 00716"""),
    puerto_rico_short=lines(
        "Urb Villa Blanca, Caguas PR 00725\nCalle Luna, San Juan PR 00901\nCarr 172, Cidra PR 00739\nCond Plaza, San Juan PR 00907"
    ),
    foreign=lines("""
        Calle Hidalgo {m}, Col. Centro, Oaxaca, Mexico
        Av. Insurgentes Sur {m}, Ciudad de Mexico, Mexico
        Calle Hidalgo s/n Col. Centro, Oaxaca, Mexico
        Barrio El Centro {n} cuadras al sur del parque, Choluteca, Honduras
        Km {n} Carretera Sur s/n, Managua, Nicaragua
        {n} Calle {n}-{m} Zona 1, Guatemala, Guatemala
        Rua das Flores {m}, Lisboa, Portugal
        {m} Downing Street, London, United Kingdom
        {m} Rue de Rivoli, Paris, France
        Hauptstrasse {m}, Berlin, Germany
        Via Roma {m}, Torino, Italy
        {m} King Street West, Toronto, Canada
        Carrera {n} # {n}-{m}, Bogota, Colombia
        Rua Augusta {m}, Sao Paulo, Brazil
        ул. Ленина {m}, Москва, Russia"""),
    foreign_short=lines(
        "Tegucigalpa, Honduras\nHonduras\nOaxaca, Mexico\nDesconocido, Tegucigalpa, Honduras\nInconnu, Paris, France\nBarrio El Centro, Choluteca, Honduras"
    ),
    placeholders=lines("""
        Failed to Provide
        Unknown
        Unknown Address
        NA NA
        N/A
        Don't Care
        No Address
        Homeless
        Refused
        None Given
        Not Provided
        Domicilio desconocido
        Sin domicilio
        No proporcionó
        Adresse inconnue
        sans domicile fixe
        unbekannt
        неизвестно
        不明
        Address not known
        Declined to state
        To be determined
        Information unavailable
        No fixed address
        Transient
        Desconocida
        Sconosciuto
        Endereço desconhecido
        Onbekend
        Nieznany"""),
    soft=lines("null\nsame\ntbd\ntest\nnone\nblank\npending\nxxx"),
    vague=lines("Somewhere\nNowhere\nDowntown\nAnywhere"),
    facilities=lines("""
        Example County Jail
        Example Detention Center
        State Penitentiary
        County Correctional Facility
        Federal Courthouse
        Salvation Army Shelter
        Sheriff's Office
        Example Processing Center
        Homeless Shelter
        Rescue Mission
        County Hospital
        Women's Shelter"""),
    care=lines("c/o Example Agency\nC/O Ana Prueba\nin care of Example\nattn: Example Dept"),
    general=lines("General Delivery\nGen Del\nGeneral Delivery Main Post Office"),
    short=lines("""
        {m}
        {name}
        {name} {suffix}
        Apt {n}
        {m} Apt {n}
        {m} {suffix}
        Corner of 5th and {name}
        {name} and {name2}
        PO Box
        PO Box 0
        RR {n}
        HC {n}
        Box {n}
        0 {name} {suffix}
        Room {n}
        {m} N
        .
        -
        Near the {name} church
        {name} Apartments
        Unit {n}, {name} Towers
        {m}, {n}"""),
    formulas=lines('=HYPERLINK("x")\n=1+1\n@SUM(A1)\n+CMD|calc\n-cmd'),
)

HELD_OUT: Final = Parts(
    names=lines("""
        Walnut
        Cedar Grove
        Pemberton
        Cesar Chavez
        St Andrews
        Van Ness
        O'Connor
        Buffalo Springs
        Jefferson
        Deer Path
        De Leon
        Three Rivers
        MacArthur
        Brookhaven
        Quarry
        Iron Gate
        Cherry Blossom
        Red Fox
        Winter Garden
        Lake View"""),
    suffixes=lines(
        "St\nAve\nRd\nDr\nLane\nCourt\nBoulevard\nWay\nPlace\nTerrace\nCircle\nParkway\nDrive\nRoad\nXing\nSq"
    ),
    places=places("""
        Toledo|OH|43604
        Sacramento|CA|95814
        Spokane|WA|99201
        Scranton|PA|18503
        Orlando|FL|32801
        San Antonio|TX|78205
        St. Paul|MN|55101
        Baton Rouge|LA|70801
        Brooklyn|NY|11201
        Cedar Rapids|IA|52401
        South Bend|IN|46601
        Las Cruces|NM|88001
        West Palm Beach|FL|33401
        Mount Pleasant|SC|29464
        O'Fallon|MO|63366"""),
    misspelt=places(
        "Toldeo|OH|43604\nSacremento|CA|95814\nSpokan|WA|99201\nOrlanndo|FL|32801\nScrantn|PA|18503\nBaton Roge|LA|70801"
    ),
    ordinals=lines("7th\n31st\n82nd\n23rd\nSecond\nTwelfth\nThirty-Third\n104th"),
    units=lines(
        "Apt. {n}\nApt {n}-B\nNo. {n}\nSuite {n}\nUnit #{n}\nApt #{n}\nSpc {n}\nBuilding {n} Unit {m}\nUpper\nFl {n}\nBsmt\nRm {n}"
    ),
    highways=lines("""
        US Hwy {n}
        State Rd {n}
        County Rd {n}
        Farm to Market Rd {n}
        Hwy {n} N
        Old Highway {n}
        CR {n}
        E County Road {n} S
        Interstate {n} Service Rd
        Route {n}
        Ranch Road {n}"""),
    closed=lines(
        "Broadway Ave\nAvenue D\nThe Alameda\nCamino del Sol\nCalle Norte\nAvenue of the Arts\nVia Mar\nPaseo Grande"
    ),
    unlucky=lines("""
        Falling Leaf Ln
        Homesteader Way
        Nil Ct
        Void Ln
        Waiting Rd
        Old Jail Ln
        Penitentiary Rd
        Shelter Cove Dr
        Noname Ln
        Testing Ground Rd
        Missing Link Rd
        Nonesuch Rd
        Medical Center Dr
        Court House Rd
        Old Mission Rd
        Refuge Rd
        Consulate Dr
        Anywhere St
        Transition Dr
        Private Dr"""),
    po_box=lines("PO BOX {m}\nP.O. BOX {m}\nP. O. Box {m}\nPost Office Box {m}\nPO Box No. {m}\nPoBox {m}\nP.O.B. {m}"),
    rural=lines("R R {n} Box {m}\nRural Rte {n} Box {m}\nRR #{n} Box {m}\nRt {n} Box {m}\nRural Route #{n}, Box #{m}"),
    contract=lines(
        "HC #{n} Box {m}\nHC {n}, Box {m}\nHighway Contract Route {n} Box {m}\nH C {n} Box {m}\nHC{n} Box {m}"
    ),
    military=lines("""
        PSC {n}, Box {m}, APO AE 09096
        CMR {m}, Box {n}, APO AE 09154
        Unit {m}, Box {n}, FPO AP 96349
        PSC {m} Box {n}, DPO AE 09498
        USS Reagan, FPO AP 96616"""),
    puerto_rico=lines("""
        Urb Santa Rosa {n} Calle Diamante, Bayamon PR 00959
        Calle Estrella {m} Urb Jardines, Ponce PR 00730
        Carr 2 Km {n}.3 Bo Membrillo, Camuy PR 00627
        Cond El Mirador Apt {m}, Guaynabo PR 00968
        {m} Calle Fortaleza, San Juan PR 00901
        HC {n} Box {m}, Humacao PR 00791
        Urb El Paraiso C-{n} Calle 7, Humacao PR 00791"""),
    puerto_rico_short=lines(
        "Urb Santa Rosa, Bayamon PR 00959\nCalle Estrella, Ponce PR 00730\nCarr 2, Camuy PR 00627\nCond El Mirador, Guaynabo PR 00968"
    ),
    foreign=lines("""
        Calle Morelos {m}, Col. Reforma, Puebla, Mexico
        Blvd. Benito Juarez {m}, Tijuana, Baja California, Mexico
        Calle Independencia s/n, Col. Centro, Merida, Yucatan, Mexico
        Colonia Kennedy, Bloque {n}, Casa {m}, Tegucigalpa, Honduras
        Km {n} Carretera Norte, Managua, Nicaragua
        {n} Avenida {n}-{m} Zona 10, Guatemala, Guatemala
        Avenida da Liberdade {m}, Porto, Portugal
        {m} High Street, Manchester, United Kingdom
        {m} Avenue Victor Hugo, Lyon, France
        Bahnhofstrasse {m}, Hamburg, Germany
        Corso Italia {m}, Milano, Italy
        {m} Queen Street, Ottawa, Canada
        Calle {n} # {n}-{m}, Medellin, Colombia
        Avenida Brasil {m}, Rio de Janeiro, Brazil
        ул. Пушкина {m}, Казань, Russia"""),
    foreign_short=lines(
        "San Salvador, El Salvador\nGuatemala\nPuebla, Mexico\nDesconocida, Managua, Nicaragua\nSconosciuto, Milano, Italy\nColonia Kennedy, Tegucigalpa, Honduras"
    ),
    placeholders=lines("""
        Fail to Provide
        Whereabouts Unknown
        Address Not Provided
        Not Available
        Not Applicable
        No Known Address
        No Permanent Address
        Address Withheld
        Refuses to Give
        Not On File
        Unable to Obtain
        Se desconoce
        Sin dirección
        No tiene domicilio
        Adresse non connue
        sans adresse
        ohne festen Wohnsitz
        адрес неизвестен
        住所不明
        Address unk
        Declined to provide
        Will provide later
        Info not available
        No fixed abode
        Living on the street
        Dirección desconocida
        Senza fissa dimora
        Sem endereço
        Geen adres
        Brak adresu"""),
    soft=lines("nil\nditto\ntbc\nn.a.\nvoid\nempty\nwaiting\nasdf"),
    vague=lines("Here and there\nVarious\nUptown\nAround town"),
    facilities=lines("""
        Metro Jail
        Regional Detention Facility
        State Prison
        County Correctional Institution
        Municipal Court
        Catholic Charities
        Police Department
        Immigration Processing Center
        Emergency Shelter
        Union Mission
        Regional Medical Center
        Family Shelter"""),
    care=lines("c/o Example Office\nC/O Luis Ejemplo\ncare of Example\nATTN Example Unit"),
    general=lines("GENERAL DELIVERY\nGeneral Del\nGen. Delivery"),
    short=lines("""
        {m}{n}
        {name} Neighborhood
        {name} {suffix} Apt {n}
        Unit {n}
        {m} Unit {n}
        {n} {suffix}
        Intersection of {name} and 7th
        {name} & {name2}
        P.O. Box
        PO Box 000
        Rural Route {n}
        HC {n} Box
        Bx {n}
        0 {name} {suffix} Apt {n}
        Suite {n}
        {m} SW
        ?
        --
        Behind the {name} school
        {name} Mobile Home Park
        Lot {n}, {name} Estates
        # {n}"""),
    formulas=lines('=WEBSERVICE("x")\n=A1&B1\n@NOW()\n+IMPORTXML(A1)\n-A1'),
)

UNSEEN: Final = Parts(
    names=lines("""
        Sycamore
        Elm Ridge
        Whitfield
        Rosa Parks
        St Marys
        Van Dyke
        O'Hara
        Coyote Creek
        Madison
        Rabbit Hollow
        La Paloma
        Seven Pines
        McKinley
        Autumn Leaf
        Foundry
        Copper Mine
        Magnolia Bloom
        White Swan
        Spring Meadow
        Harbor Light"""),
    suffixes=lines("St\nAve\nRd\nDr\nLn\nCt\nBlvd\nWay\nPl\nTer\nCir\nPike\nRun\nCove\nHwy\nCrescent"),
    places=places("""
        Akron|OH|44308
        Oakland|CA|94612
        Tacoma|WA|98402
        Harrisburg|PA|17101
        Miami|FL|33130
        Austin|TX|78701
        St. Petersburg|FL|33701
        New Orleans|LA|70112
        Bronx|NY|10451
        Sioux City|IA|51101
        Terre Haute|IN|47807
        Santa Fe|NM|87501
        Port Saint Lucie|FL|34952
        North Charleston|SC|29405
        Bartlesville|OK|74003"""),
    misspelt=places(
        "Akrn|OH|44308\nOaklnd|CA|94612\nHarisburg|PA|17101\nMiamii|FL|33130\nTacomaa|WA|98402\nNew Orlens|LA|70112"
    ),
    ordinals=lines("9th\n61st\n92nd\n43rd\nThird\nTenth\nForty-Second\n117th"),
    units=lines(
        "apt {n}{n}\nUNIT {n}C\nSte. {n}\nSUITE {n}\nApt No {n}\n#{n}-{m}\nSpace {n}\nBLDG {n} APT {m}\nFront\n{n}th Floor\nPenthouse\nTrailer {n}"
    ),
    highways=lines("""
        US {n}
        State Hwy {n}
        Co Rd {n}
        FM Road {n}
        Hwy {n} W
        Old State Road {n}
        S R {n}
        W County Road {n} N
        I-{n} Frontage Rd
        US Route {n}
        County Highway {n}"""),
    closed=lines(
        "The Strand\nAvenue K\nBroadway N\nCamino Viejo\nCalle Segunda\nAvenue of the Pines\nVia Sonoma\nPaseo Verde"
    ),
    unlucky=lines("""
        Faile St
        Homewood Ave
        Nulls Ln
        Blanke Rd
        Suspended Rock Rd
        Jailhouse Rd
        Prisoners Point Dr
        Shelter Bay Ave
        No Mans Rd
        Testament Dr
        Omitted Oaks Ln
        Noone Dr
        Hospital Hill Rd
        Courthouse Rd
        Missionary Ridge Rd
        Asylum Ave
        Ambassador Dr
        Lost Lake Rd
        Detention Pond Rd
        Unity Dr"""),
    po_box=lines("P.O Box {m}\nPO. Box {m}\np.o. box {m}\nP O BOX {m}\nPOST OFFICE BOX {m}\nPO-Box {m}\nPO Box # {m}"),
    rural=lines("rr {n} box {m}\nRURAL ROUTE {n} BOX {m}\nR.R.{n} Box {m}\nRR {n}, Box {m}B\nRural Rt {n} Box {m}"),
    contract=lines("hc {n} box {m}\nHC-{n} Box {m}\nHC {n} Box #{m}\nHIGHWAY CONTRACT {n} BOX {m}\nHC 0{n}, Box {m}"),
    military=lines("""
        psc {n} box {m} apo ae 09012
        CMR {n} BOX {m} APO AE 09114
        Unit {m} Box {n}, APO, AE 09142
        PSC {m}, Box {n}, FPO, AE 09622
        USS Eisenhower, FPO AE 09532"""),
    puerto_rico=lines("""
        Urb Valle Arriba {n} Calle Acacia, Carolina PR 00983
        Calle Aurora {m} Urb Los Maestros, Ponce PR 00717
        Carr 3 Km {n}.8 Bo Juan Martin, Yabucoa PR 00767
        Cond Vista Mar Apt {m}, Carolina PR 00983
        {m} Calle San Francisco, San Juan PR 00901
        RR {n} Box {m}, Toa Alta PR 00953
        Urb Monte Verde D-{n} Calle 5, Yauco PR 00698"""),
    puerto_rico_short=lines(
        "Urb Valle Arriba, Carolina PR 00983\nCalle Aurora, Ponce PR 00717\nCarr 3, Yabucoa PR 00767\nCond Vista Mar, Carolina PR 00983"
    ),
    foreign=lines("""
        Calle Juarez {m}, Col. Guerrero, Monterrey, Nuevo Leon, Mexico
        Av. Revolucion {m}, Guadalajara, Jalisco, Mexico
        Calle 16 de Septiembre s/n, Centro, Morelia, Mexico
        Barrio Lempira, Casa {m}, San Pedro Sula, Honduras
        Km {n} Carretera a Masaya, Managua, Nicaragua
        {n}a Avenida {n}-{m} Zona 4, Mixco, Guatemala
        Rua do Carmo {m}, Coimbra, Portugal
        {m} Station Road, Leeds, United Kingdom
        {m} Boulevard Gambetta, Nice, France
        Schillerstrasse {m}, Leipzig, Germany
        Via Garibaldi {m}, Genova, Italy
        {m} Dundas Street, London, Ontario, Canada
        Carrera {n} No. {n}-{m}, Cali, Colombia
        Rua XV de Novembro {m}, Curitiba, Brazil
        ул. Гагарина {m}, Самара, Russia"""),
    foreign_short=lines(
        "Managua, Nicaragua\nEl Salvador\nGuadalajara, Mexico\nDesconocido, San Pedro Sula, Honduras\nUnbekannt, Leipzig, Germany\nBarrio Lempira, San Pedro Sula, Honduras"
    ),
    placeholders=lines("""
        Did not provide
        Not Known
        Address Unavailable
        No Address Given
        Not Stated
        No Residence
        Not Reported
        Address Confidential
        Would not say
        No Data
        Could not locate
        No se sabe
        No proporcionada
        Sin domicilio fijo
        Sin datos
        Adresse non fournie
        SDF
        keine Angabe
        адрес не указан
        地址不详
        Addr unknown
        Refused to provide
        No info
        Undomiciled
        Street homeless
        Domicilio ignorado
        Indirizzo sconosciuto
        Endereço não informado
        Adres onbekend
        Nie podano"""),
    soft=lines("unk\nnot given\nn/a\nno\nzzz\nqwerty\nomitted\nnothing"),
    vague=lines("No place in particular\nEverywhere\nIn the city\nOn the street"),
    facilities=lines("""
        City Jail
        Juvenile Detention Center
        Federal Correctional Institution
        County Work Release Center
        Superior Court
        Gospel Mission
        Sheriff Department
        ICE Processing Center
        Night Shelter
        Halfway House
        State Hospital
        Domestic Violence Shelter"""),
    care=lines("c/o Example Bureau\nC/O: Eva Modelo\nIn Care Of Example\nAttention: Example Unit"),
    general=lines("general delivery\nGen. Del.\nGeneral Delivery, Downtown Station"),
    short=lines("""
        {m} - {n}
        {name} Area
        {suffix} {name}
        Apartment {n}B
        {m} Suite {n}
        {m}, Street
        Cor. of {name} and 9th
        {name} / {name2}
        Post Office Box
        POB 0
        RFD {n}
        HC0{n}
        box # {n}
        000 {name} {suffix}
        Floor {n}
        {m} NW
        ...
        /
        Across from {name} park
        {name} Trailer Park
        Space {n}, {name} Village
        No. {n}"""),
    formulas=lines('=IMPORTDATA("x")\n=2*3\n@A1\n+HYPERLINK(B2)\n-(1)'),
)

# --- forms ------------------------------------------------------------------------------------------------------------


class Lot:
    """Draws parts of one lot; the same seed gives the same corpus."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self.parts, self.rng = parts, random.Random(seed)

    def one(self, values: tuple[str, ...]) -> str:
        return self.rng.choice(values)

    def number(self) -> str:
        return str(
            self.rng.choice((self.rng.randint(1, 99), self.rng.randint(100, 9999), self.rng.randint(10000, 29999)))
        )

    def fill(self, template: str) -> str:
        p = self.parts
        values = {"n": str(self.rng.randint(1, 9)), "m": str(self.rng.randint(10, 999)), "name": self.one(p.names),
                  "name2": self.one(p.names), "suffix": self.one(p.suffixes)}  # fmt: skip
        return template.format(**values)

    def unit(self) -> str:
        return self.fill(self.one(self.parts.units))

    def direction(self) -> str:
        return self.one(("N", "S", "E", "W", "NE", "SW", "North", "E.", "South", "West"))

    def street(self) -> str:
        return f"{self.number()} {self.one(self.parts.names)} {self.one(self.parts.suffixes)}"

    def placed(self, line: str, place: tuple[str, str, str] | None = None) -> Fields:
        """The line with a place: whole in one cell, or in columns."""
        city, state, code = place or self.rng.choice(self.parts.places)
        if self.rng.random() < 0.15:
            code = f"{code}-{self.rng.randint(1000, 9999)}"
        style = self.rng.random()
        if style < 0.45:
            return line, city, state, code, self.one(("", "US", "USA", "United States"))
        if style < 0.75:
            return f"{line}, {city}, {state} {code}", "", "", "", ""
        if style < 0.9:
            return f"{line}, {city} {state} {code}", "", "", "", self.one(("", "US"))
        return f"{line}, {city}, {state}, {code}, USA", "", "", "", ""


def whole(text: str) -> Fields:
    return text, "", "", "", ""


def plain(h: Lot) -> Fields:
    return h.placed(h.street())


def directional(h: Lot) -> Fields:
    name, suffix = h.one(h.parts.names), h.one(h.parts.suffixes)
    lead, trail = h.rng.choice(
        ((f"{h.direction()} ", ""), ("", f" {h.direction()}"), (f"{h.direction()} ", f" {h.direction()}"))
    )
    return h.placed(f"{h.number()} {lead}{name} {suffix}{trail}")


def with_unit(h: Lot) -> Fields:
    comma = h.one(("", ","))
    if h.rng.random() < 0.15:
        return h.placed(f"Apt {h.rng.randint(1, 40)}, {h.street()}")
    return h.placed(f"{h.street()}{comma} {h.unit()}")


def fraction(h: Lot) -> Fields:
    number = f"{h.rng.randint(2, 999)}{h.one((' 1/2', '½', ' 1/4', '-1/2', ' 3/4'))}"
    return h.placed(f"{number} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def odd_number(h: Lot) -> Fields:
    a, b = h.rng.randint(2, 299), h.rng.randint(2, 99)
    number = h.one((f"{a}-{b}", f"{a}-A", f"{a}B", f"{a:04d}", f"#{a}"))
    return h.placed(f"{number} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def grid(h: Lot) -> Fields:
    a, b = h.rng.randint(101, 4999), h.rng.randint(2, 99) * 100
    if h.rng.random() < 0.6:
        return h.placed(f"{a} {h.one(('N', 'S', 'E', 'W'))} {b} {h.one(('N', 'S', 'E', 'W'))}")
    return h.placed(f"N{a % 99 + 1}W{b + a % 97} {h.one(h.parts.names)} {h.one(h.parts.suffixes)}")


def highway(h: Lot) -> Fields:
    road = h.one(h.parts.highways).format(n=h.rng.randint(2, 999))
    return h.placed(f"{h.number()} {road}" + (f" {h.unit()}" if h.rng.random() < 0.15 else ""))


def ordinal(h: Lot) -> Fields:
    lead = f"{h.direction()} " if h.rng.random() < 0.5 else ""
    return h.placed(f"{h.number()} {lead}{h.one(h.parts.ordinals)} {h.one(h.parts.suffixes)}")


def closed_name(h: Lot) -> Fields:
    return h.placed(
        f"{h.one((h.number(), 'One'))} {h.one(h.parts.closed)}" + (f" {h.unit()}" if h.rng.random() < 0.2 else "")
    )


def unlucky(h: Lot) -> Fields:
    return h.placed(f"{h.number()} {h.one(h.parts.unlucky)}" + (f" {h.unit()}" if h.rng.random() < 0.3 else ""))


def unlucky_place(h: Lot) -> Fields:
    place = h.rng.choice(
        (
            ("Nada", "TX", "77460"),
            ("Truth or Consequences", "NM", "87901"),
            ("Nowata", "OK", "74048"),
            ("Normal", "IL", "61761"),
        )
    )
    return h.placed(h.street(), place)


def box(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.po_box)))


def rural(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.rural)))


def contract(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.contract)))


def military(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.military)))


def puerto_rico(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.puerto_rico)))


def foreign(h: Lot) -> Fields:
    return whole(h.fill(h.one(h.parts.foreign)))


def as_typed(h: Lot) -> Fields:
    """Commas gone, other case, doubled spaces, stops: the same address."""
    city, state, code = h.rng.choice(h.parts.places)
    text = f"{h.street()} {h.one(('', h.unit()))} {city} {state} {code}"
    change = h.rng.random()
    text = (
        text.upper()
        if change < 0.3
        else text.lower()
        if change < 0.6
        else text.replace(" ", "  ")
        if change < 0.8
        else text
    )
    return whole(text)


def near_city(h: Lot) -> Fields:
    return h.placed(h.street(), h.rng.choice(h.parts.misspelt))


def no_zip(h: Lot) -> Fields:
    city, state, _ = h.rng.choice(h.parts.places)
    return h.rng.choice((whole(f"{h.street()}, {city}, {state}"), (h.street(), city, state, "", "")))


def zip_alone(h: Lot) -> Fields:
    _, _, code = h.rng.choice(h.parts.places)
    return h.rng.choice((whole(f"{h.street()}, {code}"), (h.street(), "", "", code, "")))


def hidden_space(h: Lot) -> Fields:
    """Zero-width characters in a good address are removed before anything is tested."""
    line, *rest = h.placed(h.street())
    at = h.rng.randrange(1, len(line))
    return (line[:at] + h.one(("\u200b", "\u200c", "\ufeff", "\u2060")) + line[at:], rest[0], rest[1], rest[2], rest[3])


def facility(h: Lot) -> Fields:
    return h.placed(
        h.rng.choice((f"{h.one(h.parts.facilities)}, {h.street()}", f"{h.street()}, {h.one(h.parts.facilities)}"))
    )


def care_of(h: Lot) -> Fields:
    return h.placed(f"{h.one(h.parts.care)}, {h.street()}")


def general(h: Lot) -> Fields:
    return h.placed(h.one(h.parts.general))


def office(h: Lot) -> Fields:
    """The requester's own address (`requester_offices` of the agreement in the test)."""
    return h.placed(f"925 Federal Plz{h.one(('', ' Fl 3', ', Ste 200', ' Rm 12'))}", ("Detroit", "MI", "48226"))


def mass(h: Lot) -> Fields:
    """One delivery address on more rows than the agreement's limit."""
    return h.placed(h.one(("4100 Crowded St", "4100 Crowded Street", "4100 CROWDED ST.")), ("Dayton", "OH", "45402"))


def placeholder(h: Lot) -> Fields:
    phrase = h.one(h.parts.placeholders)
    return h.rng.choice((h.placed(phrase), whole(phrase), whole(f"{phrase} {h.rng.choice(h.parts.places)[2]}")))


def placeholder_inside(h: Lot) -> Fields:
    phrase, number = h.one(h.parts.placeholders), h.number()
    return h.placed(h.one((
        f"{number} {phrase}", f"{number} {phrase} Apt {number}", f"{phrase} {h.street()}", f"{h.street()}, {phrase}",
        f"{number} {phrase} {h.one(('St', 'Ave', 'Rd'))}", f"{phrase}, {number}",
    )))  # fmt: skip


def placeholder_disguised(h: Lot) -> Fields:
    phrase = h.one(h.parts.placeholders)
    ways = [phrase.upper(), phrase.lower(), f"** {phrase} **", f"({phrase})", phrase.replace(" ", "  "), phrase.replace(" ", "-"),
            f"{phrase}.", f"{phrase[:2]}\u200b{phrase[2:]}", phrase.replace(" ", "_"), f'"{phrase}"']  # fmt: skip
    return h.placed(h.rng.choice(ways))


def placeholder_city(h: Lot) -> Fields:
    _, state, code = h.rng.choice(h.parts.places)
    return (h.street(), h.one(h.parts.placeholders), state, code, "")


def soft(h: Lot) -> Fields:
    word, number = h.one(h.parts.soft), h.number()
    return h.placed(h.one((word, f"{number} {word}", word.upper(), f"{word} {word}", f"{number} {word}, Apt 3")))


def vague(h: Lot) -> Fields:
    return h.placed(h.one((h.one(h.parts.vague), f"{h.number()} {h.one(h.parts.vague)}")))


def short(h: Lot) -> Fields:
    return h.placed(h.fill(h.one(h.parts.short)))


def place_alone(h: Lot) -> Fields:
    city, state, code = h.rng.choice(h.parts.places)
    return h.rng.choice((
        whole(code), whole(f"{city}, {state}"), whole(f"{city}, {state} {code}"), whole(city), whole(f"{code} {code}"),
        ("", city, state, code, "US"), (code, "", "", "", ""), (city, city, state, code, ""), (f"{h.number()} {state}", city, state, code, ""),
    ))  # fmt: skip


def facility_alone(h: Lot) -> Fields:
    return h.placed(h.one(h.parts.facilities))


def wrong_place(h: Lot) -> Fields:
    (city, state, code), (_, other_state, other_code) = h.rng.sample(h.parts.places, 2)
    if state == other_state:
        return h.placed(h.street(), (city, "AK", code))
    return h.placed(
        h.street(),
        h.rng.choice(
            ((city, other_state, code), (city, state, other_code), (city, state, "00000"), (city, state, "99999"))
        ),
    )


def wrong_city(h: Lot) -> Fields:
    _, state, code = h.rng.choice(h.parts.places)
    return h.placed(h.street(), (h.one(("Zzyzx Qwork", "Vqwelplatz", "Xanthorrhoea Jx")), state, code))


def no_place(h: Lot) -> Fields:
    return h.rng.choice(
        (
            whole(h.street()),
            (h.street(), "", h.rng.choice(h.parts.places)[1], "", ""),
            (h.street(), h.rng.choice(h.parts.places)[0], "", "", ""),
        )
    )


def mixed_script(h: Lot) -> Fields:
    swaps = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "i": "і"}
    line, *rest = h.placed(h.street())
    at = h.rng.choice([k for k, c in enumerate(line) if c in swaps and line[k - 1 : k].isalpha()] or [0])
    return (line[:at] + swaps.get(line[at], line[at]) + line[at + 1 :], rest[0], rest[1], rest[2], rest[3])


def control(h: Lot) -> Fields:
    line, *rest = h.placed(h.street())
    at = h.rng.randrange(1, min(len(line), 8))
    return (
        line[:at] + h.one(("\u202e", "\u2066", "\x07", "\x1b", "\u202a")) + line[at:],
        rest[0],
        rest[1],
        rest[2],
        rest[3],
    )


def formula(h: Lot) -> Fields:
    return h.placed(h.one((h.one(h.parts.formulas), f"{h.one(h.parts.formulas)} {h.street()}")))


def puerto_rico_short(h: Lot) -> Fields:
    return whole(h.one(h.parts.puerto_rico_short))


def foreign_short(h: Lot) -> Fields:
    return whole(h.one(h.parts.foreign_short))


def military_elsewhere(h: Lot) -> Fields:
    line = h.fill(h.one(h.parts.military)).split(", APO")[0].split(", FPO")[0].split(", DPO")[0]
    return h.placed(line)


FORMS: Final[tuple[tuple[Callable[[Lot], Fields], str, int], ...]] = (
    (plain, "address", 130), (directional, "address", 110), (with_unit, "address", 130), (fraction, "address", 50),
    (odd_number, "address", 50), (grid, "address", 60), (highway, "address", 90), (ordinal, "address", 60),
    (closed_name, "address", 60), (unlucky, "address", 90), (unlucky_place, "address", 20), (box, "address", 50),
    (rural, "address", 40), (contract, "address", 40), (military, "address", 30), (puerto_rico, "address", 40),
    (foreign, "address", 80), (as_typed, "address", 80), (near_city, "address", 40), (no_zip, "address", 40),
    (zip_alone, "address", 30), (hidden_space, "address", 30),
    (facility, "hold", 60), (care_of, "hold", 30), (general, "hold", 15), (office, "hold", 15), (mass, "hold", 30),
    (placeholder, "not_an_address", 110), (placeholder_inside, "not_an_address", 110), (placeholder_disguised, "not_an_address", 90),
    (placeholder_city, "not_an_address", 40), (soft, "not_an_address", 40), (vague, "not_an_address", 20), (short, "not_an_address", 120),
    (place_alone, "not_an_address", 50), (facility_alone, "not_an_address", 30), (wrong_place, "not_an_address", 60),
    (wrong_city, "not_an_address", 20), (no_place, "not_an_address", 30), (mixed_script, "not_an_address", 40),
    (control, "not_an_address", 40), (formula, "not_an_address", 30), (puerto_rico_short, "not_an_address", 8),
    (foreign_short, "not_an_address", 8), (military_elsewhere, "not_an_address", 20),
)  # fmt: skip


def corpus() -> Iterator[tuple[str, ...]]:
    seen: set[Fields] = set()
    for name, parts, seed, share in (
        ("development", DEVELOPMENT, 1, 1),
        ("held_out", HELD_OUT, 2, 1),
        ("unseen", UNSEEN, 3, 2),
    ):
        lot = Lot(parts, seed)
        for form, expected, count in FORMS:
            made = tries = 0
            wanted = count if form is mass else count // share  # a limit is passed or not
            while made < wanted and tries < 20 * wanted:
                tries += 1
                fields = form(lot)
                if fields in seen:
                    continue
                seen.add(fields)
                made += 1
                yield name, form.__name__, expected, *fields


def main() -> None:
    rows = list(corpus())
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{len(rows)} addresses")


if __name__ == "__main__":
    main()
