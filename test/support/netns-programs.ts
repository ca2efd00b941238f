/**
 * Pathproof's programs as processes, as users run them: what `npm run build` made, in a namespace or here.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MiddleboxOrder } from '../../src/middlebox/order.ts'
import { parseReport, type Report } from '../../src/report/report.ts'
import type { DelayedWorld, Place } from './netns.ts'
import { undoAtEnd } from './netns-cleanup.ts'

/** A process and what it has printed so far. */
export interface Program {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Done when one of the two matches. Rejects when the process ends before, or after 20 s. */
  readonly until: (pattern: RegExp) => Promise<RegExpMatchArray>
  /** Sends the signal (SIGTERM, if none is named) and waits until the process is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

export interface ResponderProgram extends Program {
  readonly code: string
}

/** What `pathproof check` gave. */
export interface Outcome {
  /** The exit status; null when a signal ended it. */
  readonly status: number | null
  /** Null when it wrote none. */
  readonly report: Report | null
  readonly stdout: string
  readonly stderr: string
  readonly wallMs: number
}

export interface CheckProgram extends Program {
  readonly outcome: Promise<Outcome>
}

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const middlebox = fileURLToPath(new URL('../../dist/src/middlebox/main.js', import.meta.url))

/** How long a program may take to say what is waited for, milliseconds. */
const SAYS_MS = 20_000

let ownState: string | null = null

/** `pathproof responder` at that place; done when it has printed its code. */
export async function startResponder(place: Place, args: readonly string[] = []): Promise<ResponderProgram> {
  const program = start(place, [cli, 'responder', ...args])
  const [code] = await program.until(/^pp1-\S+$/m)
  return { ...program, code }
}

/** One whole run over a world: a responder on its server, and a check from its client. */
export async function checkBoth(world: DelayedWorld, args: readonly string[]): Promise<Outcome> {
  const responder = await startResponder(world.server)
  try {
    return await check(world.client, responder.code, args)
  } finally {
    await responder.stop()
  }
}

/** `pathproof check` at that place, to its end. */
export function check(place: Place, code: string, args: readonly string[]): Promise<Outcome> {
  return startCheck(place, code, args).outcome
}

/** For a check that provokes too. Most tests of this kind are about ports, and leave it out. */
export const allProbes = 'all-probes'

function asked(args: readonly string[]): readonly string[] {
  const others = args.filter(arg => arg !== allProbes)
  return args.includes(allProbes) || args.includes('--quick') ? others : ['--quick', ...others]
}

/** `pathproof check` at that place, to be watched or hindered. */
export function startCheck(place: Place, code: string, args: readonly string[]): CheckProgram {
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-check-'))
  const forget = undoAtEnd(() => rmSync(folder, { recursive: true, force: true }))
  const json = join(folder, 'report.json')
  const startedMs = performance.now()
  const program = start(place, [cli, 'check', ...asked(args), '--json', json], { PATHPROOF_CODE: code })
  const outcome = once(program.child, 'close').then(([status]): Outcome => {
    const wallMs = performance.now() - startedMs
    const report = readReport(json)
    forget()
    return { status, report, stdout: program.stdout(), stderr: program.stderr(), wallMs }
  })
  return { ...program, outcome }
}

/** An emulated middlebox at that place; done when it listens. */
export async function startMiddlebox(place: Place, order: MiddleboxOrder): Promise<Program> {
  const program = start(place, [middlebox, JSON.stringify(order)])
  await program.until(/^\{"ports"/m)
  return program
}

/** A script of the tests, from its source. */
export function startScript(place: Place, file: string, args: readonly string[]): Program {
  return start(place, ['--import=tsx', file, ...args])
}

function start(place: Place, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const [command = process.execPath, ...rest] = [...place.prefix, process.execPath, ...args]
  const child = spawn(command, rest, {
    env: { ...process.env, NO_COLOR: '1', XDG_STATE_HOME: stateFolder(), ...env },
    // A middlebox ends with its stdin; the others do not read it.
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const forget = undoAtEnd(() => child.kill('SIGKILL'))
  const gone = once(child, 'close').finally(forget)
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', chunk => {
      said[name] += String(chunk)
      child.emit('said')
    })
  }
  const heard = () => `${said.stdout}\n${said.stderr}`
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    until: pattern => untilSaid(child, heard, pattern),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await gone
    },
  }
}

function untilSaid(child: ChildProcess, said: () => string, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clean()
      reject(new Error(`${why} before ${pattern} was said:\n${said()}`))
    }
    const late = setTimeout(() => fail(`${SAYS_MS} ms passed`), SAYS_MS)
    const onClose = () => fail('the program ended')
    const look = () => {
      const found = said().match(pattern)
      if (found === null) return
      clean()
      resolve(found)
    }
    child.on('said', look)
    child.on('close', onClose)
    look()

    function clean(): void {
      clearTimeout(late)
      child.off('said', look)
      child.off('close', onClose)
    }
  })
}

/** The client's key lives here and not in the home of whoever runs the tests. */
function stateFolder(): string {
  if (ownState !== null) return ownState
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-state-'))
  undoAtEnd(() => rmSync(folder, { recursive: true, force: true }))
  ownState = folder
  return folder
}

function readReport(file: string): Report | null {
  try {
    return parseReport(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
