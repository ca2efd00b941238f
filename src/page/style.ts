/**
 * How the page looks, on a wide screen, on a narrow one, in the dark and on paper. It is a text here, because its digest
 * must be known to the page. Colours only help the eye: a sign and a word say the same.
 */
import { evidenceStyle } from './style-evidence.ts'

const colours = `
:root {
  --paper: #fff; --card: #f6f7f9; --line: #d9dde3; --ink: #1b2026; --dim: #59636e; --accent: #0b57a4;
  --fault: #b3261e; --fault-paper: #fdecea; --warning: #8a5200; --warning-paper: #fff3dd;
  --good: #1b6b3a; --good-paper: #e8f5ec; --unknown: #5a4b8a; --unknown-paper: #f0edf8;
  --del: #ffd9d4; --ins: #ffe8a8;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace;
  color-scheme: light dark;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1d2126; --line: #363d46; --ink: #e4e8ec; --dim: #a3adb8; --accent: #82b8f2;
    --fault: #ff9d94; --fault-paper: #3a1d1b; --warning: #f0b85c; --warning-paper: #35270f;
    --good: #7fd09b; --good-paper: #16301f; --unknown: #bfb0f0; --unknown-paper: #272138;
    --del: #6b2620; --ins: #5c4700;
  }
}`

const base = `
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif; -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.top, main { max-width: 78rem; margin: 0 auto; padding: 0 1.25rem; }
main { padding-bottom: 4rem; }
.top { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; padding-top: 1rem; }
.top p { margin: 0; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; font-weight: 650; }
h1 { font-size: clamp(1.25rem, 1rem + 1.4vw, 1.75rem); letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 0 0 .75rem; }
h3 { font-size: 1.05rem; }
h4 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
.dumps h4 { font-size: .8rem; color: var(--dim); font-weight: 500; margin: 0; }
section { margin-top: 3rem; }
p { margin: 0 0 .75rem; max-width: 46rem; }
ul, ol { margin: 0; padding: 0; list-style: none; }
#notes ul { list-style: disc; padding-left: 1.2rem; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.finding:target, .session:target, .short li:target, tr:target { box-shadow: -5px 0 0 var(--accent); }
code, pre { font-family: var(--mono); font-size: .86em; font-variant-ligatures: none; }
pre { margin: 0; }
dl { margin: 0; }
dd { margin: 0; }
[hidden] { display: none !important; }
summary { cursor: pointer; color: var(--accent); }
.aside { color: var(--dim); font-size: .88rem; font-weight: 400; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .25rem .5rem; z-index: 1; }
.scroller { overflow-x: auto; max-width: 100%; }
button, select, input { font: inherit; font-size: .9rem; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 5px; padding: .3rem .6rem; max-width: 100%; }
button { cursor: pointer; color: var(--accent); }
nav { margin-top: 2rem; padding: .6rem 0; border-block: 1px solid var(--line); display: flex; gap: .4rem 1.5rem; flex-wrap: wrap; justify-content: space-between; align-items: center; font-size: .92rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.sign { display: inline-block; min-width: 1.1em; text-align: center; font-weight: 700; }
.fault > .sign, .sign.fault, .sign.wrong, .word.wrong { color: var(--fault); }
.sign.warning, .sign.doubtful, .word.doubtful { color: var(--warning); }
.sign.intact, .word.intact { color: var(--good); }
.sign.unknown, .word.unknown { color: var(--unknown); }
.sign.notice { color: var(--accent); }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.25rem; }
.facts dt { color: var(--dim); font-size: .9rem; }
.facts p { margin-bottom: .4rem; }
.typed { display: block; margin: .4rem 0 .6rem; padding: .5rem .75rem; background: var(--card); border-left: 3px solid var(--accent); border-radius: 0 4px 4px 0; }
.typed code { display: block; white-space: pre-wrap; }`

