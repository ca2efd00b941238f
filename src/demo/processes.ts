/**
 * The three programs of the demo as processes of their own, on loopback, without privileges.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Layout } from './layout.ts'

export interface Program {
  readonly child: ChildProcess
  /** Ends it and waits until it is gone. */
  readonly stop: () => Promise<void>
}

/** Both in the same form as this file: sources under a loader, or what was built from them. */
const suffix = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const mainFile = fileURLToPath(new URL(`../../cli/main${suffix}`, import.meta.url))
const middleboxFile = fileURLToPath(new URL(`../middlebox/main${suffix}`, import.meta.url))

/** How long a program may take to say that it is ready, milliseconds. */
const READY_MS = 15_000

/** Starts a responder on these addresses, with any control port, for these ports; gives its pairing code. */
export async function startResponderProcess(
  addresses: readonly string[],
  ports: readonly number[],
): Promise<Program & { readonly code: string }> {
  const allowed = ports.length === 0 ? [] : ['--allow-ports', ports.join(',')]
  const child = node([
    mainFile,
    'responder',
    '--listen',
    ...addresses,
    '--control',
    '0',
    '--with-stdin',
    '--stay',
    ...allowed,
  ])
  const code = await firstLine(child, /^pp1-/)
  return { child, code, stop: () => stop(child) }
}

/** Starts an emulated device between the ends. */
export async function startMiddleboxProcess(device: string, layout: Layout, seed: number): Promise<Program> {
  const child = node([middleboxFile, JSON.stringify({ device, links: layout.links, seed })])
  await firstLine(child, /^\{/)
  return { child, stop: () => stop(child) }
}

/** Runs the client to its end; what it prints goes where this program prints. Gives its exit status. */
export async function runClientProcess(code: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, mainFile, 'check', ...args], {
    env: { ...process.env, PATHPROOF_CODE: code },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGTERM', forward)
  // A terminal sends Ctrl-C to all three; the client ends the run, so this program must outlive it.
  const stay = () => undefined
  process.on('SIGINT', stay)
  const [status] = await once(child, 'exit')
  process.off('SIGTERM', forward)
  process.off('SIGINT', stay)
  return typeof status === 'number' ? status : 2
}

/** The end of the pipe to its stdin tells a child that this program is gone, however it went. */
function node(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

async function firstLine(child: ChildProcess, wanted: RegExp): Promise<string> {
  let said = ''
  child.stderr?.on('data', chunk => {
    said = `${said}${chunk}`.slice(-2000)
  })
  if (child.stdout === null) throw new Error('the program has no stdout')
  const lines = createInterface({ input: child.stdout })
  const timer = setTimeout(() => child.kill(), READY_MS)
  try {
    for await (const line of lines) if (wanted.test(line)) return line
  } finally {
    clearTimeout(timer)
    child.stdout.resume()
  }
  throw new Error(`a program of the demo did not start: ${said.trim().split('\n').at(-1) ?? ''}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.stdin?.end()
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(timer)
}
