/** Pings over loopback, with real raw sockets: needs root or CAP_NET_RAW. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRecorder } from '../../src/tape/recorder.ts'
import type { Family, Tape } from '../../src/tape/tape.ts'
import { loadPing, openPingSocket, type PingSocket } from '../../src/wire/icmp.ts'
import { pingSession } from '../../src/wire/icmp-dialer.ts'
import { createPingHearer, type PingHearer } from '../../src/wire/icmp-hearer.ts'
import type { Echo } from '../../src/wire/icmp-packet.ts'
import { pingsOf } from '../support/pings.ts'

const loopback = { 4: '127.0.0.1', 6: '::1' } as const
const sizes = [32, 1, 0, 1472, 1473, 4096]
const noSignal = new AbortController().signal

describe('icmp', function () {
  this.slow(2000)
  const closers: (() => void)[] = []
  before(async function () {
    const loaded = await loadPing()
    if (loaded.ok) return
    process.stdout.write(`  skipped: ping ${loaded.reason}\n`)
    this.skip()
  })
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })

  for (const family of [4, 6] as const) {
    it(`tapes each request and its reply at both ends, IPv${family}`, async () => {
      const tapes: Tape[] = []
      const hearer = await hear(family, ['one'], tapes)
      const tape = await ping(family, 'one')
      hearer.seal(['one', 'none'])
      assert.deepEqual({ ...tape.ending, atMs: 0 }, { kind: 'closed', script: 'finished', atMs: 0 })
      const { local, remote } = tape.head
      const ends = { local: { address: loopback[family], port: 0 }, remote: { address: loopback[family], port: 0 } }
      assert.deepEqual({ local, remote }, ends)
      const all = pingsOf('one-NONCE', sizes)
      assert.deepEqual(bytesOf(tape, 'sent'), all)
      assert.deepEqual(bytesOf(tape, 'heard'), all)
      assert.equal(tapes.length, 1)
      assert.deepEqual(bytesOf(tapes[0], 'heard'), all)
      assert.deepEqual(bytesOf(tapes[0], 'sent'), [])
      assert.equal(tapes[0]?.ending.script, 'finished')
    })
  }

  it('keeps sessions apart that run at once, in both families', async () => {
    const tapes: Tape[] = []
    const names = ['one', 'two', 'three']
    const hearers = await Promise.all([hear(4, names, tapes), hear(6, names, tapes)])
    const runs = await Promise.all(names.flatMap(name => ([4, 6] as const).map(family => ping(family, name))))
    for (const hearer of hearers) hearer.seal(names)
    assert.equal(tapes.length, 6)
    for (const tape of [...runs, ...tapes]) {
      // A busy host may ask once more what was answered late; nobody hears what is another session's.
      assert.deepEqual(different(bytesOf(tape, 'heard')), pingsOf(`${tape.head.session}-NONCE`, sizes))
    }
  })

  it('gives no two open sockets one identifier', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => openSocket(4)))
    assert.equal(new Set(sockets.map(it => it.id)).size, 20)
  })

  it('goes on hearing between sessions, and after a garbage collection', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const tapes: Tape[] = []
    const hearer = await hear(4, ['one', 'two'], tapes)
    await ping(4, 'one')
    for (let round = 0; round < 3; round++) {
      collect()
      await pause(20)
    }
    await ping(4, 'two')
    hearer.seal(['one', 'two'])
    assert.deepEqual(
      tapes.map(it => bytesOf(it, 'heard').length),
      [sizes.length, sizes.length],
    )
  })

  it('hears replies that come when all was answered: duplicates', async () => {
    const heard: number[] = []
    const socket = await openSocket(4, reply => heard.push(reply.sequence))
    const on = { sent: () => undefined, failed: () => undefined }
    const sequences = [socket.ping('127.0.0.1', new Uint8Array(9), 1000, on)]
    await pause(50)
    sequences.push(socket.ping('127.0.0.1', new Uint8Array(9), 1, on))
    await pause(50)
    assert.deepEqual(heard, sequences)
  })

  it('tells of every request that the kernel took, also when replies come between', async () => {
    const socket = await openSocket(4)
    const taken: number[] = []
    const sizes = [10, 20, 30, 40, 50]
    for (const size of sizes) {
      const on = { sent: () => taken.push(size), failed: (code: string) => assert.fail(code) }
      socket.ping('127.0.0.1', new Uint8Array(size), 1000, on)
    }
    await pause(100)
    assert.deepEqual(taken, sizes)
  })

  it('ends when it is called off', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    // Of the addresses for documentation (RFC 5737): nobody answers.
    const tape = await ping(4, 'one', { address: '192.0.2.77', signal: controller.signal })
    assert.equal(tape.ending.kind, 'aborted')
  })

  it('passes strangers over', async () => {
    const tapes: Tape[] = []
    const hearer = await hear(4, ['one'], tapes)
    await ping(4, 'two')
    hearer.close()
    assert.deepEqual(tapes, [])
  })

  it('leaves nothing open that would keep the program from ending', async () => {
    const script = fileURLToPath(new URL('../support/netns-ping.ts', import.meta.url))
    const [status, stdout] = await run([script, 'dial', '4', '127.0.0.1', '32,4096'])
    assert.equal(status, 0)
    assert.match(stdout, /"kind":"closed"/)
  })

  async function hear(family: Family, names: readonly string[], tapes: Tape[]): Promise<PingHearer> {
    const heard = await createPingHearer({
      family,
      localAddress: loopback[family],
      sessions: names.map(session => ({ session, pings: pingsOf(`${session}-NONCE`, sizes) })),
      newRecorder: session => recorderFor('answerer', family, session),
      onTape: tape => tapes.push(tape),
    })
    assert.ok(heard.ok)
    closers.push(heard.hearer.close)
    return heard.hearer
  }

  async function openSocket(family: Family, onReply: (reply: Echo) => void = () => undefined): Promise<PingSocket> {
    const opened = await openPingSocket({
      family,
      hears: 'replies',
      id: 65_530,
      onMessage: message => {
        if (message.kind === 'reply') onReply(message)
      },
    })
    assert.ok(opened.ok)
    closers.push(opened.socket.close)
    return opened.socket
  }
})

describe('icmp that cannot be', function () {
  this.slow(2000)
  it('says what it needs when it may not', async function () {
    if (process.getuid?.() !== 0) this.skip()
    const reason = 'needs root or CAP_NET_RAW'
    assert.deepEqual(await loadedAfter('process.setgid(65534); process.setuid(65534)'), { ok: false, reason })
  })

  it('says that the module is not there, or was not built', async () => {
    const reason = 'the module net-ping is not installed (it needs a compiler at install time)'
    const cases = { 'net-ping': 'ERR_MODULE_NOT_FOUND', 'raw-socket': 'MODULE_NOT_FOUND' }
    const loaded = await Promise.all(Object.entries(cases).map(([name, code]) => loadedAfter(failing(name, code))))
    assert.deepEqual(loaded, [
      { ok: false, reason },
      { ok: false, reason },
    ])
  })
})

/** Words after which a module cannot be imported. */
function failing(name: string, code: string): string {
  const gone = `if (name === '${name}') throw Object.assign(new Error('gone'), { code: '${code}' })`
  const hook = `export const resolve = (name, context, next) => { ${gone}; return next(name, context) }`
  return `(await import('node:module')).register('data:text/javascript,${encodeURIComponent(hook).replaceAll("'", '%27')}')`
}