const first = `
.verdict { margin-top: .75rem; }
.verdict h1 { padding: .65rem 1rem; border-radius: 8px; border-left: 6px solid; background: var(--fault-paper); border-color: var(--fault); font-size: clamp(1.15rem, .95rem + 1vw, 1.5rem); }
.verdict.intact h1 { background: var(--good-paper); border-color: var(--good); }
.verdict.incomplete h1 { background: var(--warning-paper); border-color: var(--warning); }
.badge { color: var(--fault); letter-spacing: .03em; margin-right: .3em; }
.intact .badge { color: var(--good); }
.incomplete .badge { color: var(--warning); }
.note { margin: .6rem 0 0; padding: .35rem .75rem; background: var(--warning-paper); border-left: 4px solid var(--warning); border-radius: 0 4px 4px 0; max-width: none; font-size: .92rem; }
.ends { margin: .6rem 0 .15rem; max-width: none; font-size: .92rem; }
.glossary { font-size: .88rem; }
.glossary dl { margin-top: .5rem; }
.answers { display: grid; gap: 1.25rem 2rem; margin-top: .9rem; }
@media (min-width: 60rem) { .answers:has(.what) { grid-template-columns: minmax(0, 2.2fr) minmax(0, 1fr); } }
.answers h2 { font-size: .95rem; color: var(--dim); font-weight: 600; margin: 0 0 .35rem; }
.advice h2:not(:first-child) { margin-top: .8rem; }
.advice p { margin-bottom: .4rem; }
.advice { font-size: .95rem; }
.advice .typed { margin: .25rem 0 .4rem; padding: .35rem .75rem; }
.cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); }
.cards > li { padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px; }
.cards p { margin: .3rem 0 0; font-size: .92rem; }
.cards h3 { font-size: 1rem; display: flex; flex-wrap: wrap; gap: 0 .6rem; justify-content: space-between; align-items: baseline; }
.id { color: var(--dim); font-size: .72rem; font-weight: 400; }
.sample { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); gap: 0 .4rem; background: var(--card); border-radius: 5px; padding: .3rem .6rem; margin: .35rem 0; font-size: .88rem; }
.sample dt { color: var(--dim); }
.ways { font-size: .86rem; line-height: 1.4; }
.ways li { padding: .1rem 0; }
.cards .aside { font-size: .82rem; line-height: 1.4; }
.short-cards { gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15.5rem), 1fr)); }
.short-cards h3 { font-size: .92rem; }
.short-cards > li { padding: .4rem .7rem; }
.short-cards .sample { margin: .2rem 0; padding: .15rem .5rem; font-size: .84rem; }
.short-cards .sample { grid-template-columns: 2.8rem minmax(0, 1fr); }
.short-cards .sample dd { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.short-cards .sample br { display: none; }
.short-cards .ways { font-size: .78rem; margin: 0; }
.named { margin-top: .75rem; }`

const parts = `
.path { margin: 0; }
.path svg { width: 100%; height: auto; display: block; }
.path .down { display: none; max-width: 22rem; margin: 0 auto; }
.path figcaption { margin-top: .75rem; color: var(--dim); font-size: .88rem; max-width: 60rem; }
@media (max-width: 52rem) { .path .across { display: none; } .path .down { display: block; } }
.station rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.station.edit rect { fill: var(--fault-paper); stroke: var(--fault); }
.station.somewhere rect { stroke-dasharray: 6 4; }
.station.nat rect { stroke-dasharray: 2 3; stroke: var(--dim); }
.station text { font-size: 13px; text-anchor: middle; fill: var(--ink); }
.station .title { font-weight: 650; }
.station.edit .title, .station .own { fill: var(--fault); }
.wire { stroke: var(--dim); stroke-width: 1.5; fill: none; }
.groups { margin-bottom: 1.25rem; }
.groups li { padding: .2rem 0; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0 1rem; font-size: .9rem; }
.filter output { color: var(--dim); }
.grids { display: grid; gap: 1.5rem; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th { text-align: left; font-weight: 500; }
.grid { width: 100%; font-size: .9rem; }
.grid thead th { color: var(--dim); font-size: .82rem; vertical-align: bottom; }
.grid th, .grid td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.grid td.wrong { background: var(--fault-paper); }
.grid td.doubtful { background: var(--warning-paper); }
.grid td.unknown { background: var(--unknown-paper); }
.grid td.intact .sign ~ *, .grid td.intact { color: var(--good); }
.grid td a { color: inherit; }
.grid td.wrong { color: var(--fault); }
.protocol { color: var(--dim); }
.letter { white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; font-family: inherit; font-size: .95rem; max-width: 52rem; }
.plot { min-width: 34rem; width: 100%; max-width: 52rem; display: block; }
.plot text { font-size: 12px; fill: var(--ink); }
.plot .label { text-anchor: end; }
.plot text.tick { text-anchor: middle; fill: var(--dim); }
.plot path.tick { stroke: var(--line); }
.plot .span { stroke: var(--accent); stroke-width: 2; opacity: .6; }
.plot circle { fill: var(--accent); }
.plot .control { stroke: var(--ink); stroke-width: 2; }
.numbers td, .numbers th { padding: .2rem .9rem .2rem 0; white-space: nowrap; font-size: .9rem; }
.numbers td { text-align: right; }
@media (max-width: 40rem) {
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: .5rem; }
  .grid th, .grid td { padding: .25rem; font-size: .8rem; }
}`

const paper = `
@page { margin: 14mm; }
@media print {
  html { font-size: 9.5pt; }
  .top, main { max-width: none; padding: 0; }
  section { margin-top: 1.75rem; }
  .filter, nav, .copy, .skip { display: none !important; }
  details::details-content { content-visibility: visible; display: block; height: auto; opacity: 1; }
  .finding, .short, .session, .tape tr { content-visibility: visible !important; }
  .verdict { display: flex; flex-direction: column; }
  .glossary { order: 1; margin-top: 1rem; }
  h1, h2, h3, h4, summary { break-after: avoid; }
  .evidence, .cards > li, tr, .station { break-inside: avoid; }
  .scroller, pre { overflow: visible !important; white-space: pre-wrap; }
  a { color: inherit; text-decoration: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}`

/** The style as it stands in the page. It must hold no end tag. */
export const pageStyle = [colours, base, first, parts, evidenceStyle, paper].join('\n')
