/** A bar on a terminal that tells how far long work is, how quick, and when it will end. Elsewhere it says nothing. */

export type Progress = {
  /** Drawn a few times a second at most; `total` is null as long as it is not known. */
  show(done: number, total: number | null): void
  /** What is done after that, of which it is not known how long it takes: in words, until the bar is taken away. */
  note(words: string): void
  /** Takes the bar away. */
  end(): void
}

/** What a terminal is here; standard error is one. */
export type Terminal = { isTTY?: boolean; columns?: number; write(text: string): unknown }

const everyMs = 100
const barWidth = 24

/** `unit` is what is counted: records, rows. `now` is a clock in ms. */
export function openProgress(terminal: Terminal, label: string, unit: string, now = () => performance.now()): Progress {
  const start = now()
  let drawn = Number.NEGATIVE_INFINITY
  if (!terminal.isTTY) return { show: () => {}, note: () => {}, end: () => {} }

  function draw(line: string) {
    drawn = now()
    terminal.write(`\r\u001b[K${line.slice(0, (terminal.columns ?? 80) - 1)}`)
  }

  return {
    show(done, total) {
      if (now() - drawn >= everyMs) draw(toLine(label, unit, done, total, (now() - start) / 1000))
    },
    note: (words) => draw(`${label}  ${words}`),
    end() {
      if (drawn > 0) terminal.write('\r\u001b[K')
      drawn = Number.NEGATIVE_INFINITY
    },
  }
}

/** `events.csv  [######------]  50 %  1,000 of 2,000 records, 500/s, 2 s left` */
export function toLine(label: string, unit: string, done: number, total: number | null, seconds: number): string {
  const rate = seconds > 0 ? done / seconds : 0
  const pace = rate > 0 ? `, ${count(Math.round(rate))}/s` : ''
  if (total === null) return `${label}  ${count(done)} ${unit}${pace}`
  const share = total > 0 ? Math.min(1, done / total) : 1
  const filled = Math.round(share * barWidth)
  const bar = '#'.repeat(filled) + '-'.repeat(barWidth - filled)
  const left = rate > 0 ? `, ${duration((total - done) / rate)} left` : ''
  return `${label}  [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${count(done)} of ${count(total)} ${unit}${pace}${left}`
}

const count = (n: number) => n.toLocaleString('en')

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole < 60) return `${whole} s`
  return whole < 3600
    ? `${Math.ceil(whole / 60)} min`
    : `${Math.floor(whole / 3600)} h ${Math.ceil((whole % 3600) / 60)} min`
}
