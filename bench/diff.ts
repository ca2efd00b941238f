/**
 * How long the alignment takes on big flows, and how much memory: `node --import=tsx bench/diff.ts`. Each case runs in
 * a process of its own, so that one case's memory is not counted for the next. Exits 1 when a bound is broken.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { align } from '../src/diff/align.ts'

const MIB = 1024 * 1024
const RUNS = 5

type Unit = 'lines' | 'bytes'

interface Case {
  readonly name: string
  readonly flows: () => { readonly sent: Uint8Array; readonly heard: Uint8Array }
  /** For the median and for the whole process with both flows in it; null where nothing is demanded. */
  readonly mostMs: number | null
  readonly mostMib: number | null
}

const CASES: readonly Case[] = [
  { name: '64 MiB, one line inserted', flows: oneLineInserted, mostMs: 2000, mostMib: 400 },
  { name: '64 MiB, equal', flows: equalFlows, mostMs: 2000, mostMib: 400 },
  { name: '64 MiB, a line inserted at both ends', flows: insertedAtEnds, mostMs: null, mostMib: null },
  { name: '8 MiB, 300 scattered edits', flows: scattered, mostMs: 5000, mostMib: null },
  { name: '8 MiB, each line overwritten, one gone', flows: masked, mostMs: 5000, mostMib: null },
  { name: '8 MiB of one byte, 300 scattered edits', flows: scatteredInZeros, mostMs: 5000, mostMib: null },
  {
    name: '1 MiB, unrelated text',
    flows: () => ({ sent: text(MIB, 1), heard: text(MIB, 2) }),
    mostMs: 1500,
    mostMib: null,
  },
  {
    name: '1 MiB, unrelated bytes',
    flows: () => ({ sent: noise(MIB, 1), heard: noise(MIB, 2) }),
    mostMs: 1500,
    mostMib: null,
  },
  {
    name: '1 MiB, unrelated, two letters',
    flows: () => ({ sent: coins(1), heard: coins(2) }),
    mostMs: 1500,
    mostMib: null,
  },
]

/** Numbers from 0 up to 1, the same for the same seed (xorshift32). */
function numbers(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** Lines of mail-like length, no two the same. */
function text(bytes: number, seed: number): Uint8Array {
  const next = numbers(seed)
  const flow = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; ) {
    const word = createHash('sha256').update(`${seed}.${at}`).digest('base64')
    at += flow.write(`${(word + word).slice(0, 20 + next() * 56)}\r\n`, at, 'latin1')
  }
  return flow
}

function noise(bytes: number, seed: number): Uint8Array {
  const next = numbers(seed)
  return new Uint8Array(bytes).map(() => next() * 256)
}

function coins(seed: number): Uint8Array {
  const next = numbers(seed)
  return new Uint8Array(MIB).map(() => (next() < 0.5 ? 10 : 65))
}

function oneLineInserted() {
  const sent = text(64 * MIB, 1)
  const at = Buffer.from(sent.buffer).indexOf(10, 32 * MIB) + 1
  return { sent, heard: Buffer.concat([sent.subarray(0, at), Buffer.from('X-Inserted: yes\r\n'), sent.subarray(at)]) }
}

function equalFlows() {
  const sent = text(64 * MIB, 1)
  return { sent, heard: sent.slice() }
}

function insertedAtEnds() {
  const sent = text(64 * MIB, 1)
  return { sent, heard: Buffer.concat([Buffer.from('first\r\n'), sent, Buffer.from('last\r\n')]) }
}

function scattered() {
  return withEdits(text(8 * MIB, 1))
}

function scatteredInZeros() {
  return withEdits(new Uint8Array(8 * MIB))
}

/** In turn some bytes overwritten, taken out and put in, at 300 places. */
function withEdits(sent: Uint8Array) {
  const next = numbers(3)
  const places = Array.from({ length: 300 }, () => Math.floor(next() * sent.length)).sort((a, b) => a - b)
  const parts: Uint8Array[] = []
  let at = 0
  places.forEach((place, index) => {
    const from = Math.max(at, place)
    const bytes = Math.min(1 + Math.floor(next() * 60), sent.length - from)
    parts.push(sent.subarray(at, from))
    if (index % 3 !== 1) parts.push(noise(bytes, index + 1))
    at = index % 3 === 2 ? from : from + bytes
  })
  return { sent, heard: Buffer.concat([...parts, sent.subarray(at)]) }
}

function masked() {
  const sent = text(8 * MIB, 1)
  const heard = sent.map((byte, at) => (at % 29 === 0 && byte !== 10 ? 42 : byte))
  const from = heard.indexOf(10, 4 * MIB) + 1
  return { sent, heard: Buffer.concat([heard.subarray(0, from), heard.subarray(heard.indexOf(10, from) + 1)]) }
}

function measure(one: Case, unit: Unit): void {
  const { sent, heard } = one.flows()
  const times: number[] = []
  let edits = 0
  for (let run = 0; run < RUNS; run += 1) {
    const startedAtMs = performance.now()
    edits = align(sent, heard, { unit }).length
    times.push(performance.now() - startedAtMs)
  }
  const medianMs = times.sort((a, b) => a - b)[RUNS >> 1] ?? 0
  const peakMib = process.resourceUsage().maxRSS / 1024
  const mibPerS = sent.length / MIB / (medianMs / 1000)
  const broken = medianMs > (one.mostMs ?? Infinity) || peakMib > (one.mostMib ?? Infinity)
  const columns = [
    one.name.padEnd(40),
    unit,
    `${medianMs.toFixed(0).padStart(6)} ms`,
    `${mibPerS.toFixed(0).padStart(7)} MiB/s`,
    `${peakMib.toFixed(0).padStart(5)} MiB peak`,
    `${String(edits).padStart(6)} edits`,
  ]
  console.log(`${columns.join('  ')}${broken ? '  BOUND BROKEN' : ''}`)
  if (broken) process.exitCode = 1
}

function measureAll(): void {
  const file = fileURLToPath(import.meta.url)
  for (const unit of ['lines', 'bytes'] as const) {
    CASES.forEach((_, index) => {
      const args = ['--import=tsx', file, String(index), unit]
      if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
    })
  }
}

const chosen = CASES[Number(process.argv[2])]
if (chosen === undefined) measureAll()
else measure(chosen, process.argv[3] === 'bytes' ? 'bytes' : 'lines')
