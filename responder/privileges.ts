/**
 * Root is given up before all else (DESIGN section 6). Started as root on Linux, the program starts itself again through
 * setpriv(1) as a user without rights but for low ports and raw sockets, hands over what only root could read, and becomes
 * that user too: no process of root is left. Knows nothing of what is read, nor of what the responder does.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { ControlError, firstLineOf } from '../src/control/errors.ts'

/** Tells the second process which descriptor the facts come by. It has no meaning to a process of root. */
const FACTS_VARIABLE = 'PATHPROOF_FACTS_FD'
const FACTS_FD = 3
/** The same signal within this time is the same wish, milliseconds. */
const SAME_WISH_MS = 1000
/** After the first process is gone the second one may end in order for so long, milliseconds. */
const ORPHAN_MS = 5000

/** Linux capabilities that are kept, with their numbers (linux/capability.h). */
const capabilities = { net_bind_service: 10, net_raw: 13 } as const
export type Capability = keyof typeof capabilities

/** Preferred first. Where none of them exists, the number that the kernel itself uses for nobody. */
const users = ['pathproof', 'nobody'] as const
const kernelNobody = { name: 'nobody', uid: 65534, gid: 65534 } as const

/** The first process passes them on; the second gets none from the terminal itself. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Prints the first of its arguments that its user may not read, or (a folder) not pass. */
const LOOK = `for file; do
  if [ -d "$file" ]; then [ -x "$file" ]; else [ -r "$file" ] || [ -x "$file" ]; fi || { printf %s "$file"; exit; }
done`

export interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export interface DropOptions {
  /** Reads, as root, what only root can read; anything that JSON can carry. */
  readonly facts: () => Promise<unknown>
}

/**
 * `go`: this process is the one that does the work. `facts`: what root read, null when no root read anything: then
 * whatever is readable may be read now. `ended`: the work was done by the other process; leave with its exit status.
 */
export type Dropped =
  | { readonly state: 'go'; readonly facts: unknown }
  | { readonly state: 'ended'; readonly status: number }

/**
 * Call it before anything else is done. Rejects with ControlError, and does nothing more, when this is root and the
 * rights cannot be given up: nothing ever goes on as root.
 */
export async function dropPrivileges(options: DropOptions): Promise<Dropped> {
  const told = process.env[FACTS_VARIABLE]
  delete process.env[FACTS_VARIABLE]
  if (process.platform !== 'linux') return { state: 'go', facts: null }
  if (process.getuid?.() !== 0 && process.geteuid?.() !== 0) {
    if (told === undefined) return { state: 'go', facts: null }
    heedSignalsOnce()
    return { state: 'go', facts: await receiveFacts(Number(told)) }
  }
  const user = unprivilegedUser(readFileSync('/etc/passwd', 'utf8'))
  const prefix = setprivArguments(user, heldCapabilities(readFileSync('/proc/self/status', 'utf8')))
  refuseWhatCannotWork(user, prefix)
  return { state: 'ended', status: await runAs(user, prefix, options.facts) }
}

/** The user to become, from the text of /etc/passwd (passwd(5)). Never one with the rights of root. */
export function unprivilegedUser(passwd: string): User {
  const known = passwd.split('\n').map(line => line.split(':'))
  const found = users.flatMap(wanted =>
    known
      .filter(([name, , uid = '', gid = '']) => name === wanted && /^[1-9]\d*$/.test(uid) && /^[1-9]\d*$/.test(gid))
      .map(([, , uid, gid]) => ({ name: wanted, uid: Number(uid), gid: Number(gid) })),
  )
  return found[0] ?? kernelNobody
}

/** Those of the two capabilities that a process has to give, from the text of its /proc/PID/status. A container may lack some. */
export function heldCapabilities(status: string): Capability[] {
  const sets = ['CapPrm', 'CapBnd'].map(set =>
    BigInt(`0x${new RegExp(`^${set}:\\s*(\\w+)$`, 'm').exec(status)?.[1] ?? 0}`),
  )
  const names = Object.keys(capabilities) as Capability[]
  return names.filter(name => sets.every(set => (set & (1n << BigInt(capabilities[name]))) !== 0n))
}

/** What setpriv(1) is called with, before the command: this user, these capabilities, and no way to get others. */
export function setprivArguments(user: User, kept: readonly Capability[]): string[] {
  const set = ['-all', ...kept.map(name => `+${name}`)].join(',')
  return [
    ...['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'],
    ...[`--inh-caps=${set}`, `--ambient-caps=${set}`, `--bounding-set=${set}`, '--no-new-privs'],
  ]
}

/** The file and each folder above it, outermost first: whoever lacks one of them cannot read the file. */
export function wayTo(file: string): string[] {
  const above = dirname(file)
  return above === file ? [file] : [...wayTo(above), file]
}

