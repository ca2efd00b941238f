/**
 * The head and the tail of the page: style and script inside, and a policy that lets the page load nothing at all.
 */
import { createHash } from 'node:crypto'
import type { Report } from '../report/report.ts'
import { type Html, html, trusted } from './html.ts'
import { pageScript } from './script.ts'
import { pageStyle } from './style.ts'

/** Everything up to the body's first words. */
export function headHtml({ run, verdict }: Report): Html {
  const servers = run.families.flatMap(({ tested, address }) => (tested && address !== null ? [address] : []))
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${verdict.toUpperCase()}: path to ${servers.length === 0 ? 'the mail server' : servers.join(', ')}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
`
}

/** What follows the body's last words. */
export function tailHtml(): Html {
  return html`<script>${trusted(pageScript)}</script>
</body>
</html>
`
}

/** Nothing is loaded, sent or framed; only our own style and script, known by their digests, have a say. */
const policy = [
  "default-src 'none'",
  `style-src '${digest(pageStyle)}'`,
  `script-src '${digest(pageScript)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