/** What `loadPing` says in a process of its own that has run these words before. */
async function loadedAfter(words: string): Promise<unknown> {
  const door = new URL('../../src/wire/icmp.ts', import.meta.url).href
  const code = `const { loadPing } = await import('${door}'); ${words}; console.log(JSON.stringify(await loadPing()))`
  const [, stdout] = await run(['--input-type=module', '--eval', code])
  return JSON.parse(stdout)
}

function ping(family: Family, name: string, other: { address?: string; signal?: AbortSignal } = {}): Promise<Tape> {
  const pings = pingsOf(`${name}-NONCE`, sizes)
  const recorder = recorderFor('dialer', family, name)
  return pingSession({ family, address: loopback[family], pings, recorder, signal: noSignal, patient: false, ...other })
}

function recorderFor(role: 'dialer' | 'answerer', family: Family, session: string) {
  const ends = { local: null, remote: null }
  const head = {
    end: 'client',
    role,
    direction: 'incoming',
    family,
    transport: 'icmp',
    port: 0,
    session,
    ...ends,
  } as const
  return createRecorder(head, () => performance.now())
}

function bytesOf(tape: Tape | undefined, kind: 'sent' | 'heard'): readonly Uint8Array[] {
  return tape?.events.flatMap(it => (it.kind === kind ? [it.bytes] : [])) ?? []
}

async function run(args: readonly string[]): Promise<readonly [status: number | null, stdout: string]> {
  const child = spawn(process.execPath, ['--import=tsx', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.on('data', chunk => {
    stdout += String(chunk)
  })
  const [status] = (await once(child, 'close')) as [number | null]
  return [status, stdout]
}

/** Each once, in order of first hearing. */
function different(all: readonly Uint8Array[]): readonly Uint8Array[] {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return all.filter((bytes, at) => all.findIndex(other => text(other) === text(bytes)) === at)
}
