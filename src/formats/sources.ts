/** Where the records of a file come from. */
import { sql } from '../engine/sql.ts'
import type { Reader } from '../engine/statement.ts'
import type { Dataset } from '../store/standing.ts'

/** The datasets with these ids: what has to be said about the records that come from them. */
export const readDatasets = (reader: Reader, ids: Iterable<string>): Dataset[] =>
  reader.all<Dataset>(
    sql`select id, title, licence, citation from datasets where id in (select value from json_each(${JSON.stringify([...ids])})) order by id`,
  )

/** Where the licence of a dataset can be read. One that SPDX does not know is told by the dataset. */
export const licenceAddress = ({ id, licence }: Pick<Dataset, 'id' | 'licence'>): string =>
  licence.startsWith('LicenseRef-') ? `/v1/datasets/${id}` : `https://spdx.org/licenses/${licence}.html`
