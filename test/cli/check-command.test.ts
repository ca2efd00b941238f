/** What a check prints, and what the responder tells it: each in one line, with status 2. */

import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { openChannel } from '../../src/control/channel.ts'
import { createFront } from '../../src/control/front.ts'
import { controlBinding, loadInstallationKey } from '../../src/control/installation-key.ts'
import { messages } from '../../src/control/messages.ts'
import { decodePairing, pskOf } from '../../src/control/pairing.ts'
import { connectPsk } from '../../src/control/psk.ts'
import { releaseName } from '../../src/control/release.ts'
import type { Version } from '../../src/control/versions.ts'
import { usualAsks } from '../../src/plan/session.ts'
import { parseReport } from '../../src/report/report.ts'
import {
  allowing,
  check,
  clientAddress,
  endAll,
  home,
  newFolder,
  type ResponderProgram,
  serverAddress,
  startCheck,
  startResponder,
} from '../support/programs.ts'
import { changedCode, controlPortOf, strangeCode, strangePairing } from '../support/programs-codes.ts'
import { eventually, isOpen, portsForBoth } from '../support/programs-ports.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

describe('cli/check-command', () => {
  let responder: ResponderProgram
  /** What the responder lets a client test. */
  let ports: readonly number[] = []
  before(async () => {
    ports = await portsForBoth(2)
    responder = await startResponder(allowing(ports))
  })
  after(endAll)

  describe('through to the verdict', () => {
    it('tells of the rows, of the family that the server does not have, and of nothing else', async () => {
      const [smtp = 0, tcp = 0] = ports
      const ended = await check(responder.code, ['--smtp', String(smtp), '--tcp', String(tcp), '--json', '-'])
      assertNoTrace(ended)
      assert.equal(ended.status, 0, ended.stdout)
      const { ports: rows, findings, untested, run, verdict } = parseReport(ended.stdout)
      assert.deepEqual(
        rows.map(it => [it.direction, it.family, it.port, it.protocol, it.verdict].join(' ')),
        ['incoming', 'outgoing'].flatMap(it => [`${it} 4 ${smtp} smtp intact`, `${it} 4 ${tcp} echo intact`]),
      )
      assert.deepEqual([verdict, findings, untested, run.notes], ['intact', [], [], []])
      assert.deepEqual(run.families, [
        { family: 4, address: serverAddress, clientSeenAs: clientAddress, tested: true, reason: null },
        { family: 6, address: null, tested: false, reason: 'the server has no IPv6 address' },
      ])
      for (const address of [serverAddress, clientAddress]) assert.equal(await isOpen(address, tcp), false)
    })

    it('keeps to one direction, asks HOST, and says in text what it proved', async () => {
      const [tcp = 0] = ports
      const code = changedCode(responder.code, { addresses: ['192.0.2.77'] })
      const ended = await check(code, [serverAddress, '--tcp', String(tcp), '--only', 'incoming'])
      assertNoTrace(ended)
      assert.equal(ended.status, 0, ended.stdout)
      assert.match(ended.stdout, /^INTACT: everything arrived as it was sent, in 1 row\./)
      assert.match(ended.stdout, new RegExp(`^\\+ incoming  TCP  ${tcp}  IPv4  INTACT$`, 'm'))
      assert.doesNotMatch(ended.stdout, /outgoing/)
      assert.match(ended.stdout, /IPv6 not tested: the server has no IPv6 address/)
    })
  })

  describe('refused', () => {
    it('does not know the code of another responder', async () => {
      const code = strangeCode({ controlPorts: [controlPortOf(responder.code)] })
      const line = /^pathproof: the responder at 127\.0\.0\.2:\d+ does not know this pairing code; ask for a new one$/
      assertRefused(await check(code, []), line)
    })

    it('says that nobody answers, and what that may be', async () => {
      const [port = 0] = await portsForBoth(1)
      const line = /^pathproof: no connection to 127\.0\.0\.2:\d+ \(ECONNREFUSED\); is the responder running, and may /
      assertRefused(await check(strangeCode({ controlPorts: [port] }), []), line)
    })

    it('says that a code belongs to the client that used it first', async () => {
      const leave = await beginRun()
      leave()
      const ended = await check(responder.code, [], { env: { XDG_STATE_HOME: newFolder() } })
      assertRefused(
        ended,
        /^pathproof: the pairing code belongs to the client that used it first; ask for another one$/,
      )
    })

    it('is told by the responder that the code has expired, whatever this clock says', async () => {
      const brief = await startResponder(['--expires', '1s'])
      const { expiresAt } = decodePairing(brief.code)
      await eventually('the code has expired', () => Date.now() > expiresAt.getTime())
      const code = changedCode(brief.code, { expiresAt: new Date(Date.now() + 3_600_000) })
      assertRefused(await check(code, []), /^pathproof: the pairing code has expired; ask for a new one$/)
      const { stderr } = await brief.stop()
      assert.match(stderr, /used the expired code/)
    })

    it('says since when another run is in progress', async () => {
      const leave = await beginRun()
      try {
        const line = /^pathproof: run in progress since \d{4}-\d\d-\d\dT\S+Z; try again when it has ended$/
        assertRefused(await check(responder.code, []), line)
      } finally {
        leave()
      }
    })

    /** Begins a run with the key that the programs of these tests have. */
    async function beginRun(): Promise<() => void> {
      const pairing = decodePairing(responder.code)
      const at = { address: serverAddress, port: controlPortOf(responder.code) }
      const socket = await connectPsk({ ...at, keyId: pairing.keyId, psk: pskOf(pairing) })
      const key = loadInstallationKey(join(home(), 'pathproof'))
      const signature = Buffer.from(key.sign(controlBinding(socket))).toString('base64url')
      const channel = openChannel(socket, messages)
      await channel.request('begin', {
        runId: 'a'.repeat(32),
        clientKey: key.publicKey,
        signature,
        rows: [],
        asks: usualAsks,
        redact: false,
      })
      return () => socket.destroy()
    }
  })

  describe('with a responder of another release', () => {
    const servers: Server[] = []
    after(() => {
      for (const server of servers) server.close()
    })

    it('names both releases, and says which to update', async () => {
      await Promise.all([
        isTold(
          { protocol: 999, release: '9.9.9' },
          /^pathproof: the client \(pathproof \S+\) is too old for the responder \(pathproof 9\.9\.9\); update pathproof on /,
        ),
        isTold(
          { protocol: 0, release: '0.0.1' },
          /^pathproof: the responder \(pathproof 0\.0\.1\) is too old for the client \(pathproof \S+\); update pathproof on /,
        ),
      ])
    })

    async function isTold(theirs: Version, line: RegExp): Promise<void> {
      const ended = await check(await respondAs(theirs), [])
      assertRefused(ended, line)
      assert.ok(ended.stderr.includes(`(pathproof ${releaseName})`))
    }

    /** A responder that knows how to say who it is, and nothing more; gives its code. */
    async function respondAs(version: Version): Promise<string> {
      const [port = 0] = await portsForBoth(1)
      const pairing = strangePairing({ controlPorts: [port] })
      const front = createFront({
        lookup: keyId => (keyId === pairing.keyId ? { psk: pskOf(pairing) } : null),
        onControl: socket => openChannel(socket, messages).handle('hello', async () => version),
        onOther: socket => socket.destroy(),
      })
      const server = createServer(front)
      servers.push(server)
      await new Promise<void>(resolve => server.listen(port, serverAddress, resolve))
      return changedCode(strangeCode(), pairing)
    }
  })

  describe('called off while it still pairs', () => {
    it('ends at once, with one line', async () => {
      const held: { destroy: () => void }[] = []
      const [port = 0] = await portsForBoth(1)
      const silent = createServer(socket => held.push(socket.on('error', () => undefined)))
      await new Promise<void>(resolve => silent.listen(port, serverAddress, resolve))
      const client = startCheck(strangeCode({ controlPorts: [port] }), [])
      await eventually('it has connected', () => held.length > 0)
      const ended = await client.stop('SIGINT')
      for (const socket of held) socket.destroy()
      silent.close()
      assertNoTrace(ended)
      assert.deepEqual([ended.status, ended.stdout], [2, ''])
      assert.match(ended.stderr, /^pathproof: .*called off$/m)
    })
  })
})
