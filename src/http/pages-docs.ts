/**
 * How the page differs from plain Swagger UI: fields to find operations and parameters by, an answer that comes into
 * view, lists that are typed as they stand in a URL, and schemas instead of made-up examples. The functions run in the browser. They are sent as their own text, so
 * that each uses nothing but its arguments and the globals of the page.
 */

import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui'

/** What Swagger UI gives to a plugin; its parts have no published types. */
type Ui = {
  React: {
    createElement(type: unknown, props: object | null, ...children: unknown[]): unknown
    useState(initial: string): [string, (next: string) => void]
  }
}

/** An immutable map of Swagger UI. */
type Shown = { get(key: string): unknown; getIn(path: string[]): unknown; delete(key: string): Shown }
type List<T> = { size: number; filter(keep: (one: T) => boolean): List<T>; join(separator: string): string }
type Typed = { target: { value: string } }
type Tagged = {
  size: number
  map(change: (group: Group, tag: string) => Group): Tagged
  filter(keep: (group: Group) => boolean): Tagged
  reduce(add: (sum: number, group: Group) => number, sum: number): number
}
type Group = { get(key: 'operations'): List<Shown>; set(key: 'operations', operations: List<Shown>): Group }

type Finding = {
  layoutSelectors: { currentFilter(): unknown }
  layoutActions: { updateFilter(sought: string): void }
  specSelectors: { taggedOperations(): Tagged }
}

type Tree = { [key: string]: Tree }
type Resolve = (document: Tree, path: string[], options: unknown) => Promise<{ spec: unknown; errors: unknown[] }>

type Part = { scrollIntoView(): void; closest(selector: string): Part; querySelector(selector: string): Part | null }

declare const document: { querySelectorAll(selector: string): Iterable<Part> }
declare const CSS: { escape(text: string): string }
declare const SwaggerUIBundle: { plugins: { DownloadUrl(system: unknown): object } }

/** Swagger UI's own plugin that fetches the document. */
function fetchDocument(system: unknown) {
  return SwaggerUIBundle.plugins.DownloadUrl(system)
}

/**
 * Swagger UI goes through the whole document to resolve the references of a part, and does so at its start for the ways
 * to send a key: seconds, for a part that refers to nothing and can stay as it is.
 */
function resolveReferencesOnly({ fn }: { fn: { resolveSubtree: Resolve } }) {
  const resolve = fn.resolveSubtree
  const resolveSubtree: Resolve = async (document, path, options) => {
    const part = path.reduce<Tree | undefined>((tree, key) => tree?.[key], document)
    return part && !JSON.stringify(part).includes('"$ref"')
      ? { spec: part, errors: [] }
      : resolve(document, path, options)
  }
  return { fn: { resolveSubtree } }
}

/** Operations are found by any words of their tag, path and summary, or else of their description; the groups of those that are found stand open. */
function findOperations({ React }: Ui) {
  return {
    fn: {
      opsFilter(tagged: Tagged, sought: string) {
        const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
        const saying = (...said: string[]) =>
          tagged
            .map((group, tag) => {
              const isSought = (one: Shown) => {
                const told = said.map((key) => one.getIn(['operation', key]))
                const text = [tag, one.get('path'), ...told].join(' ').toLowerCase()
                return words.every((word) => text.includes(word))
              }
              return group.set('operations', group.get('operations').filter(isSought))
            })
            .filter((group) => group.get('operations').size > 0)
        const named = saying('summary')
        return named.size ? named : saying('summary', 'description')
      },
    },
    components: {
      FilterContainer: ({ layoutSelectors, layoutActions, specSelectors }: Finding) => {
        const sought = layoutSelectors.currentFilter()
        const found = specSelectors.taggedOperations().reduce((sum, group) => sum + group.get('operations').size, 0)
        const field = React.createElement('input', {
          type: 'search',
          value: typeof sought === 'string' ? sought : '',
          placeholder: 'Find an operation: visits, stats, claims …',
          onChange: ({ target }: Typed) => layoutActions.updateFilter(target.value),
        })
        const count =
          typeof sought === 'string' && sought ? `${found || 'No'} operation${found === 1 ? '' : 's'} found.` : ''
        return React.createElement('label', { className: 'finder' }, field, count)
      },
    },
    statePlugins: {
      layout: {
        wrapSelectors: {
          isShown:
            (original: (...args: unknown[]) => boolean) =>
            (state: Shown, key: string[], ...others: unknown[]) =>
              (key[0] === 'operations-tag' && typeof state.get('filter') === 'string' && state.get('filter') !== '') ||
              original(key, ...others),
        },
      },
    },
  }
}

/** An answer comes into view when it arrives: it stands after all parameters, which may be many screens. */
function showAnswer() {
  return {
    statePlugins: {
      spec: {
        wrapActions: {
          setResponse:
            (original: (...args: unknown[]) => unknown) =>
            (path: string, method: string, ...others: unknown[]) => {
              const done = original(path, method, ...others)
              const paths = document.querySelectorAll(`.opblock-${method}.is-open [data-path="${CSS.escape(path)}"]`)
              setTimeout(() => {
                for (const one of paths) one.closest('.opblock').querySelector('.responses-wrapper')?.scrollIntoView()
              })
              return done
            },
        },
      },
    },
  }
}

