/**
 * What a large bundle costs: `node --import=tsx bench/bundle.ts`. A tape of 50 MB at both ends, as it is and with masks, and a
 * report of 10,000 findings: how long it takes to write and to read, how much memory beyond the run itself, and how large
 * the page is. Each case runs in a process of its own. Exits 1 when a bound is broken.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleFiles, responderHalf } from '../src/bundle/layout.ts'
import { manifestText, signHalf } from '../src/bundle/manifest.ts'
import { readBundleReport, withBundle } from '../src/bundle/read-run.ts'
import { writeRunBundle } from '../src/bundle/run-bundle.ts'
import { pageOf, reportFiles } from '../src/bundle/shown-files.ts'
import type { SignedFile } from '../src/bundle/statement.ts'
import { verifyBundle } from '../src/bundle/verify.ts'
import { createZip } from '../src/bundle/zip-writer.ts'
import { type FindingId, findingIds } from '../src/explain/finding.ts'
import { planRun } from '../src/plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../src/plan/session.ts'
import { findIn, joinFound } from '../src/redaction/find.ts'
import { masksFor } from '../src/redaction/map.ts'
import { namesInTape } from '../src/redaction/tape-names.ts'
import type { Report } from '../src/report/report.ts'
import type { RunFacts } from '../src/run/facts.ts'
import { judgeRun } from '../src/run/judging.ts'
import { recordOf, recordText } from '../src/run/record.ts'
import type { Sealed } from '../src/run/sealing.ts'
import type { Tape, TapeEvent } from '../src/tape/tape.ts'
import { freshKey, statementOf } from '../test/bundle/small-bundle.ts'
import { pathWith, rows } from '../test/run/path.ts'

const MB = 1_000_000
const PIECE_BYTES = 64 * 1024

interface Case {
  readonly name: string
  /** Writes the bundle; what it needs for that is made before, and does not count. */
  readonly prepare: () => (file: string) => Promise<Report>
  /** Bounds: to write it, and memory beyond what was there before. */
  readonly mostMs: number
  readonly mostMb: number
}

const CASES: readonly Case[] = [
  { name: 'a tape of 50 MB at both ends', prepare: () => runWriter(largeRun(), false), mostMs: 20_000, mostMb: 250 },
  { name: 'the same, masked', prepare: () => runWriter(largeRun(), true), mostMs: 60_000, mostMb: 500 },
  { name: '10,000 findings', prepare: () => reportWriter(10_000), mostMs: 20_000, mostMb: 400 },
]

function runWriter(run: RunFacts, redact: boolean): (file: string) => Promise<Report> {
  const sealed: Sealed = { map: redact ? mapOf(run) : null, far: { why: 'nobody asked' }, hostsAllow: false }
  const key = freshKey()
  return file => writeRunBundle(file, { run, sealed, key })
}

/** One finding, told of many rows as many kinds of faults; each with its evidence. */
function reportWriter(count: number): (file: string) => Promise<Report> {
  const run = smallestRun()
  const { report } = judgeRun(run)
  const [finding, row] = [report.findings[0], report.ports[0]]
  if (finding === undefined || row === undefined) throw new Error('nothing was found')
  const ids = Object.keys(findingIds) as FindingId[]
  const ports = Array.from({ length: count }, (_, at) => at + 10_000)
  const many: Report = {
    ...report,
    findings: ports.map((port, at) => ({
      ...finding,
      ...{ port, key: `${finding.key} ${port}`, id: ids[at % ids.length] ?? finding.id },
      summary: `${finding.summary} (port ${port})`,
      remedy: `Ask for port ${port}: ${finding.remedy}`,
    })),
    ports: ports.map(port => ({ ...row, port, findings: [`${finding.key} ${port}`] })),
  }
  const key = freshKey()
  return async file => {
    const zip = createZip(file)
    const files: SignedFile[] = []
    for (const { path, text } of reportFiles(run, many)) files.push(await zip.add(path, [text]))
    files.push(await zip.add(bundleFiles.html, pageOf(run, many, new Map())))
    await zip.finish(container =>
      manifestText([
        signHalf(
          {
            ...statementOf('client', files, container),
            keys: { client: key.publicKey, responder: null },
            absent: [{ path: responderHalf, why: 'nobody asked' }],
          },
          key,
        ),
      ]),
    )
    return many
  }
}

/** One row and no far end; `tapesOf` says what is on the tapes of its session. */
function runOf(tapesOf: (session: Session) => readonly Tape[], these: readonly FamilyRow[] = [rows.echoIn]): RunFacts {
  const seed = new Uint8Array(32).fill(7)
  const sessions = [...planRun({ rows: these, seed }).sessions.values()]
  const counts = new Map<string, number>()
  for (const { row } of sessions) counts.set(rowKey(row), (counts.get(rowKey(row)) ?? 0) + 1)
  const { plan: _plan, ...path } = pathWith([])
  const facts = { ...path, rows: these, planned: counts, tapes: sessions.flatMap(tapesOf) }
  const nothing = { arrivals: [], blind: 'nobody asked' }
  return {
    ...{ runId: 'a'.repeat(32), startedAt: '2026-03-01T10:00:00.000Z', durationMs: 1000, failOn: 'fault' },
    ...{ aborted: false, client: path.responder, clockOriginMs: 0, missing: [], limits: [] },
    rows: these.map(({ family: _family, ...row }) => row),
    paths: [{ facts, sessions, besides: [], witnesses: { incoming: nothing, outgoing: nothing } }],
  }
}

