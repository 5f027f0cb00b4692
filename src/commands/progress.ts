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

/** What a line tells; `seconds` is how long it has taken. */
type Told = {
  label: string
  /** What is counted: records, rows. */
  unit: string
  done: number
  /** Null as long as it is not known. */
  total: number | null
  /** Whether the total is an estimate. */
  isAbout?: boolean
  seconds: number
}

const everyMs = 100
const longestBar = 24
const shortestBar = 4
const shortestLabel = 8

type Options = Pick<Told, 'isAbout'> & { now?: () => number }

/** `now` is a clock in ms. */
export function openProgress(
  terminal: Terminal,
  label: string,
  unit: string,
  { isAbout = false, now = () => performance.now() }: Options = {},
): Progress {
  const start = now()
  let drawn = Number.NEGATIVE_INFINITY
  if (!terminal.isTTY) return { show: () => {}, note: () => {}, end: () => {} }
  const room = () => (terminal.columns || 80) - 1 // some terminals have no width: it is 0

  function draw(line: string) {
    drawn = now()
    terminal.write(`\r\u001b[K${line.slice(0, room())}`)
  }

  return {
    show(done, total) {
      if (now() - drawn < everyMs) return
      draw(toLine({ label, unit, done, total, isAbout, seconds: (now() - start) / 1000 }, room()))
    },
    note: (words) => draw(`${label}  ${words}`),
    end() {
      if (drawn > 0) terminal.write('\r\u001b[K')
      drawn = Number.NEGATIVE_INFINITY
    },
  }
}

/**
 * `events.csv  [######------]  50 %  1,000 of 2,000 records, 500/s, 2 s left`, in at most so many characters: the bar
 * gives way first, then the pace, then the beginning of the label, and the numbers never.
 */
export function toLine({ label, unit, done, total, isAbout, seconds }: Told, room: number): string {
  const rate = seconds > 0 ? done / seconds : 0
  const pace = rate > 0 ? `, ${count(Math.round(rate))}/s` : ''
  if (total === null) return fit(label, `${count(done)} ${unit}`, pace, '', room)
  const share = total > 0 ? Math.min(1, done / total) : 1
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  const left = rate > 0 ? `, ${duration((total - done) / rate)} left` : ''
  const counts = `${percent}  ${count(done)} of ${isAbout ? 'about ' : ''}${count(total)} ${unit}`
  const width = Math.min(longestBar, room - `${label}  [] ${counts}${pace}${left}`.length)
  if (width < shortestBar) return fit(label, counts, pace, left, room)
  const filled = Math.round(share * width)
  return `${label}  [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${counts}${pace}${left}`
}

/** Without a bar. */
function fit(label: string, counts: string, pace: string, left: string, room: number): string {
  const isRoomy = `${label}  ${counts}${pace}${left}`.length <= room
  const numbers = isRoomy ? `${counts}${pace}${left}` : `${counts}${left}`
  const most = Math.max(shortestLabel, room - numbers.length - 2)
  return `${label.length > most ? `…${label.slice(1 - most)}` : label}  ${numbers}`
}

const count = (n: number) => n.toLocaleString('en')

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  if (whole < 60) return `${whole} s`
  return whole < 3600
    ? `${Math.ceil(whole / 60)} min`
    : `${Math.floor(whole / 3600)} h ${Math.ceil((whole % 3600) / 60)} min`
}