/** Long lists of parameters begin with a field to find one by. What negates or bounds another shows only when it is looked for. */
function findParameters() {
  return {
    wrapComponents: {
      parameters:
        (Original: unknown, { React }: Ui) =>
        (props: { parameters: List<Shown> }) => {
          const [sought, seek] = React.useState('')
          const { parameters } = props
          const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
          const isShown = (parameter: Shown) => {
            const name = String(parameter.get('name'))
            if (!words.length) return !/^not_|_(gt|gte|lt|lte)$/.test(name)
            return words.every((word) => `${name} ${parameter.get('description')}`.toLowerCase().includes(word))
          }
          const shown = parameters.filter(isShown)
          const original = React.createElement(Original, { ...props, parameters: shown })
          if (parameters.size < 12) return original
          const hint = words.length
            ? 'match.'
            : 'are shown. The others leave values out (not_…) or compare (…_gt, …_gte, …_lt, …_lte): type to find them.'
          const field = React.createElement('input', {
            type: 'search',
            value: sought,
            placeholder: 'Find a parameter: date, actor, not_type …',
            onChange: ({ target }: Typed) => seek(target.value),
          })
          const count = `${shown.size} of ${parameters.size} parameters ${hint}`
          return React.createElement(
            'div',
            null,
            React.createElement('label', { className: 'finder' }, field, count),
            original,
          )
        },
    },
  }
}

/** A list is typed as it stands in a URL, with commas. Values of a closed list are chosen, as in plain Swagger UI. */
function typeLists({ React }: Ui) {
  const field =
    (placeholder: string) =>
    ({ value, onChange }: { value: unknown; onChange(next: string): void }) =>
      React.createElement('input', {
        type: 'text',
        placeholder,
        value: value ?? '',
        onChange: ({ target }: Typed) => onChange(target.value),
      })
  return {
    components: {
      JsonSchema_string_date: field('2025-04-01'),
      'JsonSchema_string_date-time': field('2025-07-20T00:00:00Z'),
    },
    wrapComponents: {
      JsonSchema_array:
        (Original: unknown) => (props: { schema: Shown; description: string; onChange(next: string[]): void }) => {
          const [typed, type] = React.useState('')
          if (props.schema.getIn(['items', 'enum'])) return React.createElement(Original, props)
          return React.createElement('input', {
            type: 'text',
            placeholder: `${props.description}, several with commas`,
            value: typed,
            onChange: ({ target }: Typed) => {
              type(target.value)
              props.onChange(target.value === '' ? [] : target.value.split(','))
            },
          })
        },
    },
  }
}

/** An example fills in what has to be given, and nothing else; of an answer the schema says more than made-up values. */
function showNoMadeUpValues() {
  return {
    statePlugins: {
      spec: {
        wrapSelectors: {
          parameterWithMetaByIdentity:
            (original: (...args: unknown[]) => Shown | undefined) =>
            (_state: unknown, ...args: unknown[]) => {
              const parameter = original(...args)
              return parameter?.get('required') ? parameter : parameter?.delete('example')
            },
        },
      },
    },
    fn: { getSampleSchema: (_schema: unknown, _type: string, _config: unknown, given: unknown) => given ?? '' },
  }
}

const style = `
.swagger-ui .info a, .swagger-ui .info code, .swagger-ui .opblock-description code { overflow-wrap: anywhere; white-space: normal }
.swagger-ui .info__license { display: none }
.swagger-ui .info { margin: 2em 0 }
.swagger-ui .info hgroup a, .swagger-ui .servers, .swagger-ui .servers-title { display: none }
.swagger-ui .scheme-container { margin: 0; padding: 0; background: none; box-shadow: none }
.swagger-ui .info p, .swagger-ui .info li { font-size: 1rem; line-height: 1.5; margin: .5em 0; max-width: 54em }
.swagger-ui .response[data-code="200"] .model-example .tabitem:first-child { display: none }
.swagger-ui .finder { display: block; padding: 1em 20px; font-weight: normal }
.swagger-ui .finder input { min-width: 26em; margin-right: 1em }
.swagger-ui .parameters-col_description input { width: 100%; max-width: 34em }
.swagger-ui .parameters-col_description .renderedMarkdown ul { max-height: 13em; overflow: auto; margin: 0 0 .5em }
.swagger-ui .parameters-col_description .renderedMarkdown:has(li) + .renderedMarkdown:has(.parameter__enum) { display: none }
.swagger-ui .execute-wrapper, .swagger-ui .opblock-body > .btn-group { position: sticky; bottom: 0; padding: 10px 20px; background: #fff; z-index: 1 }
.swagger-ui .json-schema-2020-12__constraint--string, .swagger-ui .json-schema-2020-12-expand-deep-button { display: none }
@media (max-width: 640px) {
  .swagger-ui table:is(.parameters, .responses-table), .swagger-ui table:is(.parameters, .responses-table) > tbody, .swagger-ui table:is(.parameters, .responses-table) > tbody > tr, .swagger-ui table:is(.parameters, .responses-table) > tbody > tr > td { display: block; width: auto; min-width: 0; max-width: none; padding-left: 0 }
  .swagger-ui table:is(.parameters, .responses-table) > thead { display: none }
  .swagger-ui .responses-inner { overflow-x: auto }
  .swagger-ui .opblock-summary-path, .swagger-ui .renderedMarkdown { max-width: 100%; overflow-wrap: anywhere }
  .swagger-ui .finder input { min-width: 0; width: 100%; margin-right: .5em }
}
`

/** The options of the page. */
export const docsPage: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  theme: { title: 'Sourcebook', css: [{ filename: 'sourcebook.css', content: style }] },
  uiConfig: {
    layout: 'BaseLayout',
    docExpansion: 'none',
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelRendering: 'model',
    defaultModelExpandDepth: 2,
    defaultModelsExpandDepth: 0,
    plugins: [
      ...[fetchDocument, resolveReferencesOnly, findOperations, findParameters],
      ...[typeLists, showAnswer, showNoMadeUpValues],
    ] as never[], // their system has no published type
  },
}
