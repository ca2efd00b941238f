/**
 * How long a check takes, where its time goes, and how much memory both ends have: `npm run bench`. One port and the whole
 * default profile without provocations, and the whole profile with all of them, both directions, IPv4, as a command with its
 * start-up; the median of five runs. On loopback, and as root over a link with a round trip of 50 ms. The same link without
 * delay gives the round trips used: what is longer over 50 ms is waited for there. Exits 1 when a bound is broken.
 */
import { readFileSync } from 'node:fs'
import { freePorts } from '../src/demo/ports.ts'
import { here, openDelayedWorld, type Place } from '../test/support/netns.ts'
import { missingForNamespaces } from '../test/support/netns-needs.ts'
import { allProbes, startCheck, startResponder } from '../test/support/netns-programs.ts'

const RUNS = 5
const ROUND_TRIP_MS = 50
/** What is measured over the link, and how long it may take, start-up included, milliseconds. */
const courses = [
  { what: 'one port, quick', args: ['--smtp', '25', '--quick'], mostMs: 2500 },
  { what: 'the default profile, quick', args: ['--quick'], mostMs: 3000 },
  { what: 'the default profile, all probes', args: [allProbes], mostMs: 5000 },
] as const
/** The most memory that an end may have had, MiB. */
const MOST_MIB = 250

/** From one line of progress to the next; `whole` is the command. */
const phases = ['start-up', 'pairing', 'rounds', 'repeat', 'judging', 'report, exit', 'whole'] as const
type Phase = (typeof phases)[number]
type Times = Readonly<Record<Phase, number>>

/** Where each phase begins, as the client's progress says it; the first begins with the process. */
const beginnings: readonly (readonly [Phase, RegExp])[] = [
  ['pairing', /^pairing/m],
  ['rounds', /^testing/m],
  ['repeat', /^repeating/m],
  ['judging', /^judging/m],
  ['report, exit', /^done/m],
]

interface Course {
  readonly client: Place
  readonly code: string
  readonly args: readonly string[]
}

/** The largest that each end has been in all runs, MiB (Linux). */
const peaks = { client: 0, responder: 0 }
/** How often memory is looked at, milliseconds. */
const LOOK_MS = 50

process.exitCode = await bench()

async function bench(): Promise<0 | 1> {
  const loopback = await onLoopback()
  print('loopback', loopback)
  const missing = missingForNamespaces()
  if (missing !== null) {
    console.log(`left out: the link with a round trip of ${ROUND_TRIP_MS} ms (${missing})`)
    return 0
  }
  let kept = true
  for (const { what, args, mostMs } of courses) kept = (await measured(what, args, mostMs)) && kept
  const { client, responder } = peaks
  console.log(`most memory, MiB: client ${client.toFixed(0)}, responder ${responder.toFixed(0)}; at most ${MOST_MIB}`)
  return kept && Math.max(client, responder) <= MOST_MIB ? 0 : 1
}

/** How large a process and those that it started have been. */
function peakOf(pid: number | undefined): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0'
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean)
    return Math.max(Number(kilobytes) / 1024, ...children.map(child => peakOf(Number(child))))
  } catch {
    // It has ended already, or this is no Linux.
    return 0
  }
}

/** Over the link; true when the bound was kept. */
async function measured(what: string, args: readonly string[], mostMs: number): Promise<boolean> {
  const near = await overLink(0, args)
  const far = await overLink(ROUND_TRIP_MS, args)
  print(`${what}, link without delay`, near)
  print(`${what}, link with a round trip of ${ROUND_TRIP_MS} ms`, far, near)
  const kept = far.whole <= mostMs
  console.log(`${kept ? 'kept' : 'BROKEN'}: ${what}, at most ${mostMs} ms as a command over ${ROUND_TRIP_MS} ms`)
  return kept
}

/** Two addresses, because both ends listen on the same port. */
async function onLoopback(): Promise<Times> {
  const address = '127.0.0.2'
  const [port = 0] = await freePorts(1, ['127.0.0.1', address])
  const responder = await startResponder(here, ['--listen', address, '--control', '0', '--allow-ports', String(port)])
  try {
    return await median({ client: here, code: responder.code, args: [address, '--smtp', String(port), '--quick'] })
  } finally {
    await responder.stop()
  }
}

async function overLink(roundTripMs: number, args: readonly string[]): Promise<Times> {
  const world = await openDelayedWorld({ delayMs: roundTripMs / 2 })
  try {
    const { code, child } = await startResponder(world.server)
    const times = await median({ client: world.client, code, args: [world.server.addresses[4], ...args] })
    peaks.responder = Math.max(peaks.responder, peakOf(child.pid))
    return times
  } finally {
    await world.close()
  }
}

/** Of each phase by itself, so the phases need not add up to the whole. */
async function median(course: Course): Promise<Times> {
  const runs: Times[] = []
  for (let run = 0; run < RUNS; run++) runs.push(await once(course))
  return timesOf(phase => runs.map(times => times[phase]).sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0)
}

async function once({ client, code, args }: Course): Promise<Times> {
  const beganMs = performance.now()
  const program = startCheck(client, code, args)
  const marks = new Map<Phase, number>([['start-up', 0]])
  program.child.stderr?.on('data', () => {
    for (const [phase, line] of beginnings) {
      if (!marks.has(phase) && line.test(program.stderr())) marks.set(phase, performance.now() - beganMs)
    }
  })
  const looking = setInterval(() => {
    peaks.client = Math.max(peaks.client, peakOf(program.child.pid))
  }, LOOK_MS)
  const { status, wallMs, stderr } = await program.outcome.finally(() => clearInterval(looking))
  if (status !== 0) throw new Error(`a clean path was not intact (status ${status}):\n${stderr}`)
  // A clean run has nothing to repeat and does not say so: that phase is as long as nothing.
  const beginning = (at: number): number =>
    marks.get(phases[at] ?? 'whole') ?? (at < phases.length - 1 ? beginning(at + 1) : wallMs)
  return timesOf((phase, at) => (phase === 'whole' ? wallMs : beginning(at + 1) - beginning(at)))
}

function timesOf(time: (phase: Phase, at: number) => number): Times {
  const [a, b, c, d, e, f, g] = phases.map(time)
  return {
    'start-up': a ?? 0,
    pairing: b ?? 0,
    rounds: c ?? 0,
    repeat: d ?? 0,
    judging: e ?? 0,
    'report, exit': f ?? 0,
    whole: g ?? 0,
  }
}

/** `without`: the same without delay, to count the round trips by. */
function print(name: string, times: Times, without?: Times): void {
  console.log(`${name}, median of ${RUNS} runs`)
  for (const phase of phases) {
    const trips = without === undefined ? null : (times[phase] - without[phase]) / ROUND_TRIP_MS
    const counted = trips === null ? '' : `${trips.toFixed(1).padStart(8)} round trips`
    console.log(`  ${phase.padEnd(14)}${times[phase].toFixed(0).padStart(6)} ms${counted}`)
  }
}
