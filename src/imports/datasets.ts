/** Every dataset that can be imported. */
import type { Dataset } from './dataset.ts'
import { ucdpGed } from './ucdp-ged.ts'

export const datasets: readonly Dataset[] = [ucdpGed]
