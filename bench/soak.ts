/**
 * The clean path, many times: `npm run soak -- --runs 200`. Real processes and sockets; one responder for all runs, and
 * between it and the client boxes that change nothing (`none`, and `chop`, which sends everything on in tiny pieces).
 * As root also over a link that loses, delays and jitters, and cuts segments at random. Whatever is found here is a false alarm, the worst defect
 * that this program can have: each such run's report is kept, and the exit status is 1.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { layOut, portsNeeded } from '../src/demo/layout.ts'
import { freePorts, loopbackAddresses } from '../src/demo/ports.ts'
import { reportText } from '../src/report/report.ts'
import { here, openDelayedWorld } from '../test/support/netns.ts'
import { missingForNamespaces } from '../test/support/netns-needs.ts'
import { allProbes, check, type Outcome, startMiddlebox, startResponder } from '../test/support/netns-programs.ts'

/** A clean path that can be checked again and again. */
interface Course {
  readonly name: string
  /** Run number `index` over it. */
  readonly run: (index: number) => Promise<Outcome>
  readonly close: () => Promise<void>
}

interface Tally {
  runs: number
  findings: number
  incomplete: number
}

/** A long soak must not end because its code does. */
const responderArgs = ['--expires', '1d']
const unchanging = ['none', 'chop'] as const

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    loss: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const options = {
  runs: Number(values.runs),
  endsAtMs: performance.now() + Number(values.minutes) * 60_000,
  seed: Number(values.seed),
  only: values.only,
  /** Worse than a bad radio link, and with segments of other sizes than were sent. */
  link: { delayMs: 5, jitterMs: 50, lossPercent: Number(values.loss), cutPercent: 30 },
}
if (!(options.runs > 0 && options.endsAtMs > 0 && options.seed >= 0 && options.link.lossPercent >= 0)) {
  console.error('usage: npm run soak -- [--runs N] [--minutes N] [--seed N] [--loss PERCENT] [--only loopback|link]')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'pathproof-soak-'))
process.exitCode = await soak()

/** All runs over all courses; gives the exit status. */
async function soak(): Promise<0 | 1> {
  const tally: Tally = { runs: 0, findings: 0, incomplete: 0 }
  console.log(`seed ${options.seed}`)
  for (const open of courses()) {
    const course = await open()
    try {
      for (let index = 0; index < options.runs && hasTime(); index++)
        count(tally, index, await course.run(index), course)
    } finally {
      await course.close()
    }
  }
  if (!hasTime()) console.log(`stopped after ${values.minutes} minutes`)
  console.log(`${tally.runs} runs, ${tally.findings} with a finding, ${tally.incomplete} incomplete`)
  if (tally.findings + tally.incomplete === 0) return 0
  console.log(`their reports: ${folder}`)
  return 1
}

function hasTime(): boolean {
  return performance.now() < options.endsAtMs
}

function courses(): (() => Promise<Course>)[] {
  const missing = missingForNamespaces()
  if (missing !== null && options.only !== 'loopback') console.log(`left out: the link with loss (${missing})`)
  const all = [
    ...(options.only === 'link' ? [] : [openLoopback]),
    ...(options.only === 'loopback' || missing !== null ? [] : [openLink]),
  ]
  return all
}

/** Both ends on this machine, and by turns each of the boxes that change nothing between them. */
async function openLoopback(): Promise<Course> {
  const addresses = await loopbackAddresses()
  const responder = await startResponder(here, ['--listen', ...addresses, '--control', '0', ...responderArgs])
  return {
    name: 'loopback',
    run: async index => {
      const layout = layOut(await freePorts(portsNeeded, addresses), addresses)
      const device = unchanging[index % unchanging.length] ?? 'none'
      const box = await startMiddlebox(here, { device, links: [...layout.links], seed: options.seed + index })
      const outcome = await check(here, responder.code, ['--rows', JSON.stringify(layout.rows), allProbes])
      await box.stop()
      return outcome
    },
    close: () => responder.stop(),
  }
}

/** Both ends in namespaces, and a bad link between them. */
async function openLink(): Promise<Course> {
  const world = await openDelayedWorld({ ...options.link, seed: options.seed })
  const responder = await startResponder(world.server, responderArgs)
  return {
    name: 'link',
    run: () => check(world.client, responder.code, ['--smtp', '25', '--tcp', '10045', allProbes]),
    close: async () => {
      await responder.stop()
      await world.close()
    },
  }
}

function count(tally: Tally, index: number, outcome: Outcome, { name }: Course): void {
  const { report, status } = outcome
  const found = report?.findings ?? []
  const isClean = status === 0 && report?.verdict === 'intact' && found.length === 0
  tally.runs++
  if (found.length > 0) tally.findings++
  else if (!isClean) tally.incomplete++
  const what = isClean
    ? 'intact'
    : `status ${status}, ${[...new Set(found.map(it => it.id))].join(', ') || 'no finding'}`
  console.log(`${name} ${index + 1}/${options.runs}: ${what}, ${Math.round(outcome.wallMs)} ms`)
  if (!isClean) keep(`${name}-${index + 1}`, outcome)
}

function keep(name: string, { report, stdout, stderr }: Outcome): void {
  if (report !== null) writeFileSync(join(folder, `${name}.json`), reportText(report))
  writeFileSync(join(folder, `${name}.txt`), `${stdout}\n${stderr}`)
}
