/** What was typed after `sourcebook`: which command is meant, its words and its options. It is read whenever the program starts, and therefore imports next to nothing. */
import { parseArgs } from '../engine/builtin.ts'

type Config = import('../config.ts').Config

/** A fault in what was typed. */
export class UsageError extends Error {}

/** What was given by options, by name. */
export type Values = Record<string, string | boolean | undefined>

export type Command = {
  summary: string
  usage: string
  help: string
  /** The most words after the name of the command. */
  words: number
  /** As `parseArgs` takes them; beside --help and --version. */
  options?: Record<string, { type: 'string' | 'boolean'; short?: string }>
  /** Those that it reads, for its help; if left out, those that say which database. */
  settings?: 'all' | readonly (keyof Config)[]
  run(config: Config, words: string[], values: Values): Promise<void> | void
}

/** By name, in the order in which they are listed. */
type Commands = ReadonlyMap<string, Command>

/** @throws UsageError for an option that the command does not have; without a command, for all but --help and --version. */
export function parse(args: string[], commands: Commands): { values: Values; positionals: string[] } {
  const command = commands.get(args.find((word) => !word.startsWith('-')) ?? '')
  const options = { ...command?.options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ')
    const names = Object.keys(options).map((name) => `--${name}`)
    const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
    throw new UsageError(`${sentence?.replace(/\.?$/, '.')} The options are ${list}.`)
  }
}

/** A sentence on the command that may have been meant, with a space before it; else nothing. */
export async function hint(name: string, commands: Commands) {
  const { nearest } = await import('../engine/errors.ts')
  const near = nearest(name, commands.keys())
  return near ? ` Did you mean '${near}'?` : ''
}

/** What is said of all commands together. */
export function overview(commands: Commands) {
  const list = [...commands].map(([name, { summary }]) => `  sourcebook ${name.padEnd(8)} ${summary}`)
  return `Sourcebook: a security-event knowledge base over REST.\n\n${list.join('\n')}\n\nsourcebook COMMAND --help tells more; sourcebook serve --help lists the settings.`
}

/** The text of an option, if it was given. */
export const textOf = (values: Values, name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
