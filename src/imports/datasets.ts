/** Every dataset that can be imported. */
import { acled } from './acled.ts'
import type { Dataset } from './dataset.ts'
import { gtd } from './gtd.ts'
import { ucdpGed } from './ucdp-ged.ts'

export const datasets: readonly Dataset[] = [ucdpGed, acled, gtd]
