/** The datasets that can be imported, by id, as people call them. Apart, so that the server need not load how they are read. */

export const titles = {
  'ucdp-ged': 'UCDP GED',
  acled: 'ACLED',
  gtd: 'GTD',
} as const
