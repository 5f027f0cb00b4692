/** Settings, from the environment. Every fault is reported at once; the result is frozen. */
import { z } from 'zod'

const whole = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((n) => n >= low && n <= high, `is not between ${low} and ${high}`)

/** Each setting with its default and what it is for; the README lists the same. */
export const settings = {
  HOST: { form: z.string().min(1), initial: '127.0.0.1', description: 'Address to listen on.' },
  PORT: { form: whole(0, 65_535), initial: '3000', description: 'Port to listen on; 0 takes a free one.' },
  SOURCEBOOK_DB: {
    form: z.string().min(1),
    initial: 'data/sourcebook.sqlite',
    description: 'The database file; made if it is not there.',
  },
  SOURCEBOOK_LOG: {
    form: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    initial: 'info',
    description: 'How much is logged to standard error: fatal, error, warn, info, debug or silent.',
  },
  SOURCEBOOK_URL: {
    form: z.url({ protocol: /^https?$/ }).or(z.literal('')),
    initial: '',
    description:
      'Where clients reach the server, if that is not the address it listens on; used in links and in the OpenAPI document.',
  },
  SOURCEBOOK_CACHE_MB: {
    form: whole(0, 4096),
    initial: '64',
    description: 'Memory for answers that were just made, in MB.',
  },
} as const

export type Config = Readonly<{ [K in keyof typeof settings]: z.infer<(typeof settings)[K]['form']> }>

export class ConfigError extends Error {}

/** @throws ConfigError with one line for each setting that cannot be used. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const faults: string[] = []
  const entries = Object.entries(settings).map(([name, { form, initial }]) => {
    const value = env[name] ?? initial
    const parsed = form.safeParse(value)
    if (!parsed.success)
      faults.push(
        `${name}: '${value}' ${parsed.error.issues[0]?.message ?? 'cannot be used'}. ${settings[name as keyof typeof settings].description}`,
      )
    return [name, parsed.data] as const
  })
  if (faults.length) throw new ConfigError(faults.join('\n'))
  return Object.freeze(Object.fromEntries(entries)) as Config // each value was parsed by its own form
}
