/** Invented names and headlines for the data of benchmarks. `checkpoint` stands in the location of every tenth event. */

type Random = () => number

const one = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T

const starts = 'al an bar da de gha ha ja ka kha ko la ma mi na no pa qa ra sa sha ta tu wa ya za zhe cé mü o'.split(
  ' ',
)
const middles = 'ba di fa ga ha ji ka la li ma mo na ni ra ri sa ti wa ya zu é ã ö'.split(' ')
const ends = 'bad dar gal han kot lah mand nah pur qan rah stan tan war yah zai ão ín'.split(' ')

const capital = (word: string) => `${word[0]?.toUpperCase()}${word.slice(1)}`

const ideas = 'Liberation National Democratic Islamic Revolutionary Popular Patriotic United Free'.split(' ')
const bodies = ['Front', 'Army', 'Movement', 'Council', 'Brigade', 'Resistance Forces', 'Defence Units']
const offices = [
  ...['Reuters News', 'Agence France Presse', 'BBC Monitoring Middle East', 'Xinhua News Agency', 'Associated Press'],
  ...['SOHR', 'VDC', 'Noche y Niebla', 'Dawn', 'The Hindu', 'Kivu Security Tracker', 'El Universal'],
]
const subjects = 'troops militants gunmen police soldiers rebels insurgents villagers civilians fighters'.split(' ')
const deeds = 'kill attack ambush bomb shell raid clash with open fire on storm target'.split(' ')
const objects = 'convoy village army post market mosque school bus patrol camp bridge power station refugee camp'.split(
  ' ',
)
const details =
  'near border after midnight say officials in latest violence as talks continue witnesses report heavy fighting'.split(
    ' ',
  )

const place = (random: Random) =>
  capital(`${one(random, starts)}${random() < 0.6 ? one(random, middles) : ''}${one(random, ends)}`)

const headline = (random: Random, town: string) => {
  const tail = Array.from({ length: Math.floor(random() * 9) }, () => one(random, details)).join(' ')
  const said = random() < 0.05 ? ' "we will respond"' : ''
  const words = `${capital(one(random, subjects))} ${one(random, deeds)} ${one(random, subjects)} at ${one(random, objects)} in ${town} ${tail}`
  return words.trim() + said + (random() < 0.04 ? '\n(see also earlier reports)' : '')
}

const location = (random: Random, town: string, district: string, division: string) => {
  const way = random() < 0.1 ? 'checkpoint on the road near ' : random() < 0.3 ? 'outskirts of ' : ''
  return `${way}${town}${random() < 0.7 ? `, ${district}` : ''}${random() < 0.5 ? `, ${division}` : ''}`
}

export const text = {
  place,
  headline,
  location,
  office: (random: Random) => one(random, offices),
  group: (random: Random) => `${place(random)} ${one(random, ideas)} ${one(random, bodies)}`,
}