/** Tries it with a shell: setpriv must work here, and the user must be able to read the program. Throws ControlError. */
function refuseWhatCannotWork(user: User, prefix: readonly string[]): void {
  const programs = [process.execPath, ...process.argv.slice(1, 2)]
  const files = new Set(programs.flatMap(file => [...wayTo(file), ...wayTo(realpathSync(file))]))
  const tried = spawnSync('setpriv', [...prefix, 'sh', '-c', LOOK, 'sh', ...files], { encoding: 'utf8', cwd: '/' })
  if (tried.error !== undefined) {
    const isMissing = 'code' in tried.error && tried.error.code === 'ENOENT'
    throw refusal(isMissing ? 'setpriv is not installed' : firstLineOf(tried.error), 'install util-linux')
  }
  if (tried.status !== 0)
    throw refusal(
      firstLineOf(tried.stderr) || `setpriv ended with status ${tried.status}`,
      'let root change user and capabilities here',
    )
  if (tried.stdout !== '')
    throw refusal(`user ${user.name} may not read ${tried.stdout}`, 'install pathproof where every user may read it')
}

/** One line: what hinders, and what to do, each way of it. */
function refusal(why: string, cure: string): ControlError {
  const instead = 'start it as a user of its own with CAP_NET_BIND_SERVICE and CAP_NET_RAW'
  const how = 'systemd: User= and AmbientCapabilities=; by hand: setpriv --reuid --ambient-caps'
  return new ControlError(
    `cannot give up root's rights, and does not run as root: ${why}; ${cure}, or ${instead} (${how})`,
    'machine',
  )
}

/** Starts the program again as that user, becomes that user, and waits. Gives the exit status. */
async function runAs(user: User, prefix: readonly string[], facts: () => Promise<unknown>): Promise<number> {
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const child = spawn('setpriv', [...prefix, ...again], {
    env: { ...process.env, HOME: '/', USER: user.name, LOGNAME: user.name, [FACTS_VARIABLE]: String(FACTS_FD) },
    // The facts' pipe stays open: its end tells the other process that this one is gone.
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    // A session of its own: Ctrl-C then reaches this process alone, and the other one gets each signal once.
    detached: true,
  })
  const ended = statusOf(child)
  // Told when it is awaited, below.
  ended.catch(() => undefined)
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of forwarded) process.on(signal, forward)
  try {
    // The other one is starting meanwhile.
    handOver(child, await facts())
    becomeUser(user)
    return await ended
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    for (const signal of forwarded) process.off(signal, forward)
  }
}

function becomeUser({ uid, gid }: User): void {
  process.setgroups?.([])
  process.setgid?.(gid)
  process.setuid?.(uid)
}

function handOver(child: ChildProcess, facts: unknown): void {
  const pipe = child.stdio[FACTS_FD] as Socket
  // It may have ended already; its exit status tells the rest.
  pipe.on('error', () => undefined)
  pipe.write(`${JSON.stringify(facts ?? null)}\n`)
}

function statusOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}

/**
 * A service manager signals both processes, and the first one passes it on: the second time must not kill this process
 * while it ends in order. Whoever is impatient later is obeyed at once.
 */
function heedSignalsOnce(): void {
  for (const signal of forwarded) {
    let firstMs: number | null = null
    process.on(signal, () => {
      const nowMs = performance.now()
      const isFirst = firstMs === null
      firstMs ??= nowMs
      // With nobody else to hear it, it does what it does to any program.
      const isAlone = isFirst && process.listenerCount(signal) === 1
      if (isAlone || nowMs - firstMs > SAME_WISH_MS) process.exit(128 + constants.signals[signal])
    })
  }
}

/**
 * The facts that the first process hands over: one line of JSON. When its end of the pipe closes later, that process is
 * gone, and this one ends as if it were told to.
 */
async function receiveFacts(fd: number): Promise<unknown> {
  return JSON.parse(await firstLine(new Socket({ fd, readable: true, writable: false })))
}

function firstLine(pipe: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    let received = false
    pipe.setEncoding('utf8')
    pipe.on('error', () => pipe.destroy())
    pipe.on('close', () => {
      if (received) endAsOrphan()
      else
        reject(
          new ControlError('the process that started this one ended before it had handed over anything', 'machine'),
        )
    })
    pipe.on('data', chunk => {
      if (received) return
      text += String(chunk)
      if (!String(chunk).includes('\n')) return
      received = true
      // Watched as long as there is anything else to do.
      pipe.unref()
      resolve(text)
    })
  })
}

function endAsOrphan(): void {
  setTimeout(() => process.exit(1), ORPHAN_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}
