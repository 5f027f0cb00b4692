/** The page to which the `type` of every problem document points: each error with what to do, and each kind of fault. */
import { errors } from '../engine/errors.ts'
import { type ErrorName, errorNames, exampleOf } from './openapi-errors.ts'
import { bodyFaults } from './pages-body-faults.ts'
import { queryFaults } from './pages-faults.ts'
import { STATUS_CODES } from './status-codes.ts'

export const toErrorsPage = () => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Errors of Sourcebook</title>
<link rel="icon" href="/docs/static/favicon-32x32.png">
<style>${style}</style>
<h1>Errors</h1>
<p>Whatever goes wrong, the answer is a problem document (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>, <code>application/problem+json</code>). Its <code>code</code> names the error and never changes its meaning; its <code>detail</code> says what is wrong with this very request. The interface itself is explained at <a href="/docs">/docs</a>.</p>
<nav>${errorNames.map((name) => `<a href="#${errors[name].code}">${errors[name].code}</a>`).join(' ')}</nav>
${errorNames.map(toSection).join('\n')}
<h2 id="faults">What can be wrong with a query</h2>
<p>With <a href="#invalid_query"><code>invalid_query</code></a>, <code>errors</code> names every faulty parameter at once, each with one of these codes.</p>
<dl>
${Object.entries(queryFaults).map(toEntry).join('\n')}
</dl>
<h2 id="body-faults">What can be wrong with what is sent</h2>
<p>With <a href="#invalid_record"><code>invalid_record</code></a>, <code>errors</code> names every fault at once, by its place in the body (a JSON Pointer). Beside the codes above there are these.</p>
<dl>
${Object.entries(bodyFaults)
  .map(([code, meaning]) => toEntry([code, { meaning }]))
  .join('\n')}
</dl>
</html>
`

function toSection(name: ErrorName): string {
  const { code, status, title } = errors[name]
  return `<section id="${code}">
<h2><code>${code}</code> <small>${status} ${STATUS_CODES[status]}</small></h2>
<p>${toHtml(title)}</p>
<details><summary>Such an answer</summary><pre>${toHtml(JSON.stringify(exampleOf(name), null, 2))}</pre></details>
</section>`
}

const toEntry = ([code, { meaning, request }]: [string, { meaning: string; request?: string }]) =>
  `<dt id="${code}"><code>${code}</code></dt>
<dd>${toHtml(meaning).replace(/`([^`]+)`/g, '<code>$1</code>')}${request === undefined || request.length > 60 ? '' : ` Such as <a href="${toHtml(request)}"><code>${toHtml(request)}</code></a>.`}</dd>`

const toHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const style = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
code, pre { font-size: .9em; background: #f2f2f2; border-radius: .2em; padding: .1em .3em }
pre { padding: .7em; overflow-x: auto }
h2 { margin: 2rem 0 0; font-size: 1.15rem }
h2 code { font-size: 1em }
small { color: #555; font-weight: normal }
section:target, dt:target { outline: 2px solid #4990e2; outline-offset: .4em }
nav { line-height: 2 }
nav a { margin-right: .7em; white-space: nowrap }
dt { margin-top: 1em }
dd { margin: 0 }
`
