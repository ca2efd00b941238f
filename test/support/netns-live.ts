/**
 * Real servers in a world's server namespace, with a private configuration and private data: started, waited for, ended.
 * What each of them is told stands in netns-live-mail.ts and netns-live-others.ts; how often they are called is counted
 * by netns-live-count.ts. Knows nothing of Pathproof.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { EndHost } from './netns.ts'
import { undoAtEnd } from './netns-cleanup.ts'

/** What a server finds when it is set up. */
export interface Setting {
  /** Its own, readable by every user, gone when it is stopped. */
  readonly folder: string
  readonly host: EndHost
  /** PEM files: a self-signed certificate for `mail.example` and its key. */
  readonly certificate: { readonly cert: string; readonly key: string }
}

/** How to have one real server. */
export interface Recipe {
  readonly name: string
  /** All that has to be installed, as absolute paths. */
  readonly needs: readonly string[]
  /** TCP ports that it takes. */
  readonly ports: readonly number[]
  /** Writes what it needs into its folder; gives the command that runs it in the foreground, first the program. */
  readonly prepare: (setting: Setting) => readonly string[]
}

export interface LiveServers {
  readonly stop: () => Promise<void>
}

const LISTENS_MS = 20_000
const ENDS_MS = 5000
/** How much of a server's own words a failure quotes, characters. */
const LOG_TAIL = 2000

/** First thing in the `before` hook of a suite: skips, with the reason printed, where a server is not installed; fails in CI. */
export function needPrograms(context: Mocha.Context, recipes: readonly Recipe[]): void {
  const lacking = [...new Set(recipes.flatMap(({ needs }) => needs))].filter(program => !existsSync(program))
  if (lacking.length === 0) return
  const reason = `not installed: ${lacking.join(', ')}`
  if (process.env.CI === 'true') throw new Error(`with CI=true these tests must run, but ${reason}`)
  process.stdout.write(`  skipped: ${reason}\n`)
  context.skip()
}

/** Starts them all at once; done when each listens on all its ports. Rejects, and leaves none behind, when one does not. */
export async function startLive(host: EndHost, recipes: readonly Recipe[]): Promise<LiveServers> {
  const servers = await Promise.allSettled(recipes.map(recipe => startServer(host, recipe)))
  const started = servers.flatMap(it => (it.status === 'fulfilled' ? [it.value] : []))
  const stop = async () => void (await Promise.all(started.map(server => server.stop())))
  const failed = servers.find(it => it.status === 'rejected')
  if (failed === undefined) return { stop }
  await stop()
  throw failed.reason
}

async function startServer(host: EndHost, { name, ports, prepare }: Recipe): Promise<LiveServers> {
  const root = mkdtempSync(join(tmpdir(), `pathproof-${name}-`))
  const removeFolder = undoAtEnd(() => rmSync(root, { recursive: true, force: true }))
  // mkdtemp keeps others out; servers give up root's rights and must still get in.
  execFileSync('chmod', ['755', root])
  const folder = join(root, 'own')
  mkdirSync(folder)
  const log = join(root, 'log')
  const said = openSync(log, 'a')
  const [program = '', ...args] = [...host.prefix, ...prepare({ folder, host, certificate: makeCertificate(root) })]
  // A group of its own, so that no process of it outlives this one whatever happens.
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', said, said], detached: true })
  closeSync(said)
  const killAll = undoAtEnd(() => killGroup(child))
  const stop = async () => {
    await end(child)
    killAll()
    removeFolder()
  }
  try {
    await untilListening(host, ports, child)
  } catch (error) {
    const words = readFileSync(log, 'utf8').slice(-LOG_TAIL)
    await stop()
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}; it said:\n${words}`)
  }
  return { stop }
}

function makeCertificate(folder: string): Setting['certificate'] {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const names = ['-subj', '/CN=mail.example', '-addext', 'subjectAltName=DNS:mail.example', '-days', '2']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...kind, ...names, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  return { cert, key }
}

async function untilListening(host: EndHost, ports: readonly number[], child: ChildProcess): Promise<void> {
  const giveUpAtMs = performance.now() + LISTENS_MS
  let missing = ports
  while (missing.length > 0) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`ended with status ${child.exitCode ?? child.signalCode} before it listened`)
    if (performance.now() > giveUpAtMs)
      throw new Error(`does not listen on ${missing.join(', ')} after ${LISTENS_MS} ms`)
    await pause(50)
    const listening = new Set([...host.run('ss', '-Hltn').matchAll(/:(\d+)\s/g)].map(found => Number(found[1])))
    missing = ports.filter(port => !listening.has(port))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const late = new AbortController()
  await Promise.race([gone, pause(ENDS_MS, null, { signal: late.signal }).catch(() => null)])
  late.abort()
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended by itself.
  }
}
