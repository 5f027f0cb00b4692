/**
 * Countries: ISO 3166-1 (alpha-2, alpha-3 and numeric), Gleditsch and Ward numbers (1999, with later versions of the
 * list), our name, and other names as datasets and people write them, former ones after a bar. What no longer exists
 * and went into one country is that country (East Germany, Zaire, North Yemen); what went into several keeps the code
 * that ISO reserved for it (SU, YU, CS), because to name one of them would say too much.
 */

export type Country = {
  code: string
  alpha3: string
  numeric: number
  gwno: readonly number[]
  name: string
  aliases: readonly string[]
  former: readonly string[]
}

// biome-ignore format: one line a country
const lines = [
  'AF AFG 4 700 Afghanistan', 'AL ALB 8 339 Albania', 'DZ DZA 12 615 Algeria', 'AD AND 20 232 Andorra', 'AO AGO 24 540 Angola',
  'AG ATG 28 58 Antigua and Barbuda', 'AR ARG 32 160 Argentina', 'AM ARM 51 371 Armenia', 'AU AUS 36 900 Australia', 'AT AUT 40 305 Austria',
  'AZ AZE 31 373 Azerbaijan', 'BS BHS 44 31 Bahamas', 'BH BHR 48 692 Bahrain', 'BD BGD 50 771 Bangladesh', 'BB BRB 52 53 Barbados',
  'BY BLR 112 370 Belarus|Belarus (Byelorussia)|Byelorussia', 'BE BEL 56 211 Belgium', 'BZ BLZ 84 80 Belize', 'BJ BEN 204 434 Benin|Dahomey',
  'BT BTN 64 760 Bhutan', 'BO BOL 68 145 Bolivia', 'BA BIH 70 346 Bosnia and Herzegovina;Bosnia-Herzegovina;Bosnia', 'BW BWA 72 571 Botswana',
  'BR BRA 76 140 Brazil', 'BN BRN 96 835 Brunei', 'BG BGR 100 355 Bulgaria', 'BF BFA 854 439 Burkina Faso|Burkina Faso (Upper Volta)|Upper Volta',
  'BI BDI 108 516 Burundi', 'KH KHM 116 811 Cambodia|Cambodia (Kampuchea)|Kampuchea', 'CM CMR 120 471 Cameroon', 'CA CAN 124 20 Canada',
  'CV CPV 132 402 Cape Verde;Cabo Verde', 'CF CAF 140 482 Central African Republic;CAR', 'TD TCD 148 483 Chad', 'CL CHL 152 155 Chile',
  'CN CHN 156 710 China', 'CO COL 170 100 Colombia', 'KM COM 174 581 Comoros', 'CG COG 178 484 Republic of the Congo;Congo;Republic of Congo;Congo-Brazzaville|People\'s Republic of the Congo',
  'CD COD 180 490 DR Congo;Democratic Republic of Congo;Democratic Republic of the Congo;DRC|DR Congo (Zaire)|Zaire',
  'CR CRI 188 94 Costa Rica', 'CI CIV 384 437 Ivory Coast;Cote d\'Ivoire', 'HR HRV 191 344 Croatia', 'CU CUB 192 40 Cuba', 'CY CYP 196 352 Cyprus',
  'CZ CZE 203 316 Czech Republic;Czechia', 'CS CSK 200 315 Czechoslovakia', 'DK DNK 208 390 Denmark', 'DJ DJI 262 522 Djibouti', 'DM DMA 212 54 Dominica',
  'DO DOM 214 42 Dominican Republic', 'TL TLS 626 860 East Timor;Timor-Leste', 'EC ECU 218 130 Ecuador', 'EG EGY 818 651 Egypt', 'SV SLV 222 92 El Salvador',
  'GQ GNQ 226 411 Equatorial Guinea', 'ER ERI 232 531 Eritrea', 'EE EST 233 366 Estonia', 'SZ SWZ 748 572 Eswatini;Kingdom of eSwatini|Kingdom of eSwatini (Swaziland)|Swaziland',
  'ET ETH 231 530,529 Ethiopia', 'FJ FJI 242 950 Fiji', 'FI FIN 246 375 Finland', 'FR FRA 250 220 France;Corsica', 'GA GAB 266 481 Gabon', 'GM GMB 270 420 Gambia',
  'GE GEO 268 372 Georgia', 'DE DEU 276 260,265 Germany|German Federal Republic|German Democratic Republic|East Germany (GDR)|West Germany (FRG)|East Germany|West Germany',
  'GH GHA 288 452 Ghana', 'GR GRC 300 350 Greece', 'GD GRD 308 55 Grenada', 'GT GTM 320 90 Guatemala', 'GN GIN 324 438 Guinea', 'GW GNB 624 404 Guinea-Bissau',
  'GY GUY 328 110 Guyana', 'HT HTI 332 41 Haiti', 'HN HND 340 91 Honduras', 'HU HUN 348 310 Hungary', 'IS ISL 352 395 Iceland', 'IN IND 356 750 India',
  'ID IDN 360 850 Indonesia', 'IR IRN 364 630 Iran', 'IQ IRQ 368 645 Iraq', 'IE IRL 372 205 Ireland', 'IL ISR 376 666 Israel', 'IT ITA 380 325 Italy;Italy/Sardinia', 'JM JAM 388 51 Jamaica',
  'JP JPN 392 740 Japan', 'JO JOR 400 663 Jordan', 'KZ KAZ 398 705 Kazakhstan', 'KE KEN 404 501 Kenya', 'KI KIR 296 970 Kiribati', 'KP PRK 408 731 North Korea;Korea, People\'s Republic of',
  'KR KOR 410 732 South Korea;Korea, Republic of', 'XK XKX 0 347 Kosovo', 'KW KWT 414 690 Kuwait', 'KG KGZ 417 703 Kyrgyzstan;Kyrgyz Republic', 'LA LAO 418 812 Laos',
  'LV LVA 428 367 Latvia', 'LB LBN 422 660 Lebanon', 'LS LSO 426 570 Lesotho', 'LR LBR 430 450 Liberia', 'LY LBY 434 620 Libya', 'LI LIE 438 223 Liechtenstein',
  'LT LTU 440 368 Lithuania', 'LU LUX 442 212 Luxembourg', 'MG MDG 450 580 Madagascar|Madagascar (Malagasy)', 'MW MWI 454 553 Malawi', 'MY MYS 458 820 Malaysia',
  'MV MDV 462 781 Maldives', 'ML MLI 466 432 Mali', 'MT MLT 470 338 Malta', 'MH MHL 584 983 Marshall Islands', 'MR MRT 478 435 Mauritania', 'MU MUS 480 590 Mauritius',
  'MX MEX 484 70 Mexico', 'FM FSM 583 987 Micronesia;Federated States of Micronesia', 'MD MDA 498 359 Moldova', 'MC MCO 492 221 Monaco', 'MN MNG 496 712 Mongolia', 'ME MNE 499 341 Montenegro',
  'MA MAR 504 600 Morocco', 'MZ MOZ 508 541 Mozambique', 'MM MMR 104 775 Myanmar|Myanmar (Burma)|Burma', 'NA NAM 516 565 Namibia|South West Africa', 'NR NRU 520 971 Nauru',
  'NP NPL 524 790 Nepal', 'NL NLD 528 210 Netherlands', 'NZ NZL 554 920 New Zealand', 'NI NIC 558 93 Nicaragua', 'NE NER 562 436 Niger', 'NG NGA 566 475 Nigeria',
  'MK MKD 807 343 North Macedonia;Macedonia|Macedonia, FYR|Macedonia (FYROM)|Macedonia (Former Yugoslav Republic of)', 'NO NOR 578 385 Norway', 'OM OMN 512 698 Oman',
  'PK PAK 586 770 Pakistan', 'PW PLW 585 986 Palau', 'PS PSE 275 - Palestine;State of Palestine;West Bank and Gaza Strip', 'PA PAN 591 95 Panama', 'PG PNG 598 910 Papua New Guinea',
  'PY PRY 600 150 Paraguay', 'PE PER 604 135 Peru', 'PH PHL 608 840 Philippines', 'PL POL 616 290 Poland', 'PT PRT 620 235 Portugal', 'QA QAT 634 694 Qatar',
  'RO ROU 642 360 Romania|Rumania', 'RU RUS 643 365 Russia;Russian Federation|Russia (Soviet Union)', 'RW RWA 646 517 Rwanda', 'KN KNA 659 60 Saint Kitts and Nevis;St. Kitts and Nevis',
  'LC LCA 662 56 Saint Lucia;St. Lucia', 'VC VCT 670 57 Saint Vincent and the Grenadines;Saint Vincent and Grenadines', 'WS WSM 882 990 Samoa;Western Samoa', 'SM SMR 674 331 San Marino', 'ST STP 678 403 Sao Tome and Principe',
  'SA SAU 682 670 Saudi Arabia', 'SN SEN 686 433 Senegal', 'RS SRB 688 340,345 Serbia|Serbia (Yugoslavia)|Serbia-Montenegro|Serbia and Montenegro', 'YU YUG 890 - Yugoslavia', 'SC SYC 690 591 Seychelles',
  'SL SLE 694 451 Sierra Leone', 'SG SGP 702 830 Singapore', 'SK SVK 703 317 Slovakia;Slovak Republic', 'SI SVN 705 349 Slovenia', 'SB SLB 90 940 Solomon Islands',
  'SO SOM 706 520 Somalia', 'ZA ZAF 710 560 South Africa', 'SS SSD 728 626 South Sudan', 'SU SUN 810 - Soviet Union', 'ES ESP 724 230 Spain', 'LK LKA 144 780 Sri Lanka|Sri Lanka (Ceylon)|Ceylon',
  'SD SDN 729 625 Sudan', 'SR SUR 740 115 Suriname|Surinam', 'SE SWE 752 380 Sweden', 'CH CHE 756 225 Switzerland', 'SY SYR 760 652 Syria;Syrian Arab Republic', 'TW TWN 158 713 Taiwan', 'TJ TJK 762 702 Tajikistan',
  'TZ TZA 834 510 Tanzania|Tanzania/Tanganyika', 'TH THA 764 800 Thailand', 'TG TGO 768 461 Togo', 'TO TON 776 972 Tonga', 'TT TTO 780 52 Trinidad and Tobago', 'TN TUN 788 616 Tunisia',
  'TR TUR 792 640 Turkey;Türkiye|Turkey (Ottoman Empire)', 'TM TKM 795 701 Turkmenistan', 'TV TUV 798 973 Tuvalu', 'UG UGA 800 500 Uganda', 'UA UKR 804 369 Ukraine', 'AE ARE 784 696 United Arab Emirates;UAE',
  'GB GBR 826 200 United Kingdom;Great Britain;UK', 'US USA 840 2 United States;United States of America;USA', 'UY URY 858 165 Uruguay', 'UZ UZB 860 704 Uzbekistan',
  'VU VUT 548 935 Vanuatu|New Hebrides', 'VA VAT 336 - Vatican City', 'VE VEN 862 101 Venezuela', 'VN VNM 704 816,817 Vietnam|Vietnam (North Vietnam)|Vietnam, Democratic Republic of|South Vietnam|Republic of Vietnam',
  'YE YEM 887 678,679,680 Yemen|Yemen (North Yemen)|Yemen (Arab Republic of Yemen)|North Yemen|South Yemen|Yemen, People\'s Republic of', 'ZM ZMB 894 551 Zambia', 'ZW ZWE 716 552 Zimbabwe|Zimbabwe (Rhodesia)|Rhodesia',
  'AX ALA 248 - Aland Islands', 'AS ASM 16 - American Samoa', 'AI AIA 660 - Anguilla', 'AQ ATA 10 - Antarctica', 'AW ABW 533 - Aruba', 'BM BMU 60 - Bermuda', 'BQ BES 535 - Caribbean Netherlands',
  'VG VGB 92 - British Virgin Islands', 'KY CYM 136 - Cayman Islands', 'CX CXR 162 - Christmas Island', 'CC CCK 166 - Cocos Islands', 'CK COK 184 - Cook Islands', 'CW CUW 531 - Curacao',
  'FK FLK 238 - Falkland Islands', 'FO FRO 234 - Faroe Islands', 'GF GUF 254 - French Guiana', 'PF PYF 258 - French Polynesia', 'GI GIB 292 - Gibraltar', 'GL GRL 304 - Greenland',
  'GP GLP 312 - Guadeloupe', 'GU GUM 316 - Guam', 'GG GGY 831 - Guernsey;Bailiwick of Guernsey', 'HK HKG 344 - Hong Kong', 'IM IMN 833 - Isle of Man', 'JE JEY 832 - Jersey;Bailiwick of Jersey',
  'MO MAC 446 - Macau;Macao', 'MQ MTQ 474 - Martinique', 'YT MYT 175 - Mayotte', 'MS MSR 500 - Montserrat', 'NC NCL 540 - New Caledonia', 'NU NIU 570 - Niue', 'NF NFK 574 - Norfolk Island',
  'MP MNP 580 - Northern Mariana Islands', 'PN PCN 612 - Pitcairn', 'PR PRI 630 - Puerto Rico', 'RE REU 638 - Reunion', 'BL BLM 652 - Saint-Barthelemy', 'SH SHN 654 - Saint Helena, Ascension and Tristan da Cunha',
  'MF MAF 663 - Saint-Martin', 'PM SPM 666 - Saint Pierre and Miquelon', 'SX SXM 534 - Sint Maarten', 'TK TKL 772 - Tokelau', 'TC TCA 796 - Turks and Caicos Islands',
  'UM UMI 581 - United States Minor Outlying Islands', 'VI VIR 850 - Virgin Islands, U.S.;U.S. Virgin Islands', 'WF WLF 876 - Wallis and Futuna', 'EH ESH 732 - Western Sahara',
  'BV BVT 74 - Bouvet Island', 'GS SGS 239 - South Georgia and the South Sandwich Islands', 'HM HMD 334 - Heard Island and McDonald Islands', 'IO IOT 86 - British Indian Ocean Territory',
  'SJ SJM 744 - Svalbard and Jan Mayen', 'TF ATF 260 - French Southern Territories',
]

