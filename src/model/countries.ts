/**
 * Countries: ISO 3166-1 (alpha-2 and numeric), Gleditsch and Ward numbers (1999, with later versions of the list), our
 * name, and other names as datasets and people write them, former ones after a bar. What no longer exists and went into
 * one country is that country (East Germany, Zaire, North Yemen); what went into several keeps the code that ISO reserved
 * for it (SU, YU, CS), because to name one of them would say too much.
 */

export type Country = {
  code: string
  numeric: number
  gwno: readonly number[]
  name: string
  aliases: readonly string[]
  former: readonly string[]
}

// biome-ignore format: one line a country
const lines = [
  'AF 4 700 Afghanistan', 'AL 8 339 Albania', 'DZ 12 615 Algeria', 'AD 20 232 Andorra', 'AO 24 540 Angola',
  'AG 28 58 Antigua and Barbuda', 'AR 32 160 Argentina', 'AM 51 371 Armenia', 'AU 36 900 Australia', 'AT 40 305 Austria',
  'AZ 31 373 Azerbaijan', 'BS 44 31 Bahamas', 'BH 48 692 Bahrain', 'BD 50 771 Bangladesh', 'BB 52 53 Barbados',
  'BY 112 370 Belarus|Belarus (Byelorussia)|Byelorussia', 'BE 56 211 Belgium', 'BZ 84 80 Belize', 'BJ 204 434 Benin|Dahomey',
  'BT 64 760 Bhutan', 'BO 68 145 Bolivia', 'BA 70 346 Bosnia and Herzegovina;Bosnia-Herzegovina', 'BW 72 571 Botswana',
  'BR 76 140 Brazil', 'BN 96 835 Brunei', 'BG 100 355 Bulgaria', 'BF 854 439 Burkina Faso|Burkina Faso (Upper Volta)|Upper Volta',
  'BI 108 516 Burundi', 'KH 116 811 Cambodia|Cambodia (Kampuchea)|Kampuchea', 'CM 120 471 Cameroon', 'CA 124 20 Canada',
  'CV 132 402 Cape Verde;Cabo Verde', 'CF 140 482 Central African Republic', 'TD 148 483 Chad', 'CL 152 155 Chile',
  'CN 156 710 China', 'CO 170 100 Colombia', 'KM 174 581 Comoros', 'CG 178 484 Republic of the Congo;Congo;Republic of Congo;Congo-Brazzaville|People\'s Republic of the Congo',
  'CD 180 490 DR Congo;Democratic Republic of Congo;Democratic Republic of the Congo|DR Congo (Zaire)|Zaire',
  'CR 188 94 Costa Rica', 'CI 384 437 Ivory Coast;Cote d\'Ivoire', 'HR 191 344 Croatia', 'CU 192 40 Cuba', 'CY 196 352 Cyprus',
  'CZ 203 316 Czech Republic;Czechia', 'CS 200 315 Czechoslovakia', 'DK 208 390 Denmark', 'DJ 262 522 Djibouti', 'DM 212 54 Dominica',
  'DO 214 42 Dominican Republic', 'TL 626 860 East Timor;Timor-Leste', 'EC 218 130 Ecuador', 'EG 818 651 Egypt', 'SV 222 92 El Salvador',
  'GQ 226 411 Equatorial Guinea', 'ER 232 531 Eritrea', 'EE 233 366 Estonia', 'SZ 748 572 Eswatini;Kingdom of eSwatini|Kingdom of eSwatini (Swaziland)|Swaziland',
  'ET 231 530,529 Ethiopia', 'FJ 242 950 Fiji', 'FI 246 375 Finland', 'FR 250 220 France;Corsica', 'GA 266 481 Gabon', 'GM 270 420 Gambia',
  'GE 268 372 Georgia', 'DE 276 260,265 Germany|German Federal Republic|German Democratic Republic|East Germany (GDR)|West Germany (FRG)|East Germany|West Germany',
  'GH 288 452 Ghana', 'GR 300 350 Greece', 'GD 308 55 Grenada', 'GT 320 90 Guatemala', 'GN 324 438 Guinea', 'GW 624 404 Guinea-Bissau',
  'GY 328 110 Guyana', 'HT 332 41 Haiti', 'HN 340 91 Honduras', 'HU 348 310 Hungary', 'IS 352 395 Iceland', 'IN 356 750 India',
  'ID 360 850 Indonesia', 'IR 364 630 Iran', 'IQ 368 645 Iraq', 'IE 372 205 Ireland', 'IL 376 666 Israel', 'IT 380 325 Italy;Italy/Sardinia', 'JM 388 51 Jamaica',
  'JP 392 740 Japan', 'JO 400 663 Jordan', 'KZ 398 705 Kazakhstan', 'KE 404 501 Kenya', 'KI 296 970 Kiribati', 'KP 408 731 North Korea;Korea, People\'s Republic of',
  'KR 410 732 South Korea;Korea, Republic of', 'XK 0 347 Kosovo', 'KW 414 690 Kuwait', 'KG 417 703 Kyrgyzstan;Kyrgyz Republic', 'LA 418 812 Laos',
  'LV 428 367 Latvia', 'LB 422 660 Lebanon', 'LS 426 570 Lesotho', 'LR 430 450 Liberia', 'LY 434 620 Libya', 'LI 438 223 Liechtenstein',
  'LT 440 368 Lithuania', 'LU 442 212 Luxembourg', 'MG 450 580 Madagascar|Madagascar (Malagasy)', 'MW 454 553 Malawi', 'MY 458 820 Malaysia',
  'MV 462 781 Maldives', 'ML 466 432 Mali', 'MT 470 338 Malta', 'MH 584 983 Marshall Islands', 'MR 478 435 Mauritania', 'MU 480 590 Mauritius',
  'MX 484 70 Mexico', 'FM 583 987 Micronesia;Federated States of Micronesia', 'MD 498 359 Moldova', 'MC 492 221 Monaco', 'MN 496 712 Mongolia', 'ME 499 341 Montenegro',
  'MA 504 600 Morocco', 'MZ 508 541 Mozambique', 'MM 104 775 Myanmar|Myanmar (Burma)|Burma', 'NA 516 565 Namibia|South West Africa', 'NR 520 971 Nauru',
  'NP 524 790 Nepal', 'NL 528 210 Netherlands', 'NZ 554 920 New Zealand', 'NI 558 93 Nicaragua', 'NE 562 436 Niger', 'NG 566 475 Nigeria',
  'MK 807 343 North Macedonia;Macedonia|Macedonia, FYR|Macedonia (FYROM)|Macedonia (Former Yugoslav Republic of)', 'NO 578 385 Norway', 'OM 512 698 Oman',
  'PK 586 770 Pakistan', 'PW 585 986 Palau', 'PS 275 - Palestine;State of Palestine;West Bank and Gaza Strip', 'PA 591 95 Panama', 'PG 598 910 Papua New Guinea',
  'PY 600 150 Paraguay', 'PE 604 135 Peru', 'PH 608 840 Philippines', 'PL 616 290 Poland', 'PT 620 235 Portugal', 'QA 634 694 Qatar',
  'RO 642 360 Romania|Rumania', 'RU 643 365 Russia;Russian Federation|Russia (Soviet Union)', 'RW 646 517 Rwanda', 'KN 659 60 Saint Kitts and Nevis;St. Kitts and Nevis',
  'LC 662 56 Saint Lucia;St. Lucia', 'VC 670 57 Saint Vincent and the Grenadines;Saint Vincent and Grenadines', 'WS 882 990 Samoa;Western Samoa', 'SM 674 331 San Marino', 'ST 678 403 Sao Tome and Principe',
  'SA 682 670 Saudi Arabia', 'SN 686 433 Senegal', 'RS 688 340,345 Serbia|Serbia (Yugoslavia)|Serbia-Montenegro|Serbia and Montenegro', 'YU 890 - Yugoslavia', 'SC 690 591 Seychelles',
  'SL 694 451 Sierra Leone', 'SG 702 830 Singapore', 'SK 703 317 Slovakia;Slovak Republic', 'SI 705 349 Slovenia', 'SB 90 940 Solomon Islands',
  'SO 706 520 Somalia', 'ZA 710 560 South Africa', 'SS 728 626 South Sudan', 'SU 810 - Soviet Union', 'ES 724 230 Spain', 'LK 144 780 Sri Lanka|Sri Lanka (Ceylon)|Ceylon',
  'SD 729 625 Sudan', 'SR 740 115 Suriname|Surinam', 'SE 752 380 Sweden', 'CH 756 225 Switzerland', 'SY 760 652 Syria', 'TW 158 713 Taiwan', 'TJ 762 702 Tajikistan',
  'TZ 834 510 Tanzania|Tanzania/Tanganyika', 'TH 764 800 Thailand', 'TG 768 461 Togo', 'TO 776 972 Tonga', 'TT 780 52 Trinidad and Tobago', 'TN 788 616 Tunisia',
  'TR 792 640 Turkey;Türkiye|Turkey (Ottoman Empire)', 'TM 795 701 Turkmenistan', 'TV 798 973 Tuvalu', 'UG 800 500 Uganda', 'UA 804 369 Ukraine', 'AE 784 696 United Arab Emirates',
  'GB 826 200 United Kingdom;Great Britain;UK', 'US 840 2 United States;United States of America;USA', 'UY 858 165 Uruguay', 'UZ 860 704 Uzbekistan',
  'VU 548 935 Vanuatu|New Hebrides', 'VA 336 - Vatican City', 'VE 862 101 Venezuela', 'VN 704 816,817 Vietnam|Vietnam (North Vietnam)|Vietnam, Democratic Republic of|South Vietnam|Republic of Vietnam',
  'YE 887 678,679,680 Yemen|Yemen (North Yemen)|Yemen (Arab Republic of Yemen)|North Yemen|South Yemen|Yemen, People\'s Republic of', 'ZM 894 551 Zambia', 'ZW 716 552 Zimbabwe|Zimbabwe (Rhodesia)|Rhodesia',
  'AX 248 - Aland Islands', 'AS 16 - American Samoa', 'AI 660 - Anguilla', 'AQ 10 - Antarctica', 'AW 533 - Aruba', 'BM 60 - Bermuda', 'BQ 535 - Caribbean Netherlands',
  'VG 92 - British Virgin Islands', 'KY 136 - Cayman Islands', 'CX 162 - Christmas Island', 'CC 166 - Cocos Islands', 'CK 184 - Cook Islands', 'CW 531 - Curacao',
  'FK 238 - Falkland Islands', 'FO 234 - Faroe Islands', 'GF 254 - French Guiana', 'PF 258 - French Polynesia', 'GI 292 - Gibraltar', 'GL 304 - Greenland',
  'GP 312 - Guadeloupe', 'GU 316 - Guam', 'GG 831 - Guernsey;Bailiwick of Guernsey', 'HK 344 - Hong Kong', 'IM 833 - Isle of Man', 'JE 832 - Jersey;Bailiwick of Jersey',
  'MO 446 - Macau;Macao', 'MQ 474 - Martinique', 'YT 175 - Mayotte', 'MS 500 - Montserrat', 'NC 540 - New Caledonia', 'NU 570 - Niue', 'NF 574 - Norfolk Island',
  'MP 580 - Northern Mariana Islands', 'PN 612 - Pitcairn', 'PR 630 - Puerto Rico', 'RE 638 - Reunion', 'BL 652 - Saint-Barthelemy', 'SH 654 - Saint Helena, Ascension and Tristan da Cunha',
  'MF 663 - Saint-Martin', 'PM 666 - Saint Pierre and Miquelon', 'SX 534 - Sint Maarten', 'TK 772 - Tokelau', 'TC 796 - Turks and Caicos Islands',
  'UM 581 - United States Minor Outlying Islands', 'VI 850 - Virgin Islands, U.S.;U.S. Virgin Islands', 'WF 876 - Wallis and Futuna', 'EH 732 - Western Sahara',
  'BV 74 - Bouvet Island', 'GS 239 - South Georgia and the South Sandwich Islands', 'HM 334 - Heard Island and McDonald Islands', 'IO 86 - British Indian Ocean Territory',
  'SJ 744 - Svalbard and Jan Mayen', 'TF 260 - French Southern Territories',
]

const countries: readonly Country[] = lines.map((line) => {
  const [, code = '', numeric, gwno = '', names = ''] = /^(\S+) (\S+) (\S+) (.+)$/.exec(line) ?? []
  const [present = '', ...former] = names.split('|')
  const [name = '', ...aliases] = present.split(';')
  const numbers = gwno === '-' ? [] : gwno.split(',').map(Number)
  return { code, numeric: Number(numeric), gwno: numbers, name, aliases, former }
})

const byCode = new Map(countries.map((country) => [country.code, country]))
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

/** The code of the country that somebody means by its name, or by its code in small letters. */
export const countryMeant = (typed: string): string | undefined =>
  (byCode.get(typed.trim().toUpperCase()) ?? countryCalled(typed))?.code