/** One session that carries 50 MB of lines, of which one byte arrives as another. */
function largeTapes(session: Session): readonly Tape[] {
  const flow = linesOf(50 * MB)
  const heard = Uint8Array.from(flow)
  heard[25 * MB] = 42
  return pair(session, flow, heard)
}

function largeRun(): RunFacts {
  return runOf(largeTapes)
}

function smallestRun(): RunFacts {
  return runOf(session => {
    const flow = linesOf(300)
    const heard = Uint8Array.from(flow)
    heard[120] = 42
    return pair(session, flow, heard)
  })
}

function pair(session: Session, flow: Uint8Array, came: Uint8Array): readonly Tape[] {
  const words = Buffer.from(`${session.nonce} hello\r\n`)
  const [sent, heard] = [Buffer.concat([words, flow]), Buffer.concat([words, came])]
  return [tapeOf('dialer', session, 'sent', sent), tapeOf('answerer', session, 'heard', heard)]
}

function tapeOf(role: 'dialer' | 'answerer', { id, row }: Session, kind: 'sent' | 'heard', flow: Uint8Array): Tape {
  const isClient = (role === 'dialer') === (row.direction === 'incoming')
  const { direction, family, transport, port } = row
  const [here, there] = ['203.0.113.77', '198.51.100.25'].map(address => ({ address, port: 4000 }))
  const [local = null, remote = null] = isClient ? [here, there] : [there, here]
  const events: TapeEvent[] = [{ kind: 'open', atMs: 0, tookMs: 1 }]
  for (let at = 0; at < flow.length; at += PIECE_BYTES) {
    events.push({ kind, atMs: 1 + at / PIECE_BYTES, layer: 'wire', bytes: flow.subarray(at, at + PIECE_BYTES) })
  }
  const atMs = events.length
  return {
    head: {
      ...{ end: isClient ? 'client' : 'responder', role, direction, family, transport, port },
      ...{ session: id, local, remote, startedAtMs: 0 },
    },
    events: [...events, { kind: 'fin-sent', atMs }, { kind: 'fin-heard', atMs }],
    ending: { kind: 'closed', atMs, script: 'finished' },
  }
}

/** Mail as it is, with names and addresses in it. */
function linesOf(bytes: number): Uint8Array {
  const flow = Buffer.alloc(bytes)
  for (let at = 0, line = 0; at < bytes; line += 1) {
    at += flow.write(
      `${line}: from mx${line % 50}.corp-mail.de ([10.0.${line % 7}.${line % 11}]) with ESMTP\r\n`,
      at,
      'latin1',
    )
  }
  return flow
}

async function measure({ name, prepare, mostMs, mostMb }: Case): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-bench-'))
  try {
    const file = join(folder, 'bundle.zip')
    const write = prepare()
    const beforeMb = peakMb()
    const wrote = await timed(() => write(file))
    const moreMb = peakMb() - beforeMb
    const page = await withBundle(
      file,
      async zip => zip.entries().find(({ path }) => path === 'report.html')?.bytes ?? 0,
    )
    const verified = await timed(() => verifyBundle(file))
    if (verified.result.problems.length > 0) throw new Error(`it is broken: ${verified.result.problems[0]?.text}`)
    const read = await timed(() => readBundleReport(file))
    const broken = wrote.ms > mostMs || read.ms > mostMs || moreMb > mostMb
    const columns = [
      name.padEnd(30),
      `${String(wrote.result.findings.length).padStart(6)} findings`,
      `written in ${wrote.ms.toFixed(0).padStart(5)} ms`,
      `${moreMb.toFixed(0).padStart(4)} MB more`,
      `archive ${(statSync(file).size / MB).toFixed(1).padStart(6)} MB`,
      `page ${(page / MB).toFixed(1).padStart(6)} MB`,
      `verified in ${verified.ms.toFixed(0).padStart(5)} ms`,
      `report read in ${read.ms.toFixed(0).padStart(5)} ms`,
    ]
    console.log(`${columns.join('  ')}${broken ? '  BOUND BROKEN' : ''}`)
    if (broken) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function mapOf(run: RunFacts) {
  const found = run.paths.flatMap(({ facts }) => facts.tapes).map(namesInTape)
  return masksFor(joinFound([...found, findIn(recordText(recordOf(run)))]), new Uint8Array(32))
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const startedAtMs = performance.now()
  const result = await work()
  return { result, ms: performance.now() - startedAtMs }
}

/** The most memory that the process had at any time, MB. */
function peakMb(): number {
  return (process.resourceUsage().maxRSS * 1024) / MB
}

async function main(): Promise<void> {
  const chosen = CASES[Number(process.argv[2] ?? Number.NaN)]
  if (chosen !== undefined) return measure(chosen)
  const file = fileURLToPath(import.meta.url)
  CASES.forEach((_, index) => {
    const args = ['--import=tsx', file, String(index)]
    if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
  })
}

await main()