const countries: readonly Country[] = lines.map((line) => {
  const [, code = '', alpha3 = '', numeric, gwno = '', names = ''] = /^(\S+) (\S+) (\S+) (\S+) (.+)$/.exec(line) ?? []
  const [present = '', ...former] = names.split('|')
  const [name = '', ...aliases] = present.split(';')
  const numbers = gwno === '-' ? [] : gwno.split(',').map(Number)
  return { code, alpha3, numeric: Number(numeric), gwno: numbers, name, aliases, former }
})

const byCode = new Map(countries.map((country) => [country.code, country]))
const byAlpha3 = new Map(countries.map((country) => [country.alpha3, country]))
const byGwno = new Map(countries.flatMap((country) => country.gwno.map((gwno) => [gwno, country] as const)))
const byNumeric = new Map(countries.map((country) => [country.numeric, country]))
const byName = new Map(
  countries.flatMap((country) =>
    [country.name, ...country.aliases, ...country.former].map((name) => [name.toLowerCase(), country] as const),
  ),
)

/** The country of a Gleditsch and Ward number. */
export const countryOfGwno = (gwno: string) => byGwno.get(Number(gwno))

/** The country of an ISO 3166-1 numeric code, leading zeros or not. */
export const countryOfNumeric = (numeric: string) => byNumeric.get(Number(numeric) || -1)

