/**
 * How findings, evidence, sequence diagrams and tapes look. A text, a part of the page's style.
 */

/** The rules. Marked bytes have a line under them as well as a colour. */
export const evidenceStyle = `
del, ins, mark { color: inherit; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; border-radius: 2px; padding: 0 1px; }
del { background: var(--del); text-decoration-color: var(--fault); }
ins { background: var(--ins); text-decoration-color: var(--warning); text-decoration-style: double; }
mark { background: var(--ins); text-decoration-color: var(--fault); }
.gap { color: var(--fault); font-style: italic; font-family: system-ui, sans-serif; font-size: .85em; }
.gap > [aria-hidden], code > .gap { font-style: normal; font-weight: 700; }
.finding { padding: 1.25rem 0 1.5rem; border-top: 1px solid var(--line); }
.finding h3 .severity { text-transform: uppercase; font-size: .82rem; letter-spacing: .05em; }
.finding.fault h3 .severity { color: var(--fault); }
.finding.warning h3 .severity { color: var(--warning); }
.finding > p { margin: .4rem 0; }
.words, .more { margin-top: .9rem; }
.words dl { margin-top: .4rem; }
.finding .summary { margin: .4rem 0 .8rem; }
.short { content-visibility: auto; contain-intrinsic-size: auto 300rem; }
.short li { padding: .3rem 0; border-bottom: 1px solid var(--line); font-size: .88rem; }
.evidence { margin: 1.25rem 0 0; padding: .75rem 1rem 1rem; background: var(--card); border-radius: 6px; }
.evidence figcaption { margin-bottom: .5rem; font-size: .92rem; }
.beside { width: 100%; table-layout: fixed; }
.beside caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.beside th { font-size: .82rem; color: var(--dim); padding: 0 .75rem .3rem 0; }
.beside th .line { margin-left: .5rem; }
.beside td { vertical-align: top; padding: .15rem .75rem .15rem 0; }
.beside td + td { padding-left: .75rem; border-left: 1px solid var(--line); }
.beside .equal code { color: var(--dim); }
.beside .fold { font-size: .85rem; }
.beside .fold pre { white-space: pre-wrap; color: var(--dim); }
.at { color: var(--dim); font-family: var(--mono); font-size: .75em; user-select: none; }
.hex { margin-top: .6rem; font-size: .9rem; }
.dumps { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .75rem 1.5rem; margin-top: .4rem; }
.dumps > div { min-width: 0; }
.dumps pre { overflow-x: auto; line-height: 1.6; }
.session { border-top: 1px solid var(--line); padding: .75rem 0; }
.session > summary h3 { display: inline; }
.session > :not(summary) { margin-left: 0; }
.seq-head, .seq li { display: grid; grid-template-columns: minmax(0, 1fr) 5.5rem minmax(0, 1fr); column-gap: .6rem; max-width: 60rem; }
.seq-head b { font-size: .85rem; color: var(--dim); padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
.seq-head b:last-child { grid-column: 3; }
.seq { font-size: .9rem; }
.seq li { padding: .3rem 0; border-bottom: 1px dotted var(--line); }
.seq .lane { grid-row: 1; min-width: 0; }
.seq .lane.client { grid-column: 1; }
.seq .lane.responder { grid-column: 3; }
.seq .arrow { grid-column: 2; grid-row: 1; position: relative; min-height: 1.4em; color: var(--accent); }
.seq .arrow::before { content: ''; position: absolute; left: 2px; right: 2px; top: .75em; border-top: 2px solid currentColor; }
.seq .arrow::after { content: ''; position: absolute; top: .75em; width: .5em; height: .5em; border: solid currentColor; border-width: 2px 2px 0 0; }
.seq .from-client .arrow::after { right: 2px; transform: translateY(calc(-50% + 1px)) rotate(45deg); }
.seq .from-responder .arrow::after { left: 2px; transform: translateY(calc(-50% + 1px)) rotate(225deg); }
.seq .arrow span { position: absolute; left: 50%; top: .75em; transform: translate(-50%, -50%); background: var(--paper); padding: 0 .3em; font-weight: 700; line-height: 1; z-index: 1; }
.seq .same .arrow span { display: none; }
.seq .changed .arrow, .seq .not-heard .arrow, .seq .not-sent .arrow { color: var(--fault); }
.seq .changed .arrow::before, .seq .not-heard .arrow::before, .seq .not-sent .arrow::before, .seq .unseen .arrow::before { border-top-style: dashed; }
.seq .not-heard .arrow::after { display: none; }
.seq .not-heard.from-client .arrow::before, .seq .not-sent.from-responder .arrow::before { right: 50%; }
.seq .not-heard.from-responder .arrow::before, .seq .not-sent.from-client .arrow::before { left: 50%; }
.seq .changed, .seq .not-heard, .seq .not-sent { background: var(--fault-paper); }
.seq .changed .arrow span, .seq .not-heard .arrow span, .seq .not-sent .arrow span { background: var(--fault-paper); }
.seq .happened { color: var(--dim); font-size: .85rem; }
.seq .left-out { display: block; color: var(--dim); font-style: italic; }
.fate { color: var(--fault); font-weight: 600; }
time { color: var(--dim); font-size: .8rem; white-space: nowrap; }
.tape { width: 100%; font-size: .85rem; margin: .5rem 0 1.25rem; }
.tape th, .tape td { padding: .15rem .75rem .15rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.tape th, .tape .time, .tape .size { white-space: nowrap; text-align: right; color: var(--dim); font-weight: 400; }
.tape td:nth-child(3) { white-space: nowrap; }
.tape thead th { text-align: left; }
.tape td:last-child { width: 100%; min-width: 16rem; }
.tape .marked { background: var(--fault-paper); }
.tape .marked th { color: var(--fault); font-weight: 650; }
.tape .left-out td { color: var(--dim); font-style: italic; }
@media (max-width: 40rem) {
  .evidence { padding: .6rem; }
  .seq-head, .seq li { grid-template-columns: minmax(0, 1fr) 2rem minmax(0, 1fr); }
}`
