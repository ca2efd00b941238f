/**
 * Pathproof's command as a process, as a user runs it: what `npm run build` made, in a home of its own. The responder
 * stands on another loopback address than the client, so that both can listen on one port. Whatever is started here is
 * ended by its own id.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the responder of a test listens. */
export const serverAddress = '127.0.0.2'
/** Where connections to it come from, and where the client listens. */
export const clientAddress = '127.0.0.1'

/** A command that has ended. */
export interface Ended {
  /** The exit status; null when a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs, and what it has printed so far. */
export interface Program {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Done when what it printed matches. Rejects when it ends before, or says too little for too long. */
  readonly until: (pattern: RegExp) => Promise<RegExpMatchArray>
  readonly ended: Promise<Ended>
  /** Sends a signal (SIGTERM, if none is named) and waits until the process is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

export interface ResponderProgram extends Program {
  readonly code: string
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv
  /** What it finds on its stdin; without it stdin is empty. */
  readonly stdin?: string
  /** In a process group of its own, as a terminal's job is. */
  readonly group?: boolean
}

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
/** How long a program may take to say what is waited for, or to end when it was told to, milliseconds. */
const SAYS_MS = 20_000
const ENDS_MS = 15_000
const running = new Set<ChildProcess>()
let ownHome: string | null = null

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  if (ownHome !== null) rmSync(ownHome, { recursive: true, force: true })
})

/** A folder that is gone when the tests are: home, state and temporary files of every program. */
export function home(): string {
  ownHome ??= mkdtempSync(join(tmpdir(), 'pathproof-test-'))
  return ownHome
}

/** An empty folder for one test. */
export function newFolder(): string {
  return mkdtempSync(join(home(), 'folder-'))
}

/** Starts `pathproof` with these arguments. */
export function start(args: readonly string[], { env = {}, stdin, group = false }: StartOptions = {}): Program {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env.PATH, HOME: home(), XDG_STATE_HOME: home(), TMPDIR: home(), NO_COLOR: '1', ...env },
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: group,
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin)
  running.add(child)
  const said = listenTo(child)
  const ended = once(child, 'close').then(([status]): Ended => {
    running.delete(child)
    return { status, ...said }
  })
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    until: pattern => untilSaid(child, () => `${said.stdout}\n${said.stderr}`, pattern),
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return soon(ended, `it was sent ${signal}`)
    },
  }
}

/** Its end, which something that happened must bring about. Rejects when it does not come. */
export async function soon(ended: Promise<Ended>, because: string): Promise<Ended> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`it did not end within ${ENDS_MS} ms after ${because}`)), ENDS_MS).unref()
  })
  return Promise.race([ended, late])
}

/** Runs `pathproof` to its end. */
export function runToEnd(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended
}

/** The option by which a responder lets these ports be tested besides those of its profile. */
export function allowing(ports: readonly number[]): readonly string[] {
  return ['--allow-ports', ports.join(',')]
}

/** `pathproof responder`, listening on the server's address alone; done when it has printed its code. */
export async function startResponder(args: readonly string[] = []): Promise<ResponderProgram> {
  const program = start(['responder', '--listen', serverAddress, '--control', '0', ...args])
  const [, code = ''] = await program.until(/^(pp1-\S+)\n/m)
  return { ...program, code }
}

/** `pathproof check` with a code, to be watched or hindered. */
export function startCheck(code: string, args: readonly string[], options: StartOptions = {}): Program {
  return start(['check', ...args], { ...options, env: { PATHPROOF_CODE: code, ...options.env } })
}

/** `pathproof check` with a code, to its end. */
export function check(code: string, args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return startCheck(code, args, options).ended
}

/** Ends what a test has left running. */
export async function endAll(): Promise<void> {
  const gone = [...running].map(child => once(child, 'close'))
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(gone)
}

function listenTo(child: ChildProcess): { stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
      child.emit('said')
    })
  }
  return said
}

function untilSaid(child: ChildProcess, said: () => string, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail(`${SAYS_MS} ms passed`), SAYS_MS)
    const gone = () => fail('the program ended')
    child.on('said', look)
    child.on('close', gone)
    look()

    function look(): void {
      const found = said().match(pattern)
      if (found === null) return
      clean()
      resolve(found)
    }

    function fail(why: string): void {
      clean()
      reject(new Error(`${why} before ${pattern} was said:\n${said()}`))
    }

    function clean(): void {
      clearTimeout(late)
      child.off('said', look)
      child.off('close', gone)
    }
  })
}