/** The country that is, or was, called so. */
export const countryCalled = (name: string) => byName.get(name.trim().toLowerCase())

/** Are these two countries? What went into several is none beside those that it went into. */
export const areOther = (one: Country, other: Country) =>
  one !== other && ![one, other].some(({ code }) => wentIntoSeveral.has(code))

const wentIntoSeveral = new Set(['SU', 'YU', 'CS'])

/** Is this the code of a country, or of one that is no more? */
export const isCountryCode = (code: string) => byCode.has(code)

/** Our name of each country, by its code. */
export const namesOfCountries = (): Record<string, string> =>
  Object.fromEntries(countries.map(({ code, name }) => [code, name]))

/** All that countries are called, in small letters. */
export const countryNames = (): Iterable<string> => byName.keys()

/** The code of the country that somebody means by its name, its code of three letters, its code in small letters, or a number of one country only. */
export function countryMeant(typed: string): string | undefined {
  const code = typed.trim().toUpperCase()
  const found = byCode.get(code) ?? byAlpha3.get(code) ?? countryCalled(typed) ?? countryNumbered(code)
  return found?.code
}

/** Numbers are those of Gleditsch and Ward or of ISO, and a third of the former are other countries in the latter. */
function countryNumbered(digits: string): Country | undefined {
  if (!/^\d{1,3}$/.test(digits)) return undefined
  const [one, other] = [countryOfGwno(digits), countryOfNumeric(digits)]
  return one && other && one !== other ? undefined : (one ?? other)
}
