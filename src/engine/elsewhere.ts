/** What parameters, and the values of closed lists, are called elsewhere: by other interfaces, and by the columns of the datasets that people know. */

const names: Readonly<Record<string, readonly string[]>> = {
  cursor: ['page', 'offset', 'skip'],
  limit: ['per_page', 'page_size'],
  sort: ['order', 'order_by'],
  fields: ['select', 'columns'],
  expand: ['include'],
  q: ['search', 'query', 'notes', 'keyword'],
  datetime: [
    ...['year', 'month', 'date', 'from', 'since', 'until', 'start_date', 'end_date', 'date_from', 'date_to'],
    ...['to', 'start', 'end', 'before', 'after', 'period', 'event_date', 'iyear'],
  ],
  by: ['group_by', 'groupby'],
  measure: ['sum'],
  dyad: ['conflict', 'conflict_id', 'conflict_new_id', 'dyad_id', 'dyad_new_id'],
  violence: ['type_of_violence'],
  cell: ['prio_grid', 'priogrid_gid', 'grid'],
  killed: ['deaths', 'fatalities'],
  armed_clash: ['battle', 'battles', 'fighting'],
  explosion: ['bombing', 'bomb', 'ied', 'bombing/explosion'],
  air_or_drone_strike: ['airstrike', 'air_strike', 'drone_strike'],
  abduction: ['kidnapping', 'hostage_taking'],
  protest: ['protests', 'demonstration'],
  riot: ['riots'],
  perpetrator: ['attacker'],
  subject_id: ['event', 'event_id'],
  role: ['perpetrator', 'target', 'victim'],
  place: ['location', 'city', 'town'],
  near: ['lat', 'lon'],
  radius_km: ['radius', 'distance'],
  bbox: ['region'],
  country: ['iso', 'iso2', 'iso3', 'gwno', 'country_id', 'country_name', 'country_code', 'country_txt'],
  admin1: ['adm_1', 'province', 'provstate', 'governorate'],
  admin2: ['adm_2', 'district'],
  location_precision: ['where_prec', 'geo_precision', 'specificity'],
  date_precision: ['date_prec', 'time_precision'],
  type: ['event_type', 'attacktype1'],
  subtype: ['sub_event_type'],
  actor: ['actor1', 'actor2', 'gname', 'side_a_id', 'side_b_id', 'side_a_new_id', 'side_b_new_id'],
  fatalities_low: ['low', 'low_est'],
  fatalities_best: ['best', 'best_est', 'deaths', 'fatalities', 'killed', 'nkill'],
  fatalities_high: ['high', 'high_est'],
  deaths_civilians: ['civilians'],
  classification: ['type_of_violence', 'event_clarity'],
  external_id: [
    ...['conflict', 'conflict_id', 'conflict_new_id', 'dyad', 'dyad_id', 'dyad_new_id', 'relid'],
    ...['eventid', 'event_id_cnty'],
  ],
}

/** What is called so elsewhere, best first: with what negates or bounds it, as `best_gte` is `fatalities_best_gte`, and without. */
export function calledHere(typed: string): string[] {
  const [, not = '', name = '', bound = ''] = /^(not_)?(.*?)(_[gl]te?)?$/.exec(typed.toLowerCase()) ?? []
  const found = Object.keys(names).filter((known) => names[known]?.includes(name))
  return [...found.map((known) => `${not}${known}${bound}`), ...found]
}
