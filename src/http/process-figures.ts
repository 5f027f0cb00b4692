/** Figures of the process: memory, processor time, and how long the event loop keeps what is ready waiting. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cpuUsage, memoryUsage } from '../engine/builtin.ts'
import { type Family, gauge } from './metrics.ts'

/** Measures from now on; `close` ends it. */
export function openProcessFigures(): { families: Family[]; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0)
  return {
    families: [
      gauge('process_resident_memory_bytes', 'Memory of the process.', () => memoryUsage.rss()),
      gauge('nodejs_heap_size_used_bytes', 'Memory of its JavaScript.', () => memoryUsage().heapUsed),
      {
        name: 'process_cpu_seconds_total',
        help: 'Processor time of the process, its threads included.',
        type: 'counter',
        read: () => [{ value: (cpuUsage().user + cpuUsage().system) / 1e6 }],
      },
      {
        name: 'nodejs_eventloop_delay_seconds',
        help: 'How late the event loop came to a timer since this was last asked: half the time, in one case of a hundred, at most.',
        type: 'gauge',
        read: () => {
          const [half, rare, most] = [delay.percentile(50), delay.percentile(99), delay.max].map(seconds)
          delay.reset()
          return [
            { labels: { quantile: '0.5' }, value: half as number },
            { labels: { quantile: '0.99' }, value: rare as number },
            { labels: { quantile: '1' }, value: most as number },
          ]
        },
      },
    ],
    close: () => delay.disable(),
  }
}
